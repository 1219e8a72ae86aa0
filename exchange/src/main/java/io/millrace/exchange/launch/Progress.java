package io.millrace.exchange.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What an operator reads: lines to the terminal and to the run's own log. Thread-safe. */
public final class Progress {
    private final PrintStream out;
    private final Path log;

    /** To both. */
    public Progress(final PrintStream out, final Path log) {
        this.out = out;
        this.log = log;
    }

    /** Prints one line. */
    public synchronized void line(final String text) {
        out.println(text);
        out.flush();
        try {
            Files.writeString(
                    log, text + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new UncheckedIOException("can't write log=" + log, e);
        }
    }
}
