package io.millrace.journal;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Records that are written and forced at once, in memory. One thread at a time. */
final class RecordBatch {
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final RecordChecksum checksum;
    private long firstSequence;
    private int length;
    private int count;

    RecordBatch(final int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity);
        buffer = new UnsafeBuffer(bytes);
        checksum = new RecordChecksum(bytes);
    }

    int capacity() {
        return buffer.capacity();
    }

    int length() {
        return length;
    }

    int count() {
        return count;
    }

    long firstSequence() {
        return firstSequence;
    }

    /** Adds a record; false if it does not fit. */
    boolean append(
            final int type, final long sequence, final DirectBuffer source, final int offset, final int payloadLength) {
        final int recordLength = RecordDescriptor.alignedLength(payloadLength);
        if (length + recordLength > buffer.capacity()) {
            return false;
        }
        if (count == 0) {
            firstSequence = sequence;
        }
        RecordDescriptor.encodeHeader(buffer, length, payloadLength, type, sequence, count);
        buffer.putBytes(length + RecordDescriptor.PAYLOAD_OFFSET, source, offset, payloadLength);
        length += recordLength;
        count++;
        return true;
    }

    /** Lets {@code editor} see every record, marks the last one and gives each its checksum. */
    void seal(final RecordEditor editor) {
        int offset = 0;
        for (int i = 0; i < count; i++) {
            final int payloadLength = RecordDescriptor.length(buffer, offset);
            editor.onRecord(
                    RecordDescriptor.type(buffer, offset),
                    firstSequence + i,
                    buffer,
                    offset + RecordDescriptor.PAYLOAD_OFFSET,
                    payloadLength);
            if (i == count - 1) {
                RecordDescriptor.encodeFlags(buffer, offset, RecordDescriptor.END_OF_BATCH);
            }
            checksum.seal(offset);
            offset += RecordDescriptor.alignedLength(payloadLength);
        }
    }

    /** All of it, to be written. */
    ByteBuffer bytes() {
        return bytes.clear().limit(length);
    }

    void forEach(final RecordHandler handler) {
        int offset = 0;
        for (int i = 0; i < count; i++) {
            final int payloadLength = RecordDescriptor.length(buffer, offset);
            handler.onRecord(
                    RecordDescriptor.type(buffer, offset),
                    firstSequence + i,
                    buffer,
                    offset + RecordDescriptor.PAYLOAD_OFFSET,
                    payloadLength);
            offset += RecordDescriptor.alignedLength(payloadLength);
        }
    }

    void clear() {
        length = 0;
        count = 0;
    }
}
