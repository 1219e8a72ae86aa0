package io.millrace.ubscore.recovery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments as the archive writes them, and as a kill leaves them. */
class RecordingTailTest {
    private static final int TERM_LENGTH = 64 * 1024;
    private static final int SEGMENT_LENGTH = 4 * 1024 * 1024;
    private static final int STREAM_ID = 7;
    private static final int INITIAL_TERM_ID = 91;
    private static final long BASE = SEGMENT_LENGTH;
    private static final RecordingDescriptor OPEN = recording(RecordingDescriptor.NOT_STOPPED);

    @TempDir
    Path directory;

    private final ByteBuffer segment = ByteBuffer.allocate(SEGMENT_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final Random random = new Random(1);
    private int end;
    private int lastFrame;

    private static RecordingDescriptor recording(final long stopPosition) {
        return new RecordingDescriptor(3, 0, stopPosition, INITIAL_TERM_ID, SEGMENT_LENGTH, TERM_LENGTH, STREAM_ID);
    }

    @BeforeEach
    void fillHalf() {
        for (int i = 0; i < 1000; i++) {
            appendFrame(100 + random.nextInt(500));
        }
    }

    private void appendFrame(final int length) {
        final int aligned = align(length);
        final int left = TERM_LENGTH - end % TERM_LENGTH;
        if (left < aligned) {
            header(left, 0);
            end += left;
        }
        lastFrame = end;
        header(length, 1);
        for (int i = RecordingTail.HEADER_LENGTH; i < length; i++) {
            segment.put(end + i, (byte) (1 + random.nextInt(255)));
        }
        final CRC32C crc = new CRC32C();
        crc.update(segment.array(), end + RecordingTail.HEADER_LENGTH, aligned - RecordingTail.HEADER_LENGTH);
        segment.putInt(end + 12, (int) crc.getValue());
        end += aligned;
    }

    private void header(final int length, final int type) {
        segment.putInt(end, length);
        segment.putShort(end + 6, (short) type);
        segment.putInt(end + 8, end % TERM_LENGTH);
        segment.putInt(end + 16, STREAM_ID);
        segment.putInt(end + 20, INITIAL_TERM_ID + (int) ((BASE + end) / TERM_LENGTH));
    }

    private static int align(final int length) {
        return (length + RecordingTail.FRAME_ALIGNMENT - 1) & -RecordingTail.FRAME_ALIGNMENT;
    }

    private long repair(final RecordingDescriptor recording, final long durablePosition) throws IOException {
        final Path file = directory.resolve("3-" + BASE + ".rec");
        Files.write(file, segment.array());
        final long cut = new RecordingTail(file, recording, BASE).repair(durablePosition);
        final byte[] after = Files.readAllBytes(file);
        assertEquals(SEGMENT_LENGTH, after.length);
        if (cut == 0) {
            assertArrayEquals(segment.array(), after);
        } else {
            segment.clear().put(after);
        }
        return cut;
    }

    private boolean isZeroFrom(final int offset) {
        for (int i = offset; i < SEGMENT_LENGTH; i++) {
            if (segment.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void shouldLeaveCleanEndAlone() throws IOException {
        assertEquals(0, repair(OPEN, BASE + end));
    }

    @Test
    void shouldLeaveFullSegmentAlone() throws IOException {
        while (SEGMENT_LENGTH - end > 1024) {
            appendFrame(600);
        }
        header(SEGMENT_LENGTH - end, 0);
        assertEquals(0, repair(OPEN, BASE));
    }

    @Test
    void shouldCutLastFrameWhereverItIsTorn() throws IOException {
        final byte[] whole = segment.array().clone();
        final int frameEnd = end;
        for (int at = lastFrame + 1; at < frameEnd - RecordingTail.FRAME_ALIGNMENT; at += 37) {
            segment.clear().put(whole);
            Arrays.fill(segment.array(), at, frameEnd, (byte) 0);
            assertTrue(repair(OPEN, BASE + lastFrame) > 0, "torn at " + (at - lastFrame));
            assertTrue(isZeroFrom(lastFrame));
            assertArrayEquals(Arrays.copyOf(whole, lastFrame), Arrays.copyOf(segment.array(), lastFrame));
            assertEquals(0, repair(OPEN, BASE + lastFrame));
        }
    }

    @Test
    void shouldCutGoodFramesBehindTornOne() throws IOException {
        final int torn = lastFrame;
        appendFrame(400);
        appendFrame(400);
        segment.put(torn + 60, (byte) (segment.get(torn + 60) + 1));
        assertTrue(repair(OPEN, BASE + torn) > 0);
        assertTrue(isZeroFrom(torn));
    }

    @Test
    void shouldCutGoodFramesBehindHole() throws IOException {
        final int hole = end;
        appendFrame(4000);
        final int behind = end;
        appendFrame(400);
        Arrays.fill(segment.array(), hole, behind, (byte) 0);
        assertTrue(repair(OPEN, BASE + hole) > 0);
        assertTrue(isZeroFrom(hole));
    }

    @Test
    void shouldCutWhatStandsBehindStopPosition() throws IOException {
        final int stop = end;
        appendFrame(400);
        assertTrue(repair(recording(BASE + stop), 0) > 0);
        assertTrue(isZeroFrom(stop));
    }

    @Test
    void shouldRefuseBadFrameBeforeStopPosition() {
        segment.put(lastFrame + 60, (byte) (segment.get(lastFrame + 60) + 1));
        assertThrows(CorruptRecordingException.class, () -> repair(recording(BASE + end), 0));
    }

    @Test
    void shouldRefuseBadFrameInWhatIsDurable() {
        segment.put(lastFrame + 60, (byte) (segment.get(lastFrame + 60) + 1));
        assertThrows(CorruptRecordingException.class, () -> repair(OPEN, BASE + end));
    }

    @Test
    void shouldRefuseBadFrameWithMoreBehindItThanOneWrite() {
        final int torn = lastFrame;
        while (end - torn < RecordingTail.WRITE_BLOCK_LENGTH_MAX + 1000) {
            appendFrame(600);
        }
        segment.put(torn + 60, (byte) (segment.get(torn + 60) + 1));
        assertThrows(CorruptRecordingException.class, () -> repair(OPEN, 0));
    }

    @Test
    void shouldSeeFlippedHeaders() throws IOException {
        final int[] offsets = {4 + 2, 8, 16, 20};
        final byte[] whole = segment.array().clone();
        for (final int offset : offsets) {
            segment.clear().put(whole);
            segment.put(lastFrame + offset, (byte) (segment.get(lastFrame + offset) ^ 0x10));
            assertTrue(repair(OPEN, BASE + lastFrame) > 0, "header byte " + offset);
        }
    }
}
