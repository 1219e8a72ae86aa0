package io.millrace.engine;

import io.millrace.engine.egress.ConfirmedProgress;
import io.millrace.engine.egress.FeedOutlet;
import io.millrace.engine.egress.JournalOutputSource;
import io.millrace.engine.egress.LaneDepth;
import io.millrace.engine.ingress.KafkaRecordSource;
import io.millrace.engine.recovery.LaneRecovery;
import io.millrace.engine.recovery.LaneSnapshots;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.feed.FeedPublisher;
import io.millrace.journal.FileStorage;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalContext;
import io.millrace.journal.JournalReader;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lane of a process, wired: its agent, the thread that runs it, and what others may read of it. */
final class Lane implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Lane.class);

    private static final long ROOM_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int lane;
    private final LaneAgent agent;
    private final LaneDepth depth;
    private final JournalReader replayReader;
    private final ConfirmedProgress progress;
    private volatile boolean isRunning = true;
    private Thread thread;

    private Lane(
            final int lane,
            final LaneAgent agent,
            final LaneDepth depth,
            final JournalReader replayReader,
            final ConfirmedProgress progress) {
        this.lane = lane;
        this.agent = agent;
        this.depth = depth;
        this.replayReader = replayReader;
        this.progress = progress;
    }

    /**
     * Recovers a lane and wires it; nothing runs yet.
     *
     * @param background prepares segments and writes snapshots.
     */
    static Lane open(
            final int lane, final EngineContext context, final FeedPublisher publisher, final Executor background) {
        final FileStorage storage = FileStorage.of(context.laneDir(lane));
        final Journal journal = Journal.open(journalContext(context.journaling(), storage, background));
        try {
            final SnapshotStore store = new SnapshotStore(storage);
            final LaneProcessor processor = LaneRecovery.recover(lane, store, journal);
            final LaneDepth depth = new LaneDepth(processor, journal.newReader());
            final ConfirmedProgress progress = new ConfirmedProgress(context.shards(), context.chainSources());
            final LaneAgent agent = new LaneAgent(
                    processor,
                    journal,
                    new KafkaRecordSource(lane, context),
                    new LaneSnapshots(
                            store, context.journaling().snapshotInterval(), background, processor.outputSequence()),
                    LaneClaim.inDirectory(context.claimDir(lane)),
                    new CommitThread(lane),
                    head -> new FeedOutlet(publisher.lane(lane, head), depth),
                    () -> Math.min(progress.sequence(), depth.sequence()));
            return new Lane(lane, agent, depth, journal.newReader(), progress);
        } catch (final RuntimeException ex) {
            journal.close();
            throw ex;
        }
    }

    private static JournalContext journalContext(
            final EngineContext.Journaling journaling, final FileStorage storage, final Executor preparer) {
        return new JournalContext()
                .storage(storage)
                .segmentLength(journaling.segmentLength())
                .batchLengthMax(journaling.batchLengthMax())
                .indexIntervalLength(journaling.indexIntervalLength())
                .reserveLength(journaling.reserveLength())
                .preparer(preparer);
    }

    /** Runs the lane on a thread of its own until it is closed or halts; {@code onHalt} then hears why. */
    void start(final Consumer<Throwable> onHalt) {
        thread = new Thread(() -> run(onHalt), "engine-lane-" + lane);
        thread.start();
    }

    private void run(final Consumer<Throwable> onHalt) {
        try (agent) {
            while (isRunning) {
                // A quiet lane waits for the broker inside the step; one without room on its disk waits here.
                if (agent.doWork(System.nanoTime()) == 0 && agent.isWaitingForRoom()) {
                    LockSupport.parkNanos(ROOM_PAUSE_NS);
                }
            }
        } catch (final Throwable ex) {
            LOGGER.error("lane halted lane={}", lane, ex);
            onHalt.accept(ex);
        }
    }

    int number() {
        return lane;
    }

    ConfirmedProgress progress() {
        return progress;
    }

    LaneDepth depth() {
        return depth;
    }

    boolean isOwner() {
        return agent.isOwner();
    }

    JournalOutputSource.Served served() {
        return new JournalOutputSource.Served(replayReader, depth, agent::isOwner);
    }

    @Override
    public void close() {
        isRunning = false;
        if (thread == null) {
            agent.close();
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException ex) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes what others read with; they must have stopped. */
    void closeReaders() {
        replayReader.close();
        depth.close();
    }
}
