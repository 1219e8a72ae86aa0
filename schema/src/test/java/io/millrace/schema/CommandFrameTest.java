package io.millrace.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CommandFrameTest {
    private static final int OFFSET = 5;
    private static final int LENGTH = 40;
    private final CommandFrame frame = new CommandFrame();

    @Test
    void shouldFindEverySingleFlippedBit() {
        flipEveryBit(new UnsafeBuffer(new byte[64]));
        flipEveryBit(new UnsafeBuffer(ByteBuffer.allocateDirect(64)));
        flipEveryBit(new UnsafeBuffer(ByteBuffer.allocateDirect(80), 16, 64));
    }

    @Test
    void shouldFindTruncationAtEveryByte() {
        final MutableDirectBuffer buffer = sealed(new UnsafeBuffer(new byte[64]));
        for (int length = 0; length < LENGTH + CommandFrame.TRAILER_LENGTH; length++) {
            assertFalse(frame.isIntact(buffer, OFFSET, length), "length=" + length);
        }
    }

    private void flipEveryBit(final MutableDirectBuffer buffer) {
        sealed(buffer);
        final int sealedLength = LENGTH + CommandFrame.TRAILER_LENGTH;
        assertTrue(frame.isIntact(buffer, OFFSET, sealedLength));
        for (int bit = 0; bit < sealedLength * 8; bit++) {
            final int index = OFFSET + bit / 8;
            buffer.putByte(index, (byte) (buffer.getByte(index) ^ 1 << bit % 8));
            assertFalse(frame.isIntact(buffer, OFFSET, sealedLength), "bit=" + bit);
            buffer.putByte(index, (byte) (buffer.getByte(index) ^ 1 << bit % 8));
        }
    }

    private MutableDirectBuffer sealed(final MutableDirectBuffer buffer) {
        for (int i = 0; i < LENGTH; i++) {
            buffer.putByte(OFFSET + i, (byte) (i * 31 + 7));
        }
        assertEquals(LENGTH + CommandFrame.TRAILER_LENGTH, frame.seal(buffer, OFFSET, LENGTH));
        return buffer;
    }
}
