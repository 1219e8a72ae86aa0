package io.millrace.ubscore.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Cuts off what a kill or a power loss left torn at the end of a recording's last segment, before the archive is started.
 *
 * <pre>
 *   Frame in a segment, little endian, starting at a multiple of 32; the next one starts at the next multiple behind it.
 *    0        4  5  6     8            12       16        20       24          32
 *   +--------+--+--+-----+------------+--------+---------+--------+-----------+------------------+
 *   | length |  |  | type| term offset| CRC32C | stream  | term   |           | payload, padded  |
 *   +--------+--+--+-----+------------+--------+---------+--------+-----------+------------------+
 *   length includes the 32 bytes of the header; type 0 is padding, of which the header alone is written.
 *   CRC32C over the payload with its padding, in the place of the session id.
 * </pre>
 *
 * Frames are good up to the first that is not. What follows may be cut only if it can be the remains of one write: it starts
 * at or behind what is known to be durable, and nothing but zeros follows within a write block. Anything else is
 * corruption, and refused: this never repairs by guessing. Not thread-safe; used once per segment.
 */
final class RecordingTail {
    static final int HEADER_LENGTH = 32;
    static final int FRAME_ALIGNMENT = 32;
    /** The archive writes at most this much between two forces ({@code Archive.Context.fileIoMaxLength}). */
    static final int WRITE_BLOCK_LENGTH_MAX = 1024 * 1024;

    private static final int TYPE_PADDING = 0;
    private static final int TYPE_DATA = 1;
    /** A data frame is at most one MTU, and that at most 64 KiB. */
    private static final int FRAME_LENGTH_MAX = 64 * 1024;

    private static final int READ_LENGTH = 1024 * 1024;

    private final Path file;
    private final RecordingDescriptor recording;
    private final long basePosition;
    private final ByteBuffer window =
            ByteBuffer.allocate(READ_LENGTH + FRAME_LENGTH_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long windowOffset = -1;

    RecordingTail(final Path file, final RecordingDescriptor recording, final long basePosition) {
        this.file = file;
        this.recording = recording;
        this.basePosition = basePosition;
    }

    /**
     * Repairs the segment and returns the number of bytes that were cut, zeros left out; 0 when its end was clean.
     *
     * @param durablePosition position up to which frames are known to have been forced: a bad one before it is corruption.
     * @throws CorruptRecordingException if a bad frame cannot be the remains of the last write.
     */
    long repair(final long durablePosition) throws IOException {
        try (FileChannel segment = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final long length = Math.min(segment.size(), recording.segmentLength());
            final long goodEnd = endOfGoodFrames(segment, length);
            final long end = recording.isStopped() ? Math.min(goodEnd, stopOffset()) : goodEnd;
            final long lastByte = lastNonZero(segment, end, length);
            refuseWhatNoTornWriteLeaves(goodEnd, end, lastByte, durablePosition);
            if (lastByte < end) {
                return 0;
            }
            cut(segment, end);
            return lastByte + 1 - end;
        }
    }

    private void refuseWhatNoTornWriteLeaves(
            final long goodEnd, final long end, final long lastByte, final long durablePosition) {
        if (recording.isStopped() && goodEnd < stopOffset()) {
            throw corrupt("bad frame before the stop position", goodEnd, recording.stopPosition());
        }
        if (basePosition + end < durablePosition) {
            throw corrupt("bad frame in what is known to be durable", goodEnd, durablePosition);
        }
        if (lastByte - end >= WRITE_BLOCK_LENGTH_MAX) {
            throw corrupt("bad frame with more behind it than one write", goodEnd, basePosition + lastByte);
        }
    }

    private long stopOffset() {
        return Math.max(0, Math.min(recording.stopPosition() - basePosition, recording.segmentLength()));
    }

    private long endOfGoodFrames(final FileChannel segment, final long length) throws IOException {
        long offset = startOffset();
        while (offset + HEADER_LENGTH <= length) {
            final int frameLength = goodFrameLength(segment, offset, length);
            if (frameLength == 0) {
                break;
            }
            offset += align(frameLength);
        }
        return offset;
    }

    private long startOffset() {
        return recording.startPosition() > basePosition ? recording.startPosition() - basePosition : 0;
    }

    /** Length of the frame at the offset; 0 if no good one stands there. */
    private int goodFrameLength(final FileChannel segment, final long offset, final long length) throws IOException {
        final int at = load(segment, offset, HEADER_LENGTH);
        final int frameLength = window.getInt(at);
        final long position = basePosition + offset;
        if (frameLength < HEADER_LENGTH
                || offset + align(frameLength) > length
                || window.getInt(at + 8) != (position & (recording.termLength() - 1))
                || window.getInt(at + 16) != recording.streamId()
                || window.getInt(at + 20) != recording.initialTermId() + (int) (position / recording.termLength())) {
            return 0;
        }
        final int type = window.getShort(at + 6) & 0xFFFF;
        if (type == TYPE_PADDING) {
            return frameLength;
        }
        return type == TYPE_DATA && frameLength <= FRAME_LENGTH_MAX && isIntact(segment, offset, frameLength)
                ? frameLength
                : 0;
    }

    private boolean isIntact(final FileChannel segment, final long offset, final int frameLength) throws IOException {
        final int at = load(segment, offset, align(frameLength));
        crc.reset();
        crc.update(window.array(), at + HEADER_LENGTH, align(frameLength) - HEADER_LENGTH);
        return window.getInt(at + 12) == (int) crc.getValue();
    }

    /** Offset of the last byte that is not zero at or behind {@code from}; {@code from - 1} if there is none. */
    private long lastNonZero(final FileChannel segment, final long from, final long length) throws IOException {
        long last = from - 1;
        for (long offset = from; offset < length; offset += READ_LENGTH) {
            final int count = (int) Math.min(READ_LENGTH, length - offset);
            final int at = load(segment, offset, count);
            for (int i = count - 1; i >= 0; i--) {
                if (window.get(at + i) != 0) {
                    last = offset + i;
                    break;
                }
            }
        }
        return last;
    }

    /** Makes bytes readable in the window; what lies behind the end of the file reads as zeros. Returns their index. */
    private int load(final FileChannel segment, final long offset, final int length) throws IOException {
        if (windowOffset < 0 || offset < windowOffset || offset + length > windowOffset + window.capacity()) {
            Arrays.fill(window.array(), (byte) 0);
            window.clear();
            long position = offset;
            while (window.hasRemaining()) {
                final int count = segment.read(window, position);
                if (count < 0) {
                    break;
                }
                position += count;
            }
            window.clear();
            windowOffset = offset;
        }
        return (int) (offset - windowOffset);
    }

    private void cut(final FileChannel segment, final long end) throws IOException {
        segment.truncate(end);
        final ByteBuffer zero = ByteBuffer.allocate(1);
        while (zero.hasRemaining()) {
            segment.write(zero, recording.segmentLength() - 1);
        }
        segment.force(true);
    }

    private static int align(final int length) {
        return (length + FRAME_ALIGNMENT - 1) & -FRAME_ALIGNMENT;
    }

    private CorruptRecordingException corrupt(final String what, final long goodEnd, final long other) {
        return new CorruptRecordingException(
                what + " file=" + file + " badPosition=" + (basePosition + goodEnd) + " otherPosition=" + other);
    }
}
