package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/** Seals and checks the records of one buffer. Not thread-safe. */
final class RecordChecksum {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final CRC32C crc = new CRC32C();
    private final UnsafeBuffer buffer;
    private final ByteBuffer view;

    RecordChecksum(final ByteBuffer bytes) {
        buffer = new UnsafeBuffer(bytes);
        view = bytes.duplicate();
    }

    /** Writes checksum and padding of the record at {@code offset}. */
    void seal(final int offset) {
        final int length = RecordDescriptor.length(buffer, offset);
        final int checksumOffset = offset + RecordDescriptor.PAYLOAD_OFFSET + length;
        buffer.putInt(checksumOffset, compute(offset, checksumOffset - offset), ORDER);
        final int end = offset + RecordDescriptor.alignedLength(length);
        for (int i = checksumOffset + RecordDescriptor.CHECKSUM_LENGTH; i < end; i++) {
            buffer.putByte(i, (byte) 0);
        }
    }

    /** Whether checksum and padding of the record at {@code offset} are right; its whole length must be in the buffer. */
    boolean isIntact(final int offset) {
        final int length = RecordDescriptor.length(buffer, offset);
        final int checksumOffset = offset + RecordDescriptor.PAYLOAD_OFFSET + length;
        final int end = offset + RecordDescriptor.alignedLength(length);
        for (int i = checksumOffset + RecordDescriptor.CHECKSUM_LENGTH; i < end; i++) {
            if (buffer.getByte(i) != 0) {
                return false;
            }
        }
        return buffer.getInt(checksumOffset, ORDER) == compute(offset, checksumOffset - offset);
    }

    /** CRC32C of a stretch of the buffer. */
    int compute(final int offset, final int length) {
        crc.reset();
        view.limit(offset + length).position(offset);
        crc.update(view);
        return (int) crc.getValue();
    }
}
