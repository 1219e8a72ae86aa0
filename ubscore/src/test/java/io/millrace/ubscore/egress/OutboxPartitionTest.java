package io.millrace.ubscore.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class OutboxPartitionTest {
    private static final long CAPACITY = 2L * OutboxPartition.CHUNK_LENGTH;

    private final OutboxPartition ring = new OutboxPartition(CAPACITY);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[400]);
    private final OutboxRecord record = new OutboxRecord();

    private static int valueLength(final long sequence) {
        return 8 + (int) (sequence * 31 % 380);
    }

    private void append(final OutboxPartition to, final long sequence) {
        value.putLong(0, sequence * 7);
        to.append(sequence, key, key.putLongAscii(0, sequence), value, valueLength(sequence));
    }

    private void assertRecord(final long sequence) {
        assertEquals(sequence, record.sequence());
        assertEquals(Long.toString(sequence), record.buffer().getStringWithoutLengthAscii(0, record.keyLength()));
        assertEquals(valueLength(sequence), record.valueLength());
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[8]);
        copy.putBytes(0, record.buffer(), record.valueOffset(), 8);
        assertEquals(sequence * 7, copy.getLong(0));
    }

    @Test
    void shouldGiveBackInOrderWhatWasAppendedThroughManyTurns() {
        final Random random = new Random(2);
        long written = 0;
        long read = 0;
        long position = 0;
        while (written < 50_000) {
            for (int i = random.nextInt(300); i > 0 && ring.hasRoom(1, 0); i--) {
                append(ring, ++written);
            }
            for (int i = random.nextInt(300); i > 0 && ring.read(position, record); i--) {
                assertRecord(++read);
                position = record.nextPosition();
            }
            if (read > 0) {
                ring.acknowledge(read - random.nextInt((int) Math.min(read, 100)), read);
            }
        }
        assertTrue(ring.tailPosition() > 3 * CAPACITY);
    }

    @Test
    void shouldSayFullBeforeItOverruns() {
        long written = 0;
        while (ring.hasRoom(1, 0)) {
            append(ring, ++written);
        }
        assertTrue(ring.headPosition() - ring.tailPosition() <= CAPACITY);
        assertFalse(ring.hasRoom(1, 0));
        ring.acknowledge(written, 9);
        assertTrue(ring.hasRoom(1, 0));
        assertTrue(ring.hasRoom(100, CAPACITY / 2));
        assertFalse(ring.hasRoom(1, CAPACITY));
    }

    @Test
    void shouldHaltWhenRecordIsOutOfPlace() {
        append(ring, 1);
        assertThrows(IllegalStateException.class, () -> append(ring, 3));
        assertThrows(IllegalStateException.class, () -> ring.acknowledge(2, 0));
    }

    @Test
    void shouldIgnoreAcknowledgementThatIsKnown() {
        append(ring, 1);
        append(ring, 2);
        assertTrue(ring.acknowledge(2, 5));
        assertFalse(ring.acknowledge(1, 4));
        assertFalse(ring.acknowledge(2, 5));
        assertEquals(5, ring.acknowledgedOffset());
    }

    @Test
    void shouldNotShowWhatWasLetGoOf() {
        append(ring, 1);
        append(ring, 2);
        ring.acknowledge(1, 0);
        assertFalse(ring.read(0, record));
        assertTrue(ring.read(ring.tailPosition(), record));
        assertRecord(2);
    }

    @Test
    void shouldBeTheSameAfterRestore() {
        for (long sequence = 1; sequence <= 6000; sequence++) {
            append(ring, sequence);
            if (sequence == 3000) {
                ring.acknowledge(2990, 2989);
            }
        }
        ring.acknowledge(3500, 3499);
        final OutboxPartition other = new OutboxPartition(CAPACITY);
        other.restorePositions(
                ring.tailPosition(),
                ring.headPosition(),
                ring.lastSequence(),
                ring.acknowledgedSequence(),
                ring.acknowledgedOffset());
        ring.forEachRun(1000, other::restore);
        long position = other.tailPosition();
        for (long sequence = 3501; sequence <= 6000; sequence++) {
            assertTrue(other.read(position, record));
            assertRecord(sequence);
            position = record.nextPosition();
        }
        append(ring, 6001);
        append(other, 6001);
        assertEquals(ring.headPosition(), other.headPosition());
        other.acknowledge(6001, 6000);
        assertEquals(other.headPosition(), other.tailPosition());
    }

    @Test
    void shouldGoOnBehindAnEmptyEndOfAChunkAfterRestore() {
        for (final int left : new int[] {8, 16, 24, 100}) {
            final OutboxPartition restored = new OutboxPartition(CAPACITY);
            final long position = OutboxPartition.CHUNK_LENGTH - left;
            restored.restorePositions(position, position, 5, 5, 4);
            append(restored, 6);
            append(restored, 7);
            assertTrue(restored.read(restored.tailPosition(), record));
            assertRecord(6);
            assertTrue(restored.acknowledge(6, 5));
            assertTrue(restored.read(restored.tailPosition(), record));
            assertRecord(7);
            assertTrue(restored.acknowledge(7, 6));
            assertEquals(restored.headPosition(), restored.tailPosition());
        }
    }

    @Test
    void shouldKeepWhatStandsInTheChunkThatItsTailIsAboutToLeave() {
        long written = 0;
        long acknowledged = 0;
        while (written < 60_000) {
            while (ring.hasRoom(1, 0)) {
                append(ring, ++written);
            }
            acknowledged += 1500;
            ring.acknowledge(acknowledged, acknowledged);
            long position = ring.tailPosition();
            for (long sequence = acknowledged + 1; sequence <= written; sequence++) {
                assertTrue(ring.read(position, record));
                assertRecord(sequence);
                position = record.nextPosition();
            }
        }
    }

    @Test
    void shouldBeReadableWhileItIsWritten() throws InterruptedException {
        final long last = 200_000;
        final long[] seen = new long[1];
        final Thread reader = new Thread(() -> {
            final OutboxRecord mine = new OutboxRecord();
            long position = 0;
            while (seen[0] < last) {
                if (ring.read(position, mine)) {
                    if (mine.sequence() <= seen[0]) {
                        throw new AssertionError("went back sequence=" + mine.sequence());
                    }
                    seen[0] = mine.sequence();
                    position = mine.nextPosition();
                } else {
                    position = Math.max(position, ring.tailPosition());
                    Thread.onSpinWait();
                }
            }
        });
        reader.start();
        for (long sequence = 1; sequence <= last; sequence++) {
            if (!ring.hasRoom(1, 0)) {
                ring.acknowledge(sequence - 1000, sequence);
            }
            append(ring, sequence);
        }
        reader.join(30_000);
        assertEquals(last, seen[0]);
    }
}
