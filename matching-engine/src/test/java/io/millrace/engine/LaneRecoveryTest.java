package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.journal.Journal;
import io.millrace.journal.JournalReader;
import io.millrace.journal.fault.FaultStorage;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LaneRecoveryTest {
    private static final int COUNT = 300;

    private final FaultStorage storage = new FaultStorage();
    private final List<byte[]> records = Commands.random(21, COUNT).records();

    @Test
    void shouldComeBackFromItsJournalToTheSameLane() {
        assertArrayEquals(run(200), run(200));
        assertArrayEquals(uninterruptedHash(), run(COUNT));
    }

    @Test
    void shouldRebuildFromTheBrokerWhenTheJournalIsGone() {
        final byte[] hash = run(200);
        storage.names().stream().filter(name -> name.endsWith(".journal")).forEach(storage::delete);
        assertArrayEquals(hash, run(200));
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

    private byte[] uninterruptedHash() {
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        for (int i = 0; i < records.size(); i++) {
            processor.process(i, new UnsafeBuffer(records.get(i)), 0, records.get(i).length);
        }
        return processor.lastHash();
    }
}
