package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalReader;
import io.millrace.journal.fault.FaultStorage;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LaneRecoveryTest {
    private static final int COUNT = 300;

    private final FaultStorage storage = new FaultStorage();
    private final List<byte[]> records = Commands.random(21, COUNT).records();

    @Test
    void shouldComeBackFromSnapshotAndJournalToTheSameLane() {
        final byte[] hash = run(200);
        assertEquals(List.of(200L, 160L), new SnapshotStore(storage).sequences());
        try (LaneLife life = life(200)) {
            assertEquals(200, life.processor.outputSequence());
            assertArrayEquals(hash, life.processor.lastHash());
        }
        assertArrayEquals(uninterruptedHash(), run(COUNT));
    }

    @Test
    void shouldHaveTheSameSnapshotsHoweverItsBatchesFell() {
        run(160);
        final FaultStorage other = new FaultStorage();
        for (int end = 13; end <= 160; end += 3) {
            new LaneLife(other, new MemoryRecordSource(records.subList(0, end), 1), new RecordingOutlet())
                    .run()
                    .close();
        }
        final SnapshotStore snapshots = new SnapshotStore(storage);
        assertEquals(List.of(160L, 120L), snapshots.sequences());
        final DirectBuffer expected = snapshots.read(160);
        run(other, COUNT);
        // Lives begin at other outputs, so snapshots stand elsewhere; the same output gives the same bytes.
        final FaultStorage stepped = new FaultStorage();
        try (LaneLife life =
                new LaneLife(stepped, new MemoryRecordSource(records.subList(0, 160), 1), new RecordingOutlet())) {
            life.run();
        }
        assertEquals(expected, new SnapshotStore(stepped).read(160));
    }

    @Test
    void shouldPassOverADamagedSnapshotForTheOneBefore() {
        run(200);
        final String newest = storage.names().stream()
                .filter(name -> name.startsWith("snapshot-"))
                .reduce((a, b) -> b)
                .orElseThrow();
        final int length = (int) storage.length(newest);
        for (int position = 0; position < length; position += 1 + length / 300) {
            final FaultStorage flipped = storage.copy();
            flipped.flip(newest, position, 1 << position % 8);
            assertNull(new SnapshotStore(flipped).read(200), "position=" + position);
            final FaultStorage cut = storage.copy();
            cut.truncate(newest, position);
            assertNull(new SnapshotStore(cut).read(200), "length=" + position);
        }
        storage.flip(newest, length / 2, 1);
        assertNotNull(new SnapshotStore(storage).read(160));
        assertArrayEquals(uninterruptedHash(), run(COUNT));
    }

    @Test
    void shouldNotKeepADamagedSnapshotAsOneOfTwo() {
        run(200);
        damage(200);
        try (LaneLife life = life(250)) {
            life.confirmedSequence = 10_000;
            life.run();
            assertTrue(life.journal.earliestSequence() > 1, "nothing was purged");
        }
        assertEquals(List.of(240L, 160L), new SnapshotStore(storage).sequences());
        damage(240);
        assertArrayEquals(uninterruptedHash(), run(COUNT));
    }

    @Test
    void shouldBeginAtTheJournalsStartWhenBothSnapshotsAreDamaged() {
        run(200);
        damage(200);
        damage(160);
        assertArrayEquals(uninterruptedHash(), run(COUNT));
    }

    @Test
    void shouldNameTheDamagedSnapshotsWhenNothingElseLeadsUpToTheJournal() {
        try (LaneLife life = life(COUNT)) {
            life.confirmedSequence = 10_000;
            life.run();
            assertTrue(life.journal.earliestSequence() > 1, "nothing was purged");
        }
        final List<Long> snapshots = new SnapshotStore(storage).sequences();
        assertEquals(2, snapshots.size());
        snapshots.forEach(this::damage);
        final LaneBreachException first = assertThrows(LaneBreachException.class, () -> run(COUNT));
        final LaneBreachException again = assertThrows(LaneBreachException.class, () -> run(storage.copy(), COUNT));
        snapshots.forEach(sequence -> assertTrue(first.getMessage().contains(file(sequence)), first.getMessage()));
        assertEquals(first.getMessage(), again.getMessage());
    }

    private void damage(final long sequence) {
        storage.flip(file(sequence), (int) storage.length(file(sequence)) / 2, 1);
    }

    private static String file(final long sequence) {
        return String.format(Locale.ROOT, "snapshot-%020d.bin", sequence);
    }

    @Test
    void shouldRebuildFromTheBrokerWhenTheJournalIsGone() {
        final byte[] hash = run(200);
        storage.names().stream().filter(name -> name.endsWith(".journal")).forEach(storage::delete);
        assertArrayEquals(hash, run(200));
    }

    @Test
    void shouldPurgeOnlyBehindTheOlderSnapshotAndTheSlowestConsumer() {
        try (LaneLife life = life(COUNT)) {
            life.confirmedSequence = 30;
            life.run();
            assertEquals(1, life.journal.earliestSequence());
            life.confirmedSequence = 10_000;
            life.run();
            final long earliest = life.journal.earliestSequence();
            assertTrue(earliest > 1 && earliest <= 241, "earliest=" + earliest);
        }
        assertArrayEquals(uninterruptedHash(), run(COUNT));
    }

    @Test
    void shouldHaltWhenNoSnapshotLeadsUpToTheJournal() {
        try (LaneLife life = life(COUNT)) {
            life.confirmedSequence = 10_000;
            life.run();
        }
        storage.names().stream().filter(name -> name.startsWith("snapshot-")).forEach(storage::delete);
        final LaneBreachException ex = assertThrows(LaneBreachException.class, () -> life(COUNT));
        assertTrue(ex.getMessage().contains("journal-earliest-sequence="), ex.getMessage());
    }

    @Test
    void shouldHaltWhenTheJournalIsNotWhatItsCommandsGive() {
        run(30);
        final FaultStorage forged = new FaultStorage();
        try (Journal from = Journal.open(LaneLife.journalContext(storage));
                JournalReader reader = from.newReader();
                Journal to = Journal.open(LaneLife.journalContext(forged))) {
            reader.read(1, 30, (type, sequence, buffer, offset, length) -> {
                final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
                copy.putBytes(0, buffer, offset, length);
                if (sequence == 17) {
                    copy.putByte(100, (byte) (copy.getByte(100) ^ 1));
                }
                if (!to.append(type, sequence, copy, 0, length)) {
                    to.commit();
                    to.append(type, sequence, copy, 0, length);
                }
            });
            to.commit();
        }
        final LaneBreachException ex = assertThrows(
                LaneBreachException.class,
                () -> new LaneLife(forged, new MemoryRecordSource(records, 10), new RecordingOutlet()));
        assertTrue(ex.getMessage().contains("output-sequence=17"), ex.getMessage());
        assertTrue(ex.getMessage().contains("first-difference=100"), ex.getMessage());
    }

    private byte[] run(final int recordCount) {
        return run(storage, recordCount);
    }

    private byte[] run(final FaultStorage disk, final int recordCount) {
        try (LaneLife life = new LaneLife(
                disk, new MemoryRecordSource(records.subList(0, recordCount), 10), new RecordingOutlet())) {
            life.run();
            return life.processor.lastHash();
        }
    }

    private LaneLife life(final int recordCount) {
        return new LaneLife(
                storage, new MemoryRecordSource(records.subList(0, recordCount), 10), new RecordingOutlet());
    }

    private byte[] uninterruptedHash() {
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        for (int i = 0; i < records.size(); i++) {
            processor.process(i, new UnsafeBuffer(records.get(i)), 0, records.get(i).length);
        }
        return processor.lastHash();
    }
}
