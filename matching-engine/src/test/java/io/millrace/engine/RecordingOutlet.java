package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.engine.egress.OutputOutlet;
import io.millrace.feed.LaneStart;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** Remembers what was published, over several lives of a lane, and judges that one sequence never says two things. */
final class RecordingOutlet implements OutputOutlet {
    final TreeMap<Long, byte[]> published = new TreeMap<>();
    LaneStart start;
    int flushCount;
    int offersUntilDeath = Integer.MAX_VALUE;
    int flushesUntilDeath = Integer.MAX_VALUE;
    private long nextSequence;

    RecordingOutlet open(final LaneStart head) {
        start = head;
        nextSequence = head.sequence() + 1;
        return this;
    }

    @Override
    public void offer(
            final long sequence, final DirectBuffer buffer, final int offset, final int length, final byte[] hash) {
        if (offersUntilDeath-- == 0) {
            throw new DeathException("publish");
        }
        assertEquals(nextSequence++, sequence);
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        assertArrayEquals(sha256(bytes), hash);
        final byte[] before = published.put(sequence, bytes);
        if (before != null) {
            assertArrayEquals(before, bytes, "published twice with two contents: sequence=" + sequence);
        }
    }

    @Override
    public void flush() {
        if (flushesUntilDeath-- == 0) {
            throw new DeathException("flush");
        }
        flushCount++;
    }

    @Override
    public int doWork(final long nowNs) {
        return 0;
    }

    static byte[] sha256(final byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (final NoSuchAlgorithmException ex) {
            throw new AssertionError(ex);
        }
    }

    /** The process died here. */
    static final class DeathException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DeathException(final String where) {
            super("died at " + where);
        }
    }
}
