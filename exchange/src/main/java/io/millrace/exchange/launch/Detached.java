package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import io.millrace.exchange.CommandException;
import io.millrace.exchange.ExitCodes;
import io.millrace.exchange.Millrace;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts {@code up} as a process that outlives this one, and shows its progress until it is ready. */
public final class Detached {
    private static final long POLL_INTERVAL_MS = 100;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final RunDirectory run;
    private final Path log;
    private long shown;

    private Detached(final RunDirectory run) {
        this.run = run;
        this.log = run.log(RunDirectory.SUPERVISOR);
    }

    /** With the arguments of this command but {@code --detach}; returns the exit code. */
    public static int up(final List<String> arguments, final Config given) {
        return new Detached(new Plan(given).run()).up(arguments);
    }

    private int up(final List<String> arguments) {
        run.create();
        try {
            shown = Files.exists(log) ? Files.size(log) : 0;
            final Path out = run.log(RunDirectory.SUPERVISOR + "-out");
            Files.deleteIfExists(out);
            final Process process = new ProcessBuilder(command(arguments))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            return awaitReady(process, out);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(final List<String> arguments) {
        final List<String> command = new ArrayList<>();
        // A session of its own: what ends the terminal's processes does not end this one.
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Millrace.class.getName()));
        arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
        return command;
    }

    private int awaitReady(final Process process, final Path out) throws IOException {
        while (!isReady(process.pid())) {
            showProgress();
            if (hasEnded(process)) {
                showProgress();
                if (process.exitValue() == ExitCodes.OK) {
                    return ExitCodes.OK;
                }
                final String said = Files.readString(out).trim();
                throw new CommandException(
                        process.exitValue(),
                        process.exitValue() == ExitCodes.LOCKED
                                ? said.replaceFirst("^millrace: ", "")
                                : "the exchange did not start log=" + log + " out=" + out);
            }
        }
        showProgress();
        return ExitCodes.OK;
    }

    private boolean isReady(final long pid) {
        final Optional<ProcessRecord> record = run.read(RunDirectory.SUPERVISOR);
        return record.isPresent()
                && record.get().pid() == pid
                && record.get().state().equals(ProcessState.READY.text());
    }

    private static boolean hasEnded(final Process process) {
        try {
            return process.waitFor(POLL_INTERVAL_MS, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void showProgress() throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.min(shown, file.length()));
            final byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            shown = file.getFilePointer();
            System.out.print(new String(bytes, StandardCharsets.UTF_8));
            System.out.flush();
        }
    }
}
