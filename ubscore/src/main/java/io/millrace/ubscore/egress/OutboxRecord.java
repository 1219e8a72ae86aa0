package io.millrace.ubscore.egress;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A copy of one outbox record. Owned by the thread that reads; reusable. */
public final class OutboxRecord {
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[OutboxPartition.ENTRY_LENGTH_MAX]);
    long nextPosition;
    private long sequence;
    private int keyLength;
    private int valueLength;

    void copy(final DirectBuffer chunk, final int offset, final int keyLength, final int valueLength) {
        sequence = chunk.getLong(offset + Long.BYTES);
        this.keyLength = keyLength;
        this.valueLength = valueLength;
        bytes.putBytes(0, chunk, offset + OutboxPartition.HEADER_LENGTH, keyLength + valueLength);
    }

    /** orderSequence or eventSequence. */
    public long sequence() {
        return sequence;
    }

    /** The key, ASCII; the value follows it at {@link #valueOffset()}. */
    public DirectBuffer buffer() {
        return bytes;
    }

    /** Bytes of the key, which starts at 0; 0: none. */
    public int keyLength() {
        return keyLength;
    }

    /** Where the value starts: an SBE message with its header. */
    public int valueOffset() {
        return keyLength;
    }

    /** Bytes of the value. */
    public int valueLength() {
        return valueLength;
    }

    /** Position of the record behind this one. */
    public long nextPosition() {
        return nextPosition;
    }
}
