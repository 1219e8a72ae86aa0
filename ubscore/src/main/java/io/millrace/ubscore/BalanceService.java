package io.millrace.ubscore;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.QueryResponder;
import io.millrace.ubscore.egress.ReplyPublisher;
import io.millrace.ubscore.ingress.CommandAdapter;
import io.millrace.ubscore.ingress.CorePositions;
import io.millrace.ubscore.recovery.CorruptRecordingException;
import io.millrace.ubscore.recovery.SnapshotLoader;
import io.millrace.ubscore.recovery.SnapshotWriter;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts the core in the cluster: the log's messages go in, the outbox and the sessions take what comes out, snapshots hold both. One
 * thread, the container's. The first exception halts the node: Aeron reports exceptions of a fragment handler and goes on with the
 * next message, so this catches its own, and nothing it is called for afterwards has an effect.
 */
final class BalanceService implements ClusteredService {
    private static final Logger LOGGER = LoggerFactory.getLogger(BalanceService.class);
    private static final long TIMER_ID = 1;
    private static final int SNAPSHOT_FRAGMENTS_PER_POLL = 32;
    /** How often tables that fill up are looked at. */
    private static final long HOUSEKEEPING_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final HaltSignal halt;
    private final CoreConfig config;
    private final Outbox outbox;
    private final BalanceCore core;
    private final CoreEgress egress;
    private final CommandAdapter commands;
    private final CorePositions positions;
    private final QueryResponder queries;
    private Cluster cluster;
    private long leadershipTermId = CorePositions.NO_TERM;
    private long lastTimestampUs;
    private long scheduledUs = Long.MAX_VALUE;
    private long housekeepingNs;
    private volatile boolean loaded;
    /** While a snapshot is read or written, waiting for it must not touch what it walks over. */
    private boolean snapshotting;

    BalanceService(
            final HaltSignal halt,
            final CoreConfig config,
            final OutboxBounds bounds,
            final CorePositions positions,
            final String queryChannel) {
        this.halt = halt;
        this.config = config;
        this.positions = positions;
        outbox = new Outbox(config.laneCount, config.partitionCount, bounds);
        final ReplyPublisher replies = new ReplyPublisher();
        egress = new CoreEgress(outbox, replies);
        core = new BalanceCore(config, outbox, egress);
        commands = new CommandAdapter(core, outbox, replies);
        queries = new QueryResponder(core, config, queryChannel);
    }

    /** Read by the publisher's thread through its own cursors. */
    Outbox outbox() {
        return outbox;
    }

    /** Whether the state is there: a snapshot, if there was one, has been loaded. Any thread. */
    boolean isLoaded() {
        return loaded;
    }

    @Override
    public void onStart(final Cluster cluster, final Image snapshotImage) {
        this.cluster = cluster;
        try {
            if (snapshotImage != null) {
                snapshotting = true;
                loadSnapshot(snapshotImage);
                snapshotting = false;
            }
            positions.update(core);
            positions.updateDefinitions(core);
            queries.onStart(cluster.aeron());
            loaded = true;
        } catch (final RuntimeException | Error e) {
            halt.raise("service", e);
            throw e;
        }
    }

