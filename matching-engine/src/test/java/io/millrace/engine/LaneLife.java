package io.millrace.engine;

import io.millrace.engine.egress.LaneDepth;
import io.millrace.engine.ingress.RecordSource;
import io.millrace.engine.recovery.LaneRecovery;
import io.millrace.engine.recovery.LaneSnapshots;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import io.millrace.journal.JournalReader;
import io.millrace.journal.Storage;
import java.util.function.LongSupplier;

/** One life of a lane on fakes, from recovery on, stepped by hand. */
final class LaneLife implements AutoCloseable {
    static final int SNAPSHOT_INTERVAL = 40;
    static final int BATCH_LENGTH_MAX = 8 << 10;
    static final int SEGMENT_LENGTH = 32 << 10;
    private static final int QUIET_STEPS = 6;

    final Journal journal;
    final LaneProcessor processor;
    final LaneAgent agent;
    final SteppedRunner runner;
    long confirmedSequence;
    LongSupplier confirmed = () -> confirmedSequence;
    boolean isClaimFree = true;
    private long nowNs;
    private int stepCount;

    LaneLife(final Storage storage, final RecordSource source, final RecordingOutlet outlet) {
        this(storage, source, outlet, new SteppedRunner());
    }

    LaneLife(
            final Storage storage,
            final RecordSource source,
            final RecordingOutlet outlet,
            final SteppedRunner runner) {
        this.runner = runner;
        journal = Journal.open(journalContext(storage));
        final SnapshotStore store = new SnapshotStore(storage);
        processor = LaneRecovery.recover(Commands.LANE, store, journal);
        agent = new LaneAgent(
                processor,
                journal,
                source,
                new LaneSnapshots(store, SNAPSHOT_INTERVAL, Runnable::run, processor.outputSequence()),
                claim(),
                runner,
                outlet::open,
                () -> confirmed.getAsLong());
    }

    static JournalContext journalContext(final Storage storage) {
        return new JournalContext()
                .storage(storage)
                .segmentLength(SEGMENT_LENGTH)
                .batchLengthMax(BATCH_LENGTH_MAX)
                .indexIntervalLength(1 << 10)
                .reserveLength(0);
    }

    /** Steps the lane until it has had nothing to do for longer than anything is put off. */
    LaneLife run() {
        for (int quiet = 0; quiet < QUIET_STEPS; quiet++) {
            if (step() > 0) {
                quiet = 0;
            }
        }
        return this;
    }

    /** One step, 300 ms after the last; a commit that was started ends with every third. */
    int step() {
        nowNs += 300_000_000L;
        if (++stepCount % 3 == 0) {
            runner.awaitIdle();
        }
        return agent.doWork(nowNs);
    }

    JournalReader reader() {
        return journal.newReader();
    }

    LaneDepth depth() {
        return new LaneDepth(processor, reader());
    }

    @Override
    public void close() {
        agent.close();
    }

    private LaneClaim claim() {
        return new LaneClaim() {
            @Override
            public boolean tryAcquire() {
                return isClaimFree;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
