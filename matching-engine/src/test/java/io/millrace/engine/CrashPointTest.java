package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.RecordingOutlet.DeathException;
import io.millrace.engine.ingress.RecordSource;
import io.millrace.journal.JournalFailedException;
import io.millrace.journal.fault.FaultStorage;
import io.millrace.journal.fault.PowerLossException;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every boundary that a record crosses on its way through a lane, died at: the next life must end with the chain that an
 * uninterrupted lane has, and must never have published one sequence with two contents.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashPointTest {
    private static final int COUNT = 400;
    private static final int POLL = 9;

    private final List<byte[]> records = Commands.random(31, COUNT).records();
    private final byte[] uninterruptedHash = uninterruptedHash();

    /** Where a lane dies; each is met several times in a run. */
    enum CrashPoint {
        CONSUMED("next"),
        MATCHED("next of a batch begun"),
        MATCHED_BESIDE_A_COMMIT("next while the batch before is not written"),
        BATCH_SEALED("hand over"),
        COMMIT_NOT_BEGUN("begin of commit"),
        BATCH_NOT_WRITTEN("write to 0", 0),
        BATCH_WRITTEN_IN_PART("write to 0", 700),
        BATCH_WRITTEN("force of 0", 0),
        BATCH_FORCED("publish"),
        BATCH_PUBLISHED_IN_PART("publish in part"),
        BATCH_PUBLISHED("flush"),
        SEGMENT_MISSING("create spare", 0),
        SEGMENT_PREPARED("write to spare", 0),
        SEGMENT_HEADER_IN_PART("write to spare", 20),
        SEGMENT_HEADER_WRITTEN("force of spare", 0),
        SEGMENT_HEADER_FORCED("rename spare", 0),
        SEGMENT_NAMED("force of the directory", 0),
        SNAPSHOT_TAKEN("create snapshot", 0),
        SNAPSHOT_WRITTEN_IN_PART("write to snapshot", 100),
        SNAPSHOT_WRITTEN("force of snapshot", 0),
        SNAPSHOT_FORCED("rename snapshot", 0),
        SNAPSHOT_SUPERSEDED("delete snapshot", 0),
        SEGMENT_PURGED("delete 0", 0);

        private final String operation;
        private final int tornLength;

        CrashPoint(final String operation) {
            this(operation, -1);
        }

        CrashPoint(final String operation, final int tornLength) {
            this.operation = operation;
            this.tornLength = tornLength;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithTheSameChainWhereverItDies(final CrashPoint point) {
        int deaths = 0;
        long recovered = 0;
        for (int meeting = 0; meeting < 8; meeting++) {
            for (int seed = 0; seed < 3; seed++) {
                final Outcome outcome = dieAndRecover(point, meeting, seed);
                deaths += outcome.died ? 1 : 0;
                recovered += outcome.recovered;
            }
        }
        assertTrue(deaths > 0, "never met: " + point);
        System.out.printf(
                "crash-point=%-24s deaths=%2d outputs-recovered=%4d outcome=same-chain%n", point, deaths, recovered);
    }

    private Outcome dieAndRecover(final CrashPoint point, final int meeting, final int seed) {
        final Random random = new Random(1000L * meeting + seed);
        final FaultStorage disk = new FaultStorage();
        final RecordingOutlet outlet = new RecordingOutlet();
        final SteppedRunner runner = new SteppedRunner();
        final RecordSource source = arm(point, meeting, disk, outlet, runner);
        boolean died = false;
        try {
            live(disk, source, outlet, runner);
        } catch (final DeathException | PowerLossException | JournalFailedException ex) {
            died = true;
        }
        outlet.offersUntilDeath = Integer.MAX_VALUE;
        outlet.flushesUntilDeath = Integer.MAX_VALUE;
        final long published = outlet.published.isEmpty() ? 0 : outlet.published.lastKey();
        final FaultStorage next = seed == 0 ? disk.killed() : disk.powerLost(random);
        final long recovered = live(next, new MemoryRecordSource(records, POLL), outlet, new SteppedRunner());
        final String where = point + " meeting=" + meeting + " seed=" + seed;
        assertTrue(recovered >= published, where + " recovered=" + recovered + " published=" + published);
        assertEquals(COUNT, outlet.published.lastKey(), where);
        assertArrayEquals(uninterruptedHash, RecordingOutlet.sha256(outlet.published.get((long) COUNT)), where);
        return new Outcome(died, recovered);
    }

    /** Runs a lane to the end of its topic; returns where it stood when it came up. */
    private long live(
            final FaultStorage disk,
            final RecordSource source,
            final RecordingOutlet outlet,
            final SteppedRunner runner) {
        final LaneLife life = new LaneLife(disk, source, outlet, runner);
        final long recovered = life.processor.outputSequence();
        life.confirmedSequence = Long.MAX_VALUE - 1;
        life.run();
        assertArrayEquals(uninterruptedHash, life.processor.lastHash());
        return recovered;
    }

    private RecordSource arm(
            final CrashPoint point,
            final int meeting,
            final FaultStorage disk,
            final RecordingOutlet outlet,
            final SteppedRunner runner) {
        switch (point) {
            case CONSUMED:
                return new DyingSource(POLL * (1 + 3 * meeting), () -> true);
            case MATCHED:
                return new DyingSource(POLL * (1 + 3 * meeting) + 5, () -> true);
            case MATCHED_BESIDE_A_COMMIT:
                return new DyingSource(POLL * (1 + 3 * meeting) + 5, () -> !runner.isIdle());
            case BATCH_SEALED:
                runner.startsUntilDeath = 2 * meeting;
                break;
            case COMMIT_NOT_BEGUN:
                runner.runsUntilDeath = 2 * meeting;
                break;
            case BATCH_FORCED:
                outlet.offersUntilDeath = POLL * 3 * meeting;
                break;
            case BATCH_PUBLISHED_IN_PART:
                outlet.offersUntilDeath = POLL * 3 * meeting + 4;
                break;
            case BATCH_PUBLISHED:
                outlet.flushesUntilDeath = 3 * meeting;
                break;
            default:
                disk.losePowerAt(point.operation, meeting, point.tornLength);
        }
        return new MemoryRecordSource(records, POLL);
    }

    private byte[] uninterruptedHash() {
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        for (int i = 0; i < records.size(); i++) {
            processor.process(i, new UnsafeBuffer(records.get(i)), 0, records.get(i).length);
        }
        return processor.lastHash();
    }

    private record Outcome(boolean died, long recovered) {}

    /** Dies when it is asked for a record at or behind an offset, and the condition holds. */
    private final class DyingSource implements RecordSource {
        private final MemoryRecordSource source = new MemoryRecordSource(records, POLL);
        private final int deathOffset;
        private final BooleanSupplier condition;

        DyingSource(final int deathOffset, final BooleanSupplier condition) {
            this.deathOffset = deathOffset;
            this.condition = condition;
        }

        @Override
        public void seek(final long offset) {
            source.seek(offset);
        }

        @Override
        public int poll(final boolean mayWait) {
            return source.poll(mayWait);
        }

        @Override
        public boolean hasMore() {
            return source.hasMore();
        }

        @Override
        public boolean next() {
            if (source.next()) {
                if (source.offset() >= deathOffset && condition.getAsBoolean()) {
                    throw new DeathException("consume");
                }
                return true;
            }
            return false;
        }

        @Override
        public long offset() {
            return source.offset();
        }

        @Override
        public DirectBuffer value() {
            return source.value();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
