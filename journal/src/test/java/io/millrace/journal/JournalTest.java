package io.millrace.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.journal.fault.FaultStorage;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {
    private final FaultStorage storage = new FaultStorage();

    @Test
    void shouldReadBackWhatWasCommittedOverManySegments() {
        try (Journal journal = Journal.open(Records.context(storage));
                JournalReader reader = journal.newReader()) {
            Records.commitUpTo(journal, 500, 7);
            assertEquals(500, reader.forcedSequence());
            assertTrue(journal.segments().length > 5);
            Records.verify(reader);
        }
    }

    @Test
    void shouldGoOnWhereItEndedWhenOpenedAgain() {
        for (int life = 1; life <= 20; life++) {
            try (Journal journal = Journal.open(Records.context(storage));
                    JournalReader reader = journal.newReader()) {
                assertEquals((life - 1) * 30, journal.forcedSequence());
                assertEquals(0, journal.discardedLength());
                Records.commitUpTo(journal, life * 30, 5);
                Records.verify(reader);
            }
        }
        try (JournalReader reader = JournalReader.offline(storage)) {
            assertEquals(600, reader.forcedSequence());
            Records.verify(reader);
        }
    }

    @Test
    void shouldReadAndWriteRealFiles(@TempDir final Path directory) {
        final JournalContext context = Records.context(FileStorage.of(directory));
        try (Journal journal = Journal.open(context)) {
            Records.commitUpTo(journal, 100, 7);
        }
        try (Journal journal = Journal.open(context);
                JournalReader reader = journal.newReader()) {
            assertEquals(100, journal.forcedSequence());
            assertThrows(JournalLockedException.class, () -> Journal.open(context));
            Records.commitUpTo(journal, 300, 7);
            Records.verify(reader);
            journal.purge(250);
            Records.verify(reader);
        }
        Journal.open(context).close();
    }

    @Test
    void shouldShowNothingBeforeItIsForced() {
        try (Journal journal = Journal.open(Records.context(storage));
                JournalReader reader = journal.newReader()) {
            Records.append(journal, 3);
            assertEquals(3, journal.appendedSequence());
            assertEquals(0, reader.read(1, 10, Records::verify));
            journal.commit();
            assertEquals(3, reader.read(1, 10, Records::verify));
            assertEquals(0, reader.read(4, 10, Records::verify));
        }
    }

    @Test
    void shouldHandOverEachRecordOnceItIsForced() {
        final List<Long> forced = new ArrayList<>();
        try (Journal journal = Journal.open(Records.context(storage))) {
            for (int i = 0; i < 50; i++) {
                Records.append(journal, 5);
                journal.commit((type, sequence, buffer, offset, length) -> {
                    assertEquals(journal.appendedSequence(), journal.forcedSequence());
                    Records.verify(type, sequence, buffer, offset, length);
                    forced.add(sequence);
                });
            }
        }
        assertEquals(250, forced.size());
        assertEquals(250, forced.get(249));
    }

    @Test
    void shouldForceOncePerBatch() {
        try (Journal journal = Journal.open(Records.context(storage))) {
            Records.append(journal, 8);
            final long before = storage.operationCount();
            journal.commit();
            journal.commit();
            assertEquals(before + 2, storage.operationCount(), "one write, one force");
        }
    }

    @Test
    void shouldBeginAtTheSequenceGiven() {
        final JournalContext context = Records.context(storage).initialSequence(41);
        try (Journal journal = Journal.open(context);
                JournalReader reader = journal.newReader()) {
            assertEquals(40, journal.forcedSequence());
            Records.commitUpTo(journal, 45, 2);
            assertEquals(JournalReader.PURGED, reader.read(40, 1, Records::verify));
            Records.verify(reader);
        }
        try (Journal journal = Journal.open(context)) {
            assertEquals(45, journal.forcedSequence());
        }
    }

    @Test
    void shouldRefuseWhatIsNotTheNextRecord() {
        try (Journal journal = Journal.open(Records.context(storage))) {
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[2000]);
            assertThrows(IllegalArgumentException.class, () -> journal.append(1, 2, payload, 0, 5));
            assertThrows(IllegalArgumentException.class, () -> journal.append(1, 1, payload, 0, 0));
            assertThrows(IllegalArgumentException.class, () -> journal.append(0, 1, payload, 0, 5));
            assertThrows(IllegalArgumentException.class, () -> journal.append(1, 1, payload, 0, 2000));
            assertTrue(journal.append(1, 1, payload, 0, 800));
            assertFalse(journal.append(1, 2, payload, 0, 800));
            journal.commit();
            assertTrue(journal.append(1, 2, payload, 0, 800));
        }
    }

    @Test
    void shouldKeepToTheBoundsOfARange() {
        try (Journal journal = Journal.open(Records.context(storage));
                JournalReader reader = journal.newReader()) {
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
            for (int i = 1; i <= 20; i++) {
                journal.append(1, i, payload, 0, 100);
                journal.commit();
            }
            final List<Long> seen = new ArrayList<>();
            final RecordHandler handler = (type, sequence, buffer, offset, length) -> seen.add(sequence);
            assertEquals(3, reader.read(5, 3, handler));
            assertEquals(0, reader.read(21, 10, handler));
            assertEquals(0, reader.read(30, 10, handler));
            assertEquals(List.of(5L, 6L, 7L), seen);
            assertEquals(0, reader.read(8, (type, sequence, buffer, offset, length) -> false));
            assertEquals(
                    2, reader.read(8, (type, sequence, buffer, offset, length) -> seen.add(sequence) && sequence < 10));
            assertEquals(List.of(5L, 6L, 7L, 8L, 9L, 10L), seen);
            for (long from = 20; from >= 1; from--) {
                assertEquals(1, reader.read(from, 1, handler));
            }
        }
    }

    @Test
    void shouldPurgeOnlyWholeSegmentsBehindTheSequence() {
        try (Journal journal = Journal.open(Records.context(storage));
                JournalReader early = journal.newReader();
                JournalReader reader = journal.newReader()) {
            Records.commitUpTo(journal, 500, 7);
            assertEquals(1, early.read(1, 1, Records::verify));
            journal.purge(200);
            final long earliest = journal.earliestSequence();
            assertTrue(earliest > 1 && earliest <= 200, "earliest=" + earliest);
            assertEquals(JournalReader.PURGED, early.read(2, 1000, Records::verify));
            Records.verify(reader);
            journal.purge(10_000);
            assertEquals(1, journal.segments().length);
            Records.commitUpTo(journal, 600, 7);
            Records.verify(reader);
        }
        try (Journal journal = Journal.open(Records.context(storage));
                JournalReader reader = journal.newReader()) {
            assertEquals(600, journal.forcedSequence());
            Records.verify(reader);
        }
    }

    @Test
    void shouldTakeNothingInBeforeTheDiskIsFull() {
        storage.capacity(4 * 4096);
        final JournalContext context = Records.context(storage).reserveLength(4096);
        try (Journal journal = Journal.open(context);
                JournalReader reader = journal.newReader()) {
            while (journal.hasRoom()) {
                Records.append(journal, 5);
                journal.commit();
            }
            final long forced = journal.forcedSequence();
            assertTrue(storage.usableLength() >= 4096, "the reserve is kept");
            assertFalse(journal.hasRoom());
            storage.capacity(10 * 4096);
            assertTrue(journal.hasRoom());
            Records.commitUpTo(journal, forced + 50, 5);
            Records.verify(reader);
        }
    }

    @Test
    void shouldWaitForASegmentThatIsBeingPrepared() {
        final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        try (Journal journal = Journal.open(Records.context(storage).preparer(tasks::add))) {
            while (journal.hasRoom()) {
                Records.append(journal, 5);
                journal.commit();
            }
            assertEquals(1, tasks.size());
            tasks.remove().run();
            assertTrue(journal.hasRoom());
        }
    }

    @Test
    void shouldWriteAllWhenTheDiskTakesLittleAtATime() {
        storage.writeLengthMax(3);
        try (Journal journal = Journal.open(Records.context(storage));
                JournalReader reader = journal.newReader()) {
            Records.commitUpTo(journal, 200, 7);
            Records.verify(reader);
        }
    }

    @Test
    void shouldServeReadersWhileItIsWritten(@TempDir final Path directory) throws InterruptedException {
        final JournalContext context = Records.context(FileStorage.of(directory))
                .segmentLength(1 << 16)
                .batchLengthMax(1 << 13);
        final AtomicReference<Throwable> problem = new AtomicReference<>();
        final CountDownLatch done = new CountDownLatch(2);
        try (Journal journal = Journal.open(context)) {
            for (int i = 0; i < 2; i++) {
                final JournalReader reader = journal.newReader();
                new Thread(() -> follow(reader, 4000, problem, done)).start();
            }
            Records.commitUpTo(journal, 4000, 50);
            assertTrue(done.await(30, TimeUnit.SECONDS));
        }
        assertEquals(null, problem.get());
    }

    private static void follow(
            final JournalReader reader,
            final long lastSequence,
            final AtomicReference<Throwable> problem,
            final CountDownLatch done) {
        try (reader) {
            long next = 1;
            while (next <= lastSequence) {
                final int count = reader.read(next, 64, Records::verify);
                next += count;
                if (count == 0) {
                    Thread.onSpinWait();
                }
            }
        } catch (final RuntimeException | AssertionError ex) {
            problem.set(ex);
        } finally {
            done.countDown();
        }
    }
}
