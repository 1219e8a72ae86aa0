package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory for the time of a bench, where the system keeps its temporary files. */
public final class WorkDirectory implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 50;
    private static final long ATTEMPT_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

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

    /** Deletes it, several times if a thread that is ending still makes files in it. */
    @Override
    public void close() {
        for (int attempt = 1; !delete(attempt == ATTEMPTS_MAX); attempt++) {
            LockSupport.parkNanos(ATTEMPT_INTERVAL_NS);
        }
    }

    private boolean delete(final boolean isLast) {
        try (Stream<Path> files = Files.walk(path)) {
            final List<Path> deepestFirst =
                    files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (final Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (final DirectoryNotEmptyException ex) {
            if (isLast) {
                throw new UncheckedIOException(ex);
            }
            return false;
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