    private void loadSnapshot(final Image image) {
        final long startNs = System.nanoTime();
        final SnapshotLoader loader = new SnapshotLoader(config, core, outbox);
        final SnapshotFragments fragments = new SnapshotFragments(loader);
        final FragmentAssembler assembler = new FragmentAssembler(fragments);
        final IdleStrategy idle = cluster.idleStrategy();
        while (!loader.isDone()) {
            final int count = image.poll(assembler, SNAPSHOT_FRAGMENTS_PER_POLL);
            if (fragments.failure != null) {
                throw new IllegalStateException("snapshot can't be loaded", fragments.failure);
            }
            if (count == 0 && !loader.isDone() && (image.isClosed() || image.isEndOfStream())) {
                throw new CorruptRecordingException("snapshot ends too early frames=" + loader.frameCount());
            }
            idle.idle(count);
        }
        lastTimestampUs = loader.lastTimestampUs();
        egress.onSnapshotLoaded(core);
        LOGGER.info(
                "snapshot loaded core_sequence={} accounts={} open_orders={} took_ms={}",
                core.coreSequence(),
                core.accountCount(),
                core.openOrderCount(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    @Override
    public void onSessionOpen(final ClientSession session, final long timestamp) {}

    @Override
    public void onSessionClose(final ClientSession session, final long timestamp, final CloseReason closeReason) {}

    @Override
    public void onSessionMessage(
            final ClientSession session,
            final long timestamp,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final Header header) {
        if (halt.isRaised()) {
            return;
        }
        try {
            commands.onMessage(session, advanceTime(timestamp), buffer, offset, length);
            afterCommand();
        } catch (final RuntimeException | Error e) {
            halt.raise("service", e);
        }
    }

    @Override
    public void onTimerEvent(final long correlationId, final long timestamp) {
        if (halt.isRaised()) {
            return;
        }
        try {
            scheduledUs = Long.MAX_VALUE;
            core.onTime(advanceTime(timestamp));
            afterCommand();
        } catch (final RuntimeException | Error e) {
            halt.raise("service", e);
        }
    }

    /** The log's time never runs backwards, also when a new leader's clock is behind the old one's. */
    private long advanceTime(final long timestampUs) {
        lastTimestampUs = Math.max(lastTimestampUs, timestampUs);
        return lastTimestampUs;
    }

    private void afterCommand() {
        positions.update(core);
        if (egress.takeDefinitionsChanged()) {
            positions.updateDefinitions(core);
        }
        final long deadlineUs = core.nextDeadlineUs();
        if (deadlineUs != scheduledUs) {
            scheduledUs = deadlineUs;
            if (deadlineUs != Long.MAX_VALUE) {
                schedule(deadlineUs);
            }
        }
    }

    private void schedule(final long deadlineUs) {
        final IdleStrategy idle = cluster.idleStrategy();
        idle.reset();
        while (!cluster.scheduleTimer(TIMER_ID, deadlineUs)) {
            idle.idle();
        }
    }

    @Override
    public void onTakeSnapshot(final ExclusivePublication publication) {
        if (halt.isRaised()) {
            throw new IllegalStateException("no snapshot of a state that halted");
        }
        final long startNs = System.nanoTime();
        final IdleStrategy idle = cluster.idleStrategy();
        snapshotting = true;
        try {
            new SnapshotWriter((buffer, offset, length) -> offer(publication, buffer, offset, length, idle))
                    .write(config, lastTimestampUs, core, outbox);
        } finally {
            snapshotting = false;
        }
        LOGGER.info(
                "snapshot written core_sequence={} length={} took_ms={}",
                core.coreSequence(),
                publication.position(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
    }

    private static void offer(
            final ExclusivePublication publication,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final IdleStrategy idle) {
        idle.reset();
        while (true) {
            final long result = publication.offer(buffer, offset, length);
            if (result > 0) {
                return;
            }
            if (result == Publication.CLOSED
                    || result == Publication.MAX_POSITION_EXCEEDED
                    || result == Publication.NOT_CONNECTED) {
                throw new IllegalStateException(
                        "snapshot's recording is gone result=" + Publication.errorString(result));
            }
            idle.idle();
        }
    }

    @Override
    public void onNewLeadershipTermEvent(
            final long leadershipTermId,
            final long logPosition,
            final long timestamp,
            final long termBaseLogPosition,
            final int leaderMemberId,
            final int logSessionId,
            final TimeUnit timeUnit,
            final int appVersion) {
        if (timeUnit != TimeUnit.MICROSECONDS) {
            halt.raise(
                    "service", new IllegalStateException("log was written in another unit of time unit=" + timeUnit));
            return;
        }
        this.leadershipTermId = leadershipTermId;
        scheduledUs = Long.MAX_VALUE;
        publishRole();
        LOGGER.info(
                "leadership term begins term={} leader={} log_position={}",
                leadershipTermId,
                leaderMemberId,
                logPosition);
    }

    @Override
    public void onRoleChange(final Cluster.Role newRole) {
        LOGGER.info("role={}", newRole);
        publishRole();
    }

    private void publishRole() {
        positions.leadershipTerm(
                cluster.role() == Cluster.Role.LEADER && !halt.isRaised() ? leadershipTermId : CorePositions.NO_TERM);
    }

    @Override
    public int doBackgroundWork(final long nowNs) {
        if (halt.isRaised()) {
            positions.leadershipTerm(CorePositions.NO_TERM);
            throw new AgentTerminationException("halted");
        }
        if (snapshotting) {
            return 0;
        }
        try {
            if (nowNs - housekeepingNs > HOUSEKEEPING_INTERVAL_NS) {
                housekeepingNs = nowNs;
                core.makeRoom();
            }
            return queries.doWork(nowNs, cluster.role() == Cluster.Role.LEADER);
        } catch (final RuntimeException | Error e) {
            halt.raise("service", e);
            throw new AgentTerminationException("halted");
        }
    }

    @Override
    public void onTerminate(final Cluster cluster) {
        positions.leadershipTerm(CorePositions.NO_TERM);
        queries.close();
    }

    /** Keeps the first failure: a fragment handler's exceptions are reported and passed over. */
    private static final class SnapshotFragments implements FragmentHandler {
        private final SnapshotLoader loader;
        private Throwable failure;

        SnapshotFragments(final SnapshotLoader loader) {
            this.loader = loader;
        }

        @Override
        public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header) {
            if (failure == null) {
                try {
                    loader.onFrame(buffer, offset, length);
                } catch (final RuntimeException | Error e) {
                    failure = e;
                }
            }
        }
    }
}
