package io.millrace.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Name and header of a segment, little endian. Records follow at {@link #HEADER_LENGTH}; what no record has taken yet is
 * zeros.
 *
 * <pre>
 *   0           8         12               16                20              28       32
 *   +-----------+---------+----------------+-----------------+---------------+--------+
 *   | "MILLRACE"| version | segment length | reserved, zeros | first sequence| CRC32C |  over 0..28
 *   +-----------+---------+----------------+-----------------+---------------+--------+
 * </pre>
 */
final class SegmentDescriptor {
    static final int HEADER_LENGTH = 32;
    static final int VERSION = 1;
    static final String SUFFIX = ".journal";

    private static final long MAGIC = 0x454341524C4C494DL;
    private static final int CHECKSUM_OFFSET = 28;
    private static final int SEQUENCE_DIGITS = 20;

    private SegmentDescriptor() {}

    static String name(final long firstSequence) {
        final String digits = Long.toString(firstSequence);
        return "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits + SUFFIX;
    }

    static boolean isName(final String name) {
        return name.length() == SEQUENCE_DIGITS + SUFFIX.length()
                && name.endsWith(SUFFIX)
                && name.chars().limit(SEQUENCE_DIGITS).allMatch(c -> c >= '0' && c <= '9');
    }

    static long firstSequence(final String name) {
        return Long.parseLong(name.substring(0, SEQUENCE_DIGITS));
    }

    static void writeHeader(final StorageFile file, final int segmentLength, final long firstSequence) {
        final ByteBuffer header = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(segmentLength).putInt(0).putLong(firstSequence);
        header.putInt(new RecordChecksum(header).compute(0, CHECKSUM_OFFSET));
        file.writeFully(0, header.flip());
    }

    /**
     * Checks a segment's header against its name; returns the length that the segment was made with.
     *
     * @throws JournalCorruptException if it is not what was written: headers are forced before a segment gets its name.
     */
    static int readHeader(final StorageFile file, final String name) {
        final ByteBuffer header = ByteBuffer.allocateDirect(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        final int length = file.readFully(0, header);
        if (length < HEADER_LENGTH
                || header.getLong(0) != MAGIC
                || header.getInt(CHECKSUM_OFFSET) != new RecordChecksum(header).compute(0, CHECKSUM_OFFSET)
                || header.getLong(20) != firstSequence(name)) {
            throw new JournalCorruptException("segment header is damaged: segment=" + name);
        }
        if (header.getInt(8) != VERSION) {
            throw new JournalCorruptException(
                    "segment has an unknown version: segment=" + name + " version=" + header.getInt(8));
        }
        return header.getInt(12);
    }
}
