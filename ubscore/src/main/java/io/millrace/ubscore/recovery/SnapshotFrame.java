package io.millrace.ubscore.recovery;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Layout of a snapshot: a stream of frames, each one message of the snapshot's recording. Little endian.
 *
 * <pre>
 *    0      4        8            16
 *   +------+--------+------------+---------+
 *   | type | CRC32C | running    | payload |   CRC32C over the payload; running: CRC32C over all payloads up to here
 *   +------+--------+------------+---------+
 *   HEADER   version, shard, lanes, partitions (ints), time of the last command (long); first
 *   CORE     bytes of the core's canonical snapshot, in order
 *   RING     stream, partition (ints); tail, head, last, acknowledged, acknowledged offset (longs)
 *   RECORDS  position (long) and bytes of the ring named last
 *   END      frames before this one (long); last
 * </pre>
 */
final class SnapshotFrame {
    static final int VERSION = 1;
    static final int TYPE_HEADER = 1;
    static final int TYPE_CORE = 2;
    static final int TYPE_RING = 3;
    static final int TYPE_RECORDS = 4;
    static final int TYPE_END = 5;

    static final int TYPE_OFFSET = 0;
    static final int CRC_OFFSET = 4;
    static final int RUNNING_OFFSET = 8;
    static final int PAYLOAD_OFFSET = 16;
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    /** Bytes of a payload at most. */
    static final int PAYLOAD_LENGTH_MAX = 32 * 1024 + 64;

    private final CRC32C crc = new CRC32C();
    private final CRC32C running = new CRC32C();
    private final byte[] copy = new byte[PAYLOAD_LENGTH_MAX];

    /** Writes the frame's head before a payload that stands at {@link #PAYLOAD_OFFSET} already. */
    void seal(final MutableDirectBuffer buffer, final int type, final int payloadLength) {
        take(buffer, PAYLOAD_OFFSET, payloadLength);
        buffer.putInt(TYPE_OFFSET, type, ORDER);
        buffer.putInt(CRC_OFFSET, (int) crc.getValue(), ORDER);
        buffer.putLong(RUNNING_OFFSET, running.getValue(), ORDER);
    }

    /** Checks a frame that was read; throws {@link CorruptRecordingException} if it is not what was written here. */
    void verify(final DirectBuffer buffer, final int offset, final int length, final long frameIndex) {
        if (length < PAYLOAD_OFFSET || length > PAYLOAD_OFFSET + PAYLOAD_LENGTH_MAX) {
            throw new CorruptRecordingException(
                    "snapshot frame of no length frame=" + frameIndex + " length=" + length);
        }
        take(buffer, offset + PAYLOAD_OFFSET, length - PAYLOAD_OFFSET);
        if (buffer.getInt(offset + CRC_OFFSET, ORDER) != (int) crc.getValue()
                || buffer.getLong(offset + RUNNING_OFFSET, ORDER) != running.getValue()) {
            throw new CorruptRecordingException(
                    "snapshot frame does not match its checksum frame=" + frameIndex + " length=" + length);
        }
    }

    private void take(final DirectBuffer buffer, final int offset, final int length) {
        buffer.getBytes(offset, copy, 0, length);
        crc.reset();
        crc.update(copy, 0, length);
        running.update(copy, 0, length);
    }
}
