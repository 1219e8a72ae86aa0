package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.egress.OutputChain;
import io.millrace.feed.LaneStart;
import io.millrace.journal.JournalFailedException;
import io.millrace.journal.JournalReader;
import io.millrace.journal.fault.FaultStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LaneAgentTest {
    private static final int COUNT = 200;
    private static final long SEED = 20260105;

    private final FaultStorage storage = new FaultStorage();
    private final RecordingOutlet outlet = new RecordingOutlet();
    private final List<byte[]> records = Commands.random(11, COUNT).records();

    @Test
    void shouldPublishOneOutputForEachRecordAndJournalTheSameBytes() {
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, 17), outlet).run()) {
            assertEquals(COUNT, outlet.published.size());
            assertEquals(LaneStart.BEGINNING, outlet.start);
            try (JournalReader reader = life.reader()) {
                final int count = reader.read(
                        1,
                        COUNT,
                        (type, sequence, buffer, offset, length) -> assertEquals(
                                new UnsafeBuffer(outlet.published.get(sequence)),
                                new UnsafeBuffer(buffer, offset, length)));
                assertEquals(COUNT, count);
            }
        }
    }

    @Test
    void shouldForceOnceForAllThatAPollBroughtWhenTheBrokerHasNoMore() {
        final List<byte[]> topic = new ArrayList<>(records.subList(0, 10));
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(topic, 10), outlet)) {
            life.step();
            topic.addAll(records.subList(10, 20));
            final long before = storage.operationCount();
            assertEquals(10, life.step());
            assertEquals(2, storage.operationCount() - before, "one write, one force");
            assertEquals(20, outlet.published.size());
            assertEquals(2, outlet.flushCount);
            assertEquals(0, life.runner.startCount);
        }
    }

    @Test
    void shouldMatchOnWhileABatchIsForcedAndForceWhatGatheredAtOnce() {
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, 5), outlet)) {
            life.step();
            life.step();
            assertEquals(10, life.processor.outputSequence());
            assertEquals(0, outlet.published.size());
            assertEquals(0, life.journal.forcedSequence());
            life.runner.awaitIdle();
            assertEquals(5, outlet.published.size());
            assertEquals(5, life.journal.forcedSequence());
            life.step();
            final long before = storage.operationCount();
            life.runner.awaitIdle();
            assertEquals(2, storage.operationCount() - before, "one write, one force");
            assertEquals(15, outlet.published.size());
        }
    }

    @Test
    void shouldPublishNothingThatIsNotForced() {
        final LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, 10), outlet);
        life.step();
        life.runner.awaitIdle();
        storage.failForceAfter(0);
        assertThrows(JournalFailedException.class, life::run);
        assertEquals(10, outlet.published.size());
        assertEquals(10, life.journal.forcedSequence());
        assertThrows(JournalFailedException.class, life::step, "it never acknowledges anything again");
        assertEquals(10, outlet.published.size());
    }

    @Test
    void shouldTakeABatchThatIsLargerThanTheJournals() {
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, COUNT), outlet)) {
            life.run();
            assertEquals(COUNT, life.journal.forcedSequence());
            assertEquals(COUNT, outlet.published.size());
        }
    }

    @Test
    void shouldWaitForRoomAndGoOnWithoutLosingAnything() {
        storage.capacity(2 * LaneLife.SEGMENT_LENGTH);
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, COUNT), outlet)) {
            life.run();
            assertTrue(life.agent.isWaitingForRoom());
            final int published = outlet.published.size();
            assertTrue(published > 0 && published < COUNT, "published=" + published);
            storage.capacity(100 * LaneLife.SEGMENT_LENGTH);
            life.run();
            assertFalse(life.agent.isWaitingForRoom());
            assertEquals(COUNT, outlet.published.size());
        }
        assertArrayEquals(uncrashedHash(), RecordingOutlet.sha256(outlet.published.get((long) COUNT)));
    }

    @Test
    void shouldHaltOnAGapAndLeaveWhatCameBefore() {
        final List<byte[]> gapped = new ArrayList<>(records.subList(0, 50));
        gapped.addAll(records.subList(51, 60));
        final LaneLife life = new LaneLife(storage, new MemoryRecordSource(gapped, 7), outlet);
        assertThrows(LaneBreachException.class, life::run);
        life.runner.awaitIdle();
        assertEquals(49, outlet.published.size(), "the batch of the gap is not forced");
    }

    @Test
    void shouldSkipRecordsThatTheBrokerHasTwice() {
        final List<byte[]> doubled = new ArrayList<>(records.subList(0, 50));
        doubled.addAll(records.subList(30, COUNT));
        new LaneLife(storage, new MemoryRecordSource(doubled, 7), outlet).run().close();
        assertEquals(COUNT, outlet.published.size());
        new LaneLife(storage, new MemoryRecordSource(doubled, 7), outlet).run().close();
        assertEquals(COUNT, outlet.published.size());
    }

    @Test
    void shouldStandByAndTakeOverWhereTheChainEnded() {
        final FaultStorage ownDisk = new FaultStorage();
        final List<byte[]> topic = new ArrayList<>(records.subList(0, 100));
        final RecordingOutlet standbyOutlet = new RecordingOutlet();
        try (LaneLife owner = new LaneLife(storage, new MemoryRecordSource(topic, 10), outlet);
                LaneLife standby = new LaneLife(ownDisk, new MemoryRecordSource(topic, 7), standbyOutlet)) {
            standby.isClaimFree = false;
            owner.run();
            standby.run();
            assertEquals(100, standby.journal.forcedSequence());
            assertNull(standbyOutlet.start);
            assertFalse(standby.agent.isOwner());

            // The owner publishes more than the standby has seen, and dies.
            topic.addAll(records.subList(100, 120));
            owner.run();
            topic.addAll(records.subList(120, COUNT));
            standby.isClaimFree = true;
            standby.step();
            standby.run();
            assertTrue(standby.agent.isOwner());
            standbyOutlet.published.forEach((sequence, bytes) -> {
                if (outlet.published.containsKey(sequence)) {
                    assertArrayEquals(outlet.published.get(sequence), bytes);
                }
            });
            assertEquals(COUNT, standby.journal.forcedSequence());
            assertArrayEquals(uncrashedHash(), standby.processor.lastHash());
        }
    }

    @Test
    void shouldKeepDepthByFollowingTheJournal() {
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, 10), outlet);
                var followed = life.depth()) {
            life.run();
            while (followed.follow(7) > 0) {
                // The next ones.
            }
            try (var fresh = life.depth()) {
                final UnsafeBuffer expected = new UnsafeBuffer(new byte[1 << 20]);
                final UnsafeBuffer found = new UnsafeBuffer(new byte[1 << 20]);
                final int length = fresh.encode(5, expected);
                assertTrue(length > 500, "length=" + length);
                assertEquals(length, followed.encode(5, found));
                assertEquals(expected, found);
            }
        }
    }

    @Test
    void shouldKeepDepthFromWhatIsOfferedAndReadTheRest() {
        final Random random = new Random(SEED);
        try (LaneLife life = new LaneLife(storage, new MemoryRecordSource(records, 10), outlet);
                var kept = life.depth()) {
            life.run();
            final OutputChain chain = new LaneProcessor(Commands.LANE).chain();
            final UnsafeBuffer copy = new UnsafeBuffer(new byte[1 << 21]);
            life.reader().read(1, (type, sequence, buffer, offset, length) -> {
                copy.putBytes(0, buffer, offset, length);
                chain.link(copy, 0, length);
                if (random.nextInt(20) > 0) {
                    kept.offer(sequence, buffer, offset, chain.lastHash());
                }
                if (random.nextInt(50) == 0) {
                    kept.keep(random.nextInt(30));
                }
                return true;
            });
            while (kept.sequence() < COUNT) {
                kept.keep(1_000);
            }
            try (var fresh = life.depth()) {
                final UnsafeBuffer expected = new UnsafeBuffer(new byte[1 << 20]);
                final UnsafeBuffer found = new UnsafeBuffer(new byte[1 << 20]);
                assertEquals(fresh.encode(5, expected), kept.encode(5, found));
                assertEquals(expected, found, "seed=" + SEED);
            }
        }
    }

    private byte[] uncrashedHash() {
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        for (int i = 0; i < records.size(); i++) {
            processor.process(i, new UnsafeBuffer(records.get(i)), 0, records.get(i).length);
        }
        return processor.lastHash();
    }
}
