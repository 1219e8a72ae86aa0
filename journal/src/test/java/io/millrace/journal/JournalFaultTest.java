package io.millrace.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.journal.fault.FaultStorage;
import io.millrace.journal.fault.PowerLossException;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JournalFaultTest {
    private static final int BATCH = 4;

    private final FaultStorage storage = new FaultStorage();

    @Test
    void shouldCutAtTheLastWholeBatchWhenTruncatedAtAnyByte() {
        final String last = write(3 * BATCH, BATCH);
        final int end = endOfRecords(last);
        final int lastLength = Records.payload(3 * BATCH).capacity();
        final int padding = RecordDescriptor.alignedLength(lastLength)
                - (RecordDescriptor.PAYLOAD_OFFSET + lastLength + RecordDescriptor.CHECKSUM_LENGTH);
        for (int length = SegmentDescriptor.HEADER_LENGTH; length <= end; length++) {
            final FaultStorage cut = storage.copy();
            cut.truncate(last, length);
            final long found = reopen(cut, "length=" + length);
            assertEquals(0, found % BATCH, "length=" + length);
            assertEquals(length >= end - padding, found == 3 * BATCH, "length=" + length);
        }
        for (int length = 0; length < SegmentDescriptor.HEADER_LENGTH; length++) {
            final FaultStorage cut = storage.copy();
            cut.truncate(last, length);
            assertThrows(JournalCorruptException.class, () -> Journal.open(Records.context(cut)));
        }
    }

    @Test
    void shouldHaltOrCutOnlyTheLastBatchWhenAnyByteIsFlipped() {
        final String last = write(3 * BATCH, BATCH);
        final int end = endOfRecords(last);
        final int lastBatch = startOfLastBatch(last);
        for (int position = 0; position < end + 300; position++) {
            final FaultStorage flipped = storage.copy();
            flipped.flip(last, position, 1 << position % 8);
            final String where = "position=" + position;
            if (position < lastBatch) {
                assertThrows(JournalCorruptException.class, () -> Journal.open(Records.context(flipped)), where);
            } else {
                assertEquals(position < end ? 2 * BATCH : 3 * BATCH, reopen(flipped, where), where);
            }
        }
    }

    @Test
    void shouldNeverHandOverAFlippedRecord() {
        final String last = write(300, 7);
        final String first = SegmentDescriptor.name(1);
        assertTrue(!first.equals(last));
        for (int position = 0; position < storage.length(first); position++) {
            final FaultStorage flipped = storage.copy();
            flipped.flip(first, position, 0x80 >>> position % 8);
            final int at = position;
            try (Journal journal = Journal.open(Records.context(flipped));
                    JournalReader reader = journal.newReader()) {
                if (position < endOfRecords(first)) {
                    final JournalCorruptException ex =
                            assertThrows(JournalCorruptException.class, () -> Records.verify(reader), () -> "at=" + at);
                    assertTrue(ex.getMessage().contains(first), ex.getMessage());
                } else {
                    Records.verify(reader);
                }
            }
        }
    }

    @Test
    void shouldHaltWhenASegmentIsMissing() {
        write(300, 7);
        final List<String> names =
                storage.names().stream().filter(SegmentDescriptor::isName).toList();
        final FaultStorage holed = storage.copy();
        holed.delete(names.get(1));
        try (Journal journal = Journal.open(Records.context(holed));
                JournalReader reader = journal.newReader()) {
            assertThrows(JournalCorruptException.class, () -> Records.verify(reader));
        }
    }

    @Test
    void shouldZeroWhatStandsBehindTheLastBatch() {
        final String last = write(BATCH, BATCH);
        final int end = endOfRecords(last);
        for (int position = end; position < end + 500; position += 17) {
            storage.flip(last, position, 0xA5);
        }
        try (Journal journal = Journal.open(Records.context(storage))) {
            assertTrue(journal.discardedLength() > 400);
        }
        assertEquals(end, endOfRecords(last));
        assertEquals(BATCH, reopen(storage, "zeroed"));
    }

    @Test
    void shouldTakeAHoleInTheLastBatchForATornOne() {
        final String last = write(2 * BATCH, BATCH);
        final int start = startOfLastBatch(last);
        storage.flip(last, start + RecordDescriptor.PAYLOAD_OFFSET, 1);
        assertEquals(BATCH, reopen(storage, "the rest of the batch is whole, and goes with it"));
    }

    @Test
    void shouldKeepWhatWasForcedWhereverThePowerIsLost() {
        final long operations = countOperations();
        final Random random = new Random(20_260_101);
        for (long operation = 0; operation < operations; operation++) {
            for (int torn = 0; torn < 1600; torn += 199) {
                losePower(operation, torn, random);
            }
        }
    }

    private long countOperations() {
        final FaultStorage disk = new FaultStorage();
        try (Journal journal = Journal.open(Records.context(disk))) {
            Records.commitUpTo(journal, 120, 9);
            journal.purge(60);
        }
        return disk.operationCount();
    }

    private static void losePower(final long operation, final int torn, final Random random) {
        final FaultStorage disk = new FaultStorage();
        disk.losePowerAfter(operation, torn);
        long forced = 0;
        Journal journal = null;
        try {
            journal = Journal.open(Records.context(disk));
            while (forced < 120) {
                Records.commitUpTo(journal, forced + 1 + forced % 9, 9);
                forced = journal.forcedSequence();
            }
            journal.purge(60);
        } catch (final PowerLossException | JournalFailedException ex) {
            forced = journal == null ? 0 : journal.forcedSequence();
        }
        final String where = "operation=" + operation + " torn=" + torn;
        final FaultStorage next = random.nextBoolean() ? disk.killed() : disk.powerLost(random);
        final long found = reopen(next, where);
        assertTrue(found >= forced, where + " forced=" + forced + " found=" + found);
    }

    @Test
    void shouldAcknowledgeNothingAfterAFailedForce() {
        final Journal journal = Journal.open(Records.context(storage));
        Records.commitUpTo(journal, 10, 3);
        Records.append(journal, 2);
        storage.failForceAfter(0);
        assertThrows(JournalFailedException.class, journal::commit);
        assertEndedAt(journal, 10);

        // The bytes are seen, and are nowhere but in memory: a restart must see to them, or a later stop takes them
        // away.
        final FaultStorage next = storage.killed();
        final long found = reopenAndLeave(next);
        final FaultStorage after = next.powerLost(new Random(1));
        assertEquals(found, reopen(after, "after the power loss"));
    }

    @Test
    void shouldAcknowledgeNothingAfterAFailedWrite() {
        final Journal journal = Journal.open(Records.context(storage));
        Records.commitUpTo(journal, 10, 3);
        Records.append(journal, 2);
        storage.failWriteAfter(0);
        assertThrows(JournalFailedException.class, journal::commit);
        assertEndedAt(journal, 10);
        assertEquals(10, reopen(storage.killed(), "after a failed write"));
    }

    private static void assertEndedAt(final Journal journal, final long sequence) {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[1]);
        assertThrows(JournalFailedException.class, journal::commit);
        assertThrows(JournalFailedException.class, journal::hasRoom);
        assertThrows(JournalFailedException.class, () -> journal.purge(1));
        assertThrows(
                JournalFailedException.class, () -> journal.append(1, journal.appendedSequence() + 1, payload, 0, 1));
        assertEquals(sequence, journal.forcedSequence());
    }

    /** Writes to a fresh journal; returns the name of its last segment. */
    private String write(final long lastSequence, final int batch) {
        try (Journal journal = Journal.open(Records.context(storage))) {
            while (journal.forcedSequence() < lastSequence) {
                Records.append(journal, batch);
                journal.commit();
            }
            final Segment[] segments = journal.segments();
            return segments[segments.length - 1].name();
        }
    }

    private int endOfRecords(final String name) {
        final JournalRecovery recovery = new JournalRecovery(storage);
        recovery.scan(new Segment(SegmentDescriptor.firstSequence(name)), 1, false);
        return (int) recovery.endPosition();
    }

    private int startOfLastBatch(final String name) {
        int position = SegmentDescriptor.HEADER_LENGTH;
        final long first = SegmentDescriptor.firstSequence(name);
        final int end = endOfRecords(name);
        int start = position;
        for (long sequence = first; position < end; sequence++) {
            if ((sequence - 1) % BATCH == 0) {
                start = position;
            }
            position += RecordDescriptor.alignedLength(Records.payload(sequence).capacity());
        }
        return start;
    }

    /** Opens, verifies, writes on, opens again; returns what was found first. */
    private static long reopen(final FaultStorage disk, final String where) {
        final long found;
        try (Journal journal = Journal.open(Records.context(disk));
                JournalReader reader = journal.newReader()) {
            found = journal.forcedSequence();
            Records.verify(reader);
            Records.commitUpTo(journal, found + 20, 5);
            Records.verify(reader);
        } catch (final JournalException ex) {
            throw new AssertionError(where, ex);
        }
        final FaultStorage next = disk.killed();
        try (Journal journal = Journal.open(Records.context(next))) {
            assertEquals(found + 20, journal.forcedSequence(), where);
        }
        return found;
    }

    private static long reopenAndLeave(final FaultStorage disk) {
        try (Journal journal = Journal.open(Records.context(disk))) {
            return journal.forcedSequence();
        }
    }
}
