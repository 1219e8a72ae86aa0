package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory for the time of a bench, where the system keeps its temporary files. */
public final class WorkDirectory implements AutoCloseable {
    private final Path path;

    public WorkDirectory(final String prefix) {
        try {
            path = Files.createTempDirectory(prefix);
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            final List<Path> deepestFirst =
                    files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (final Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
