package io.millrace.ubscore.recovery;

import static io.millrace.ubscore.recovery.RecordingTail.FRAME_ALIGNMENT;
import static io.millrace.ubscore.recovery.RecordingTail.HEADER_LENGTH;

import io.aeron.archive.client.AeronArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads one recording's messages from its segment files, each frame checked, and changes nothing: for tools, also while the archive
 * writes on. {@link RecordingTail} has the layout. Beyond what the checksum covers, a frame's header must be what its place demands.
 * One thread.
 */
final class RecordingReader {
    private static final int FLAGS_OFFSET = 5;
    private static final int FLAG_BEGIN = 0x80;
    private static final int FLAG_END = 0x40;
    private static final int TYPE_DATA = 1;
    private static final int RESERVED_OFFSET = 24;
    /** What looks bad at the end may be a write that is under way: it is looked at again so often. */
    private static final int TAIL_LOOKS = 20;

    private static final long TAIL_PAUSE_MS = 50;

    private final Path archiveDir;
    private final RecordingDescriptor recording;
    private final CRC32C crc = new CRC32C();
    private final UnsafeBuffer segment = new UnsafeBuffer(0, 0);
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private MappedByteBuffer mapped;
    private Path file;
    private int messageLength = -1;
    private long tornLength;

    RecordingReader(final Path archiveDir, final RecordingDescriptor recording) {
        this.archiveDir = archiveDir;
        this.recording = recording;
    }

    /**
     * Hands over whole messages from a position on, to the end as it is now or until the handler has enough.
     *
     * @throws CorruptRecordingException naming file and position, if a frame is not what was written.
     */
    void read(final long fromPosition, final ArchiveReader.MessageHandler handler) {
        long position = Math.max(fromPosition, recording.startPosition());
        messageLength = -1;
        try {
            while (!isEnd(position)) {
                final long base = basePosition(position);
                if (!map(base)) {
                    break;
                }
                position = readSegment(base, position, handler);
                if (position < base + recording.segmentLength()) {
                    break;
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("recording can't be read file=" + file, e);
        } finally {
            unmap();
        }
    }

    /** Bytes behind the last whole frame that are not zero and no frame: a write that was cut short. */
    long tornLength() {
        return tornLength;
    }

    private boolean isEnd(final long position) {
        return recording.isStopped() && position >= recording.stopPosition();
    }

    /** Position reached; before the segment's end, or at its stop, if there is no more or the handler has enough. */
    private long readSegment(final long base, final long from, final ArchiveReader.MessageHandler handler) {
        long position = from;
        final long end = base + recording.segmentLength();
        while (position < end && !isEnd(position)) {
            final int offset = (int) (position - base);
            final int length = goodFrameLength(offset, position);
            if (length == 0) {
                judgeEnd(offset, position);
                return position;
            }
            if (frameType(offset) == TYPE_DATA && !take(offset, length, position, handler)) {
                return position;
            }
            position += BitUtil.align(length, FRAME_ALIGNMENT);
        }
        return position;
    }

    private boolean take(
            final int offset, final int length, final long position, final ArchiveReader.MessageHandler handler) {
        final int flags = segment.getByte(offset + FLAGS_OFFSET) & 0xFF;
        final boolean begins = (flags & FLAG_BEGIN) != 0;
        if (begins == (messageLength >= 0)) {
            throw corrupt("fragment out of place flags=" + flags, position);
        }
        if (begins) {
            messageLength = 0;
        }
        message.putBytes(messageLength, segment, offset + HEADER_LENGTH, length - HEADER_LENGTH);
        messageLength += length - HEADER_LENGTH;
        if ((flags & FLAG_END) == 0) {
            return true;
        }
        final int whole = messageLength;
        messageLength = -1;
        return handler.onMessage(message, 0, whole, position + BitUtil.align(length, FRAME_ALIGNMENT));
    }

    private int frameType(final int offset) {
        return segment.getShort(offset + 6, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Length of the frame at the offset; 0 if no good one stands there. */
    private int goodFrameLength(final int offset, final long position) {
        if (offset + HEADER_LENGTH > segment.capacity()) {
            return 0;
        }
        final int length = segment.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        final int term = recording.initialTermId() + (int) (position / recording.termLength());
        if (length < HEADER_LENGTH
                || length > segment.capacity() - offset
                || segment.getByte(offset + 4) != 0
                || segment.getInt(offset + 8, ByteOrder.LITTLE_ENDIAN) != (position & (recording.termLength() - 1))
                || segment.getInt(offset + 16, ByteOrder.LITTLE_ENDIAN) != recording.streamId()
                || segment.getInt(offset + 20, ByteOrder.LITTLE_ENDIAN) != term) {
            return 0;
        }
        if (frameType(offset) == 0) {
            return length;
        }
        return frameType(offset) == TYPE_DATA && isIntact(offset, length) ? length : 0;
    }

    private boolean isIntact(final int offset, final int length) {
        final int flags = segment.getByte(offset + FLAGS_OFFSET) & 0xFF;
        final int aligned = BitUtil.align(length, FRAME_ALIGNMENT);
        if ((flags & ~(FLAG_BEGIN | FLAG_END)) != 0
                || segment.getLong(offset + RESERVED_OFFSET) != 0
                || aligned > segment.capacity() - offset) {
            return false;
        }
        crc.reset();
        crc.update(mapped.duplicate().position(offset + HEADER_LENGTH).limit(offset + aligned));
        return segment.getInt(offset + 12, ByteOrder.LITTLE_ENDIAN) == (int) crc.getValue();
    }

    /** Nothing behind it: the end. No whole frame behind it: a write cut short, or under way. Else it was altered. */
    private void judgeEnd(final int offset, final long position) {
        if (recording.isStopped()) {
            throw corrupt("frame before the stop position is not what was written", position);
        }
        for (int look = 0; look < TAIL_LOOKS; look++) {
            final int last = lastNonZero(offset);
            if (last < offset) {
                tornLength = 0;
                return;
            }
            tornLength = last + 1L - offset;
            if (goodFrameLength(offset, position) > 0) {
                return;
            }
            pause();
        }
        for (int behind = offset + FRAME_ALIGNMENT; behind < segment.capacity(); behind += FRAME_ALIGNMENT) {
            if (frameType(behind) == TYPE_DATA && goodFrameLength(behind, position + behind - offset) > 0) {
                throw corrupt("frame is not what was written, and whole ones stand behind it", position);
            }
        }
    }

    private int lastNonZero(final int from) {
        int last = segment.capacity() - 1;
        while (last >= from && segment.getByte(last) == 0) {
            last--;
        }
        return last;
    }

    private static void pause() {
        try {
            Thread.sleep(TAIL_PAUSE_MS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long basePosition(final long position) {
        return AeronArchive.segmentFileBasePosition(
                recording.startPosition(), position, recording.termLength(), recording.segmentLength());
    }

    /** False if the segment is not there yet. */
    private boolean map(final long base) throws IOException {
        unmap();
        file = archiveDir.resolve(recording.recordingId() + "-" + base + ".rec");
        if (!Files.exists(file) || Files.size(file) == 0) {
            if (recording.isStopped()) {
                throw corrupt("segment is missing", base);
            }
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), recording.segmentLength()));
            segment.wrap(mapped);
            return true;
        }
    }

    private void unmap() {
        segment.wrap(0, 0);
        IoUtil.unmap(mapped);
        mapped = null;
    }

    private CorruptRecordingException corrupt(final String what, final long position) {
        return new CorruptRecordingException(what + " file=" + file + " position=" + position);
    }
}
