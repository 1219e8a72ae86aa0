package io.millrace.exchange.run;

import io.aeron.CncFileDescriptor;
import io.aeron.CommonContext;
import io.aeron.exceptions.DriverTimeoutException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.IoUtil;

/**
 * Directories of media drivers that a killed process has left in memory. One is removed only if it has a name that we give, belongs to
 * this user, and its driver is dead: silent for longer than a driver may be, and its process is not there. Any thread.
 */
public final class DriverDirectories {
    private static final List<String> PREFIXES = List.of("millrace-ubscore-", "millrace-gateway-");
    /** Liveness files beside the directory of an UBSCore node's driver. */
    private static final String MARKS_SUFFIX = "-marks";

    private static final Duration DRIVER_TIMEOUT = Duration.ofSeconds(10);
    /** A directory without a driver's file may be about to get one. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    private static final long POLL_INTERVAL_MS = 250;

    private final Path parent;

    /** Those in {@code parent}, which need not exist. */
    public DriverDirectories(final Path parent) {
        this.parent = parent;
    }

    /** Where our processes put them. */
    public static DriverDirectories inSharedMemory() {
        return new DriverDirectories(Path.of("/dev/shm"));
    }

    /** Removes the dead ones; returns how many. */
    public int removeDead() {
        int count = 0;
        for (final Path directory : ours()) {
            if (isDead(directory)) {
                IoUtil.delete(directory.toFile(), true);
                IoUtil.delete(marksOf(directory).toFile(), true);
                count++;
            }
        }
        return count;
    }

    /** The same, once those whose process has just ended count as dead too: waits until their time is over. */
    public int removeDeadPatiently() {
        final long deadlineNs =
                System.nanoTime() + DRIVER_TIMEOUT.plusSeconds(1).toNanos();
        int count = removeDead();
        while (System.nanoTime() - deadlineNs < 0 && ours().stream().anyMatch(DriverDirectories::isDying)) {
            pause();
            count += removeDead();
        }
        return count;
    }

    private static Path marksOf(final Path driver) {
        return driver.resolveSibling(driver.getFileName() + MARKS_SUFFIX);
    }

    private List<Path> ours() {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(DriverDirectories::isOurs).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException("can't list directory=" + parent, e);
        }
    }

    private static boolean isOurs(final Path directory) {
        final String name = directory.getFileName().toString();
        try {
            return PREFIXES.stream().anyMatch(name::startsWith)
                    && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory).getName().equals(System.getProperty("user.name"));
        } catch (final IOException e) {
            return false;
        }
    }

    private static boolean isDead(final Path directory) {
        final String name = directory.getFileName().toString();
        if (name.endsWith(MARKS_SUFFIX)) {
            final Path driver = directory.resolveSibling(name.substring(0, name.length() - MARKS_SUFFIX.length()));
            return !Files.exists(driver) && isOld(directory);
        }
        if (!Files.exists(directory.resolve(CncFileDescriptor.CNC_FILE))) {
            return isOld(directory);
        }
        return !isProcessThere(directory) && !isActive(directory.toFile());
    }

    /** Its process is gone, its last sign of life is young. */
    private static boolean isDying(final Path directory) {
        return Files.exists(directory.resolve(CncFileDescriptor.CNC_FILE))
                && !isProcessThere(directory)
                && isActive(directory.toFile());
    }

    private static boolean isActive(final File directory) {
        try {
            return CommonContext.isDriverActive(directory, DRIVER_TIMEOUT.toMillis(), message -> {});
        } catch (final DriverTimeoutException e) {
            return false;
        }
    }

    /** Whether a process has the id that the driver wrote down: maybe another one by now, and then the directory stays. */
    private static boolean isProcessThere(final Path directory) {
        final ByteBuffer pid = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel file =
                FileChannel.open(directory.resolve(CncFileDescriptor.CNC_FILE), StandardOpenOption.READ)) {
            file.read(pid, CncFileDescriptor.pidOffset(0));
            return pid.hasRemaining()
                    || ProcessHandle.of(pid.getLong(0))
                            .map(ProcessHandle::isAlive)
                            .orElse(false);
        } catch (final IOException e) {
            return true;
        }
    }

    private static boolean isOld(final Path directory) {
        try {
            return Files.getLastModifiedTime(directory).toMillis() + SETTLING.toMillis() < System.currentTimeMillis();
        } catch (final IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_INTERVAL_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
