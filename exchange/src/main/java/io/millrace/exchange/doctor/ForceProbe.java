package io.millrace.exchange.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long a disk takes to force a small write. A disk that answers faster than any medium can, every time, has a cache that outlives a
 * loss of power, or it does not force: which of the two, only its maker can say.
 */
public final class ForceProbe {
    private static final int FORCES = 50;
    private static final int WRITE_LENGTH = 4096;
    /** The fastest NVMe media with a cache of their own take about so long. */
    private static final long HONEST_MIN_US = 8;

    private final long medianUs;
    private final long maxUs;
    private final String failure;

    private ForceProbe(final long medianUs, final long maxUs, final String failure) {
        this.medianUs = medianUs;
        this.maxUs = maxUs;
        this.failure = failure;
    }

    /** Writes and forces a file in a directory, and removes it. */
    public static ForceProbe run(final Path directory) {
        final long[] tookNs = new long[FORCES];
        try {
            final Path file = Files.createTempFile(directory, "doctor-", ".tmp");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                for (int i = 0; i < FORCES; i++) {
                    channel.write(ByteBuffer.allocate(WRITE_LENGTH), (long) i * WRITE_LENGTH);
                    final long startNs = System.nanoTime();
                    channel.force(false);
                    tookNs[i] = System.nanoTime() - startNs;
                }
            } finally {
                Files.delete(file);
            }
        } catch (final IOException e) {
            return new ForceProbe(0, 0, e.toString());
        }
        Arrays.sort(tookNs);
        return new ForceProbe(
                TimeUnit.NANOSECONDS.toMicros(tookNs[FORCES / 2]),
                TimeUnit.NANOSECONDS.toMicros(tookNs[FORCES - 1]),
                null);
    }

    /** Whether the times are ones that a medium can have. */
    public boolean isHonest() {
        return failure == null && medianUs >= HONEST_MIN_US;
    }

    /** For an operator. */
    public String describe() {
        if (failure != null) {
            return "can't be tried: " + failure;
        }
        return "4 KB take median=" + medianUs + " us max=" + maxUs + " us"
                + (isHonest() ? "" : ": too fast to have reached a medium, is this memory, or a cache without power?");
    }
}
