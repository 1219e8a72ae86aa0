package io.millrace.exchange.audit;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The checksums that Cassandra 5 keeps inside its files, big endian.
 *
 * <pre>
 *   statistics:  | count int32 | CRC | count times: type int32, position int32 | CRC of all that | parts, each with its CRC behind |
 *
 *   commit log:  | version int32 | id int64 | length int16 | parameters | CRC |
 *   sections:    | position of the next section int32 | CRC of id and own position |   0, 0: none yet
 *     writes:    | length int32 | CRC | bytes | CRC of length and bytes |
 * </pre>
 */
final class CassandraFiles {
    private static final int CRC_LENGTH = Integer.BYTES;
    private static final int PAIR_LENGTH = 2 * Integer.BYTES;
    private static final int PART_COUNT_MAX = 16;
    private static final int PARAMETERS_OFFSET = 14;
    private static final int ID_OFFSET = 4;

    private CassandraFiles() {}

    /** What is wrong with an sstable's statistics; empty: nothing. */
    static String statisticsFault(final ByteBuffer file) {
        final CRC32 crc = new CRC32();
        if (file.limit() < PAIR_LENGTH || !matches(crc, file, 0, Integer.BYTES)) {
            return "statistics have another count of parts than was written";
        }
        final int count = file.getInt(0);
        final int partsOffset = PAIR_LENGTH + count * PAIR_LENGTH + CRC_LENGTH;
        if (count < 0
                || count > PART_COUNT_MAX
                || partsOffset > file.limit()
                || !matches(crc, file, PAIR_LENGTH, count * PAIR_LENGTH)) {
            return "statistics have another table of parts than was written";
        }
        for (int i = 0; i < count; i++) {
            final int start = file.getInt(PAIR_LENGTH + i * PAIR_LENGTH + Integer.BYTES);
            final int end =
                    i + 1 < count ? file.getInt(PAIR_LENGTH + (i + 1) * PAIR_LENGTH + Integer.BYTES) : file.limit();
            if (start < partsOffset
                    || end - start < CRC_LENGTH
                    || end > file.limit()
                    || !matches(new CRC32(), file, start, end - start - CRC_LENGTH)) {
                return "statistics are not what was written part=" + i + " position=" + start;
            }
        }
        return "";
    }

    /** What is wrong with a segment of the commit log, up to its last sync; empty: nothing. */
    static String commitLogFault(final ByteBuffer file) {
        if (isZero(file, Math.min(PARAMETERS_OFFSET, file.limit()), file.limit())) {
            // It was being made: nothing is in it.
            return "";
        }
        final int length = Short.toUnsignedInt(file.getShort(PARAMETERS_OFFSET - Short.BYTES));
        int section = PARAMETERS_OFFSET + length + CRC_LENGTH;
        if (section > file.limit()) {
            return "commit log's head is not what was written";
        }
        final CRC32 head = new CRC32();
        update(head, file.getInt(0));
        updateId(head, file);
        update(head, length);
        if (!matches(head, file, PARAMETERS_OFFSET, length)) {
            return "commit log's head is not what was written";
        }
        while (section + PAIR_LENGTH <= file.limit() && file.getLong(section) != 0) {
            final int next = file.getInt(section);
            final CRC32 mark = new CRC32();
            updateId(mark, file);
            update(mark, section);
            if (file.getInt(section + Integer.BYTES) != (int) mark.getValue()
                    || next < section + PAIR_LENGTH
                    || next > file.limit()) {
                return "commit log has a damaged mark position=" + section;
            }
            final int damaged = damagedWrite(file, section + PAIR_LENGTH, next);
            if (damaged >= 0) {
                return "commit log has a damaged write position=" + damaged;
            }
            section = next;
        }
        return "";
    }

    /** Position of the first write that is not what was written; -1: none. */
    private static int damagedWrite(final ByteBuffer file, final int start, final int end) {
        int position = start;
        while (position + PAIR_LENGTH <= end && file.getInt(position) != 0) {
            final CRC32 crc = new CRC32();
            final int length = file.getInt(position);
            if (!matches(crc, file, position, Integer.BYTES)
                    || length < 0
                    || length > end - position - PAIR_LENGTH - CRC_LENGTH
                    || !matches(crc, file, position + PAIR_LENGTH, length)) {
                return position;
            }
            position += PAIR_LENGTH + length + CRC_LENGTH;
        }
        return position == end ? -1 : position;
    }

    /** Adds bytes to a checksum that stands right behind them; whether it does. */
    private static boolean matches(final CRC32 crc, final ByteBuffer file, final int offset, final int length) {
        crc.update(file.slice(offset, length));
        return file.getInt(offset + length) == (int) crc.getValue();
    }

    private static void updateId(final CRC32 crc, final ByteBuffer file) {
        update(crc, file.getInt(ID_OFFSET + Integer.BYTES));
        update(crc, file.getInt(ID_OFFSET));
    }

    private static void update(final CRC32 crc, final int value) {
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }

    private static boolean isZero(final ByteBuffer file, final int start, final int end) {
        for (int i = start; i < end; i++) {
            if (file.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
