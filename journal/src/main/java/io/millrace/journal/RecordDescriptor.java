package io.millrace.journal;

import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of a record, little endian, at a multiple of 8 in its segment.
 *
 * <pre>
 *   0        4      6       8          16            20              20+n     24+n
 *   +--------+------+-------+----------+-------------+---------------+--------+---------+
 *   | length | type | flags | sequence | batch index | payload       | CRC32C | zeros   |
 *   +--------+------+-------+----------+-------------+---------------+--------+---------+
 *    n >= 1   uint16 uint16  int64      int32         n bytes         over     up to the
 *                                                                     0..20+n  next 8
 * </pre>
 *
 * The batch index counts a batch's records from 0; the last one has the flag {@link #END_OF_BATCH}. Sequence less index
 * is the batch's first sequence: it tells a record of the batch that was being written from one of a later batch, which
 * was begun only when all before it had been forced.
 */
final class RecordDescriptor {
    static final int LENGTH_OFFSET = 0;
    static final int TYPE_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    static final int SEQUENCE_OFFSET = 8;
    static final int BATCH_INDEX_OFFSET = 16;
    static final int PAYLOAD_OFFSET = 20;
    static final int CHECKSUM_LENGTH = Integer.BYTES;
    static final int ALIGNMENT = 8;
    static final int END_OF_BATCH = 1;
    static final int TYPE_MAX = 0xFFFF;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private RecordDescriptor() {}

    /** Bytes that a record takes, padding included. */
    static int alignedLength(final int payloadLength) {
        return BitUtil.align(PAYLOAD_OFFSET + payloadLength + CHECKSUM_LENGTH, ALIGNMENT);
    }

    static void encodeHeader(
            final MutableDirectBuffer buffer,
            final int offset,
            final int payloadLength,
            final int type,
            final long sequence,
            final int batchIndex) {
        buffer.putInt(offset + LENGTH_OFFSET, payloadLength, ORDER);
        buffer.putShort(offset + TYPE_OFFSET, (short) type, ORDER);
        buffer.putShort(offset + FLAGS_OFFSET, (short) 0, ORDER);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence, ORDER);
        buffer.putInt(offset + BATCH_INDEX_OFFSET, batchIndex, ORDER);
    }

    static void encodeFlags(final MutableDirectBuffer buffer, final int offset, final int flags) {
        buffer.putShort(offset + FLAGS_OFFSET, (short) flags, ORDER);
    }

    static int length(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + LENGTH_OFFSET, ORDER);
    }

    static int type(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + TYPE_OFFSET, ORDER) & 0xFFFF;
    }

    static int flags(final DirectBuffer buffer, final int offset) {
        return buffer.getShort(offset + FLAGS_OFFSET, ORDER) & 0xFFFF;
    }

    static long sequence(final DirectBuffer buffer, final int offset) {
        return buffer.getLong(offset + SEQUENCE_OFFSET, ORDER);
    }

    static int batchIndex(final DirectBuffer buffer, final int offset) {
        return buffer.getInt(offset + BATCH_INDEX_OFFSET, ORDER);
    }
}
