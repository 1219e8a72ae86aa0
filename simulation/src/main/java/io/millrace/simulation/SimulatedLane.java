package io.millrace.simulation;

import io.millrace.engine.LaneAgent;
import io.millrace.engine.LaneClaim;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.egress.ConfirmedProgress;
import io.millrace.engine.egress.FeedOutlet;
import io.millrace.engine.egress.LaneDepth;
import io.millrace.engine.recovery.LaneRecovery;
import io.millrace.engine.recovery.LaneSnapshots;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedSink;
import io.millrace.feed.LanePublication;
import io.millrace.feed.OutputSource.OutputConsumer;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import io.millrace.journal.JournalReader;
import io.millrace.journal.Storage;
import io.millrace.journal.fault.FaultStorage;
import java.util.List;
import java.util.Random;

/** One life of a lane on a disk that outlives it. */
final class SimulatedLane {
    private static final int SNAPSHOT_INTERVAL = 30;
    private static final int BATCH_LENGTH_MAX = 64 << 10;
    private static final int SEGMENT_LENGTH = 128 << 10;

    private final int lane;
    private final Random random;
    private final SimulatedClock clock;
    private final FaultStorage disk;
    private final Journal journal;
    private final LaneProcessor processor;
    private final LaneAgent agent;
    private final JournalReader reader;
    private final SimulatedCommits commits = new SimulatedCommits();
    final ConfirmedProgress progress = new ConfirmedProgress(1, List.of());

    SimulatedLane(
            final int lane,
            final SimulatedClock clock,
            final Random random,
            final SimulatedBroker broker,
            final FaultStorage disk,
            final FeedContext feed,
            final FeedSink sink,
            final PlantedBug bug) {
        this.lane = lane;
        this.clock = clock;
        this.random = random;
        this.disk = disk;
        final Storage storage = bug == PlantedBug.DISK_LIES_ABOUT_FORCE ? new LyingStorage(disk) : disk;
        journal = Journal.open(new JournalContext()
                .storage(storage)
                .segmentLength(SEGMENT_LENGTH)
                .batchLengthMax(BATCH_LENGTH_MAX)
                .indexIntervalLength(1 << 10)
                .reserveLength(0));
        final SnapshotStore snapshots = new SnapshotStore(storage);
        processor = LaneRecovery.recover(lane, snapshots, journal);
        reader = journal.newReader();
        final LaneDepth depth = new LaneDepth(processor, journal.newReader());
        agent = new LaneAgent(
                processor,
                journal,
                new SimulatedRecords(broker, lane, random, bug),
                new LaneSnapshots(snapshots, SNAPSHOT_INTERVAL, Runnable::run, processor.outputSequence()),
                claim(),
                commits,
                head -> new FeedOutlet(new LanePublication(lane, head, sink, feed), depth),
                progress::sequence);
    }

    private static LaneClaim claim() {
        return new LaneClaim() {
            @Override
            public boolean tryAcquire() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    /** One step; a commit that was started ends some time. */
    void step() {
        if (random.nextInt(3) == 0) {
            commits.awaitIdle();
        }
        agent.doWork(clock.nowNs());
    }

    /** Turns over one bit of what the journal has. */
    void flipBit() {
        final String name = disk.names().stream()
                .filter(each -> each.endsWith(".journal"))
                .findFirst()
                .orElseThrow();
        // Behind the segment's header, inside the first records.
        disk.flip(name, 64 + random.nextInt(512), 1 << random.nextInt(8));
    }

    int number() {
        return lane;
    }

    LaneProcessor processor() {
        return processor;
    }

    boolean isOwner() {
        return agent.isOwner();
    }

    long earliestSequence() {
        return reader.earliestSequence();
    }

    long forcedSequence() {
        return reader.forcedSequence();
    }

    /** Hands on outputs from the journal. */
    int read(final long fromSequence, final OutputConsumer consumer) {
        return Math.max(
                0,
                reader.read(
                        fromSequence,
                        (type, sequence, buffer, offset, length) ->
                                consumer.onOutput(sequence, buffer, offset, length)));
    }
}
