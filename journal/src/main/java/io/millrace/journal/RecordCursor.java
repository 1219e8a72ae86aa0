package io.millrace.journal;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the records of one segment and checks each. Owned by one thread. What a file lacks at its end reads as zeros.
 */
final class RecordCursor implements AutoCloseable {
    /** What {@link #next} found. */
    enum Found {
        /** The record that was expected, whole. */
        RECORD,
        /** Zeros, or the end of the segment: nothing was written here. */
        NOTHING,
        /** Neither. */
        DAMAGE
    }

    private final StorageFile file;
    private final int segmentLength;

    private ByteBuffer window;
    private UnsafeBuffer buffer;
    private RecordChecksum checksum;
    private long windowPosition;
    private int windowLength;

    private long position;
    private long nextSequence;
    private int nextBatchIndex;
    private int offset;
    private long lastPosition;
    private int lastBatchIndex;

    RecordCursor(final StorageFile file, final int segmentLength, final int windowCapacity) {
        this.file = file;
        this.segmentLength = segmentLength;
        allocate(windowCapacity);
    }

    /** Stands at a batch's start. */
    void move(final long position, final long sequence) {
        this.position = position;
        nextSequence = sequence;
        nextBatchIndex = 0;
    }

    /** Forgets what was read ahead: more may have been written since. */
    void refresh() {
        windowLength = 0;
    }

    /** Checks what stands at the cursor, and goes behind it if it is the record expected there. */
    Found next() {
        if (position + RecordDescriptor.alignedLength(1) > segmentLength) {
            return Found.NOTHING;
        }
        load(RecordDescriptor.PAYLOAD_OFFSET);
        if (isZero(offset, RecordDescriptor.PAYLOAD_OFFSET)) {
            return Found.NOTHING;
        }
        if (!isRecord()
                || RecordDescriptor.sequence(buffer, offset) != nextSequence
                || RecordDescriptor.batchIndex(buffer, offset) != nextBatchIndex) {
            return Found.DAMAGE;
        }
        lastPosition = position;
        lastBatchIndex = nextBatchIndex;
        position += RecordDescriptor.alignedLength(length());
        nextSequence++;
        nextBatchIndex = isEndOfBatch() ? 0 : nextBatchIndex + 1;
        return Found.RECORD;
    }

    /** Goes back before the record that the last {@link #next} found. */
    void back() {
        position = lastPosition;
        nextBatchIndex = lastBatchIndex;
        nextSequence--;
    }

    /**
     * Looks behind the cursor for a whole record of a batch that began after {@code sequence}; returns its position, or -1.
     */
    long findBatchAfter(final long sequence) {
        final long last = segmentLength - RecordDescriptor.alignedLength(1);
        final long start = position;
        try {
            for (; position <= last; position += RecordDescriptor.ALIGNMENT) {
                load(RecordDescriptor.PAYLOAD_OFFSET);
                final long found = RecordDescriptor.sequence(buffer, offset);
                final int batchIndex = RecordDescriptor.batchIndex(buffer, offset);
                // The bounds keep checksums rare: no segment holds more records than it has multiples of eight.
                if (batchIndex >= 0
                        && found - batchIndex > sequence
                        && found - sequence <= segmentLength / RecordDescriptor.ALIGNMENT
                        && isRecord()) {
                    return position;
                }
            }
            return -1;
        } finally {
            position = start;
        }
    }

    /** End of the last bytes behind the cursor that are not zero; the cursor's own position if all are. */
    long findZeros() {
        final long start = position;
        long end = start;
        for (; position < segmentLength; position += windowLength) {
            refresh();
            load(Math.min(RecordDescriptor.ALIGNMENT, (int) (segmentLength - position)));
            for (int i = windowLength - 1; i >= 0; i--) {
                if (buffer.getByte(i) != 0) {
                    end = position + i + 1;
                    break;
                }
            }
        }
        position = start;
        return end;
    }

    long position() {
        return position;
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Whether the last record ended its batch, or none was read. */
    boolean isAtBatchStart() {
        return nextBatchIndex == 0;
    }

    /** Where {@link #payloadOffset} and {@link #payloadLength} of the last record point; valid until the cursor moves. */
    DirectBuffer buffer() {
        return buffer;
    }

    int payloadOffset() {
        return offset + RecordDescriptor.PAYLOAD_OFFSET;
    }

    int payloadLength() {
        return length();
    }

    int type() {
        return RecordDescriptor.type(buffer, offset);
    }

    @Override
    public void close() {
        file.close();
    }

    private boolean isEndOfBatch() {
        return RecordDescriptor.flags(buffer, offset) == RecordDescriptor.END_OF_BATCH;
    }

    private int length() {
        return RecordDescriptor.length(buffer, offset);
    }

    /** Whether a whole record stands at the position, whatever its sequence. */
    private boolean isRecord() {
        final int length = length();
        if (length <= 0
                || length > segmentLength
                || position + RecordDescriptor.alignedLength(length) > segmentLength
                || RecordDescriptor.flags(buffer, offset) > RecordDescriptor.END_OF_BATCH) {
            return false;
        }
        load(RecordDescriptor.alignedLength(length));
        return checksum.isIntact(offset);
    }

    private boolean isZero(final int from, final int length) {
        for (int i = from; i < from + length; i++) {
            if (buffer.getByte(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Brings {@code length} bytes from the position on into the window, at {@link #offset}. */
    private void load(final int length) {
        if (position < windowPosition || position + length > windowPosition + windowLength) {
            if (length > window.capacity()) {
                allocate(length);
            }
            windowPosition = position;
            windowLength = (int) Math.min(window.capacity(), segmentLength - position);
            window.clear().limit(windowLength);
            final int read = file.readFully(position, window);
            buffer.setMemory(read, windowLength - read, (byte) 0);
        }
        offset = (int) (position - windowPosition);
    }

    private void allocate(final int capacity) {
        window = ByteBuffer.allocateDirect(capacity);
        buffer = new UnsafeBuffer(window);
        checksum = new RecordChecksum(window);
        windowLength = 0;
    }
}
