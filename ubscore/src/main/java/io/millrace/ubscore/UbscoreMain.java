package io.millrace.ubscore;

import com.typesafe.config.Config;
import io.aeron.Aeron;
import io.aeron.cluster.client.ClusterEvent;
import io.aeron.cluster.service.ClusterTerminationException;
import io.aeron.exceptions.AeronException;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.ZmqFeedLink;
import io.millrace.ubscore.egress.CommandSink;
import io.millrace.ubscore.egress.KafkaOutboxBroker;
import io.millrace.ubscore.egress.LeaderDuty;
import io.millrace.ubscore.egress.OutboxBroker;
import io.millrace.ubscore.egress.OutboxPublisher;
import io.millrace.ubscore.ingress.ClusterSession;
import io.millrace.ubscore.ingress.CorePositions;
import io.millrace.ubscore.ingress.FillBridge;
import io.millrace.ubscore.ingress.Genesis;
import io.millrace.ubscore.ingress.KafkaOperationSource;
import io.millrace.ubscore.ingress.OfferWindow;
import io.millrace.ubscore.ingress.TransferBridge;
import io.millrace.ubscore.recovery.ArchiveRepair;
import io.millrace.ubscore.recovery.DataDirectory;
import io.millrace.ubscore.recovery.LogKeeper;
import io.millrace.ubscore.recovery.RefusedStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of UBSCore: the cluster's parts, the service, and on the leader bridges, publisher and genesis. Wired here and
 * nowhere else.
 */
public final class UbscoreMain implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(UbscoreMain.class);
    /** Each agent's session hears its own egress stream. */
    private static final int FIRST_EGRESS_STREAM_ID = 1100;

    private final UbscoreContext context;
    private final HaltSignal halt = new HaltSignal();
    private final CorePositions positions;
    private final DataDirectory directory;
    private final BalanceService service;
    private final ClusterNode node;
    private final OutboxBroker.Factory broker;
    private final List<AgentRunner> runners = new ArrayList<>();
    private Aeron aeron;
    private Genesis genesis;
    private LogKeeper keeper;
    private volatile boolean closing;

    private UbscoreMain(final UbscoreContext context, final OutboxBroker.Factory broker) {
        this.broker = broker;
        this.context = context;
        positions = new CorePositions(context.laneCount(), context.partitionCount());
        service = new BalanceService(
                halt,
                context.coreConfig(),
                context.outboxBounds(),
                positions,
                "aeron:udp?endpoint=" + context.self().queryEndpoint());
        directory = DataDirectory.open(context.dataDir());
        node = new ClusterNode(
                context, directory.archive().toFile(), directory.cluster().toFile(), this::onError, () -> {
                    if (!closing) {
                        halt.raiseFault("cluster", new IllegalStateException("terminated"));
                    }
                });
    }

    /**
     * Starts a node on its data directory.
     *
     * @throws RefusedStartException if the directory is in use, was written under other settings, lacks its log, or its disk is full.
     * @throws io.millrace.ubscore.recovery.CorruptRecordingException if the log is not what was written.
     */
    public static UbscoreMain launch(final Config config) {
        final UbscoreContext context = new UbscoreContext(config);
        return launch(
                context,
                () -> new KafkaOutboxBroker(
                        config,
                        context.shard(),
                        context.laneCount() + context.partitionCount(),
                        context.own().getInt("publisher.in-flight-max")));
    }

    /** The same, with another place for the outbox to go to: for benchmarks and tests. */
    public static UbscoreMain launch(final UbscoreContext context, final OutboxBroker.Factory broker) {
        final UbscoreMain main = new UbscoreMain(context, broker);
        try {
            main.start();
        } catch (final RuntimeException e) {
            main.close();
            throw e;
        }
        return main;
    }

    private void start() {
        final long spaceMin = context.own().getBytes("log.free-space-min");
        if (directory.freeSpace() < spaceMin) {
            throw new RefusedStartException("disk is too full to start free=" + directory.freeSpace() + " needed="
                    + spaceMin + " directory=" + context.dataDir());
        }
        directory.checkIdentity(context.identity());
        new ArchiveRepair(directory.archive(), directory.cluster()).run(directory.isStarted());
        node.start(service, directory.isStarted());
        startAgents();
        LOGGER.info(
                "ubscore starts shard={} node={} of={} ingress={} data_dir={}",
                context.shard(),
                context.node(),
                context.members().size(),
                context.self().ingressEndpoint(),
                context.dataDir());
    }

    private void startAgents() {
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(context.aeronDir().toString())
                .errorHandler(this::onError));
        final Config own = context.own();
        keeper = new LogKeeper(
                new LogKeeper.Node(
                        node::isElected,
                        () -> positions.leadershipTerm() != CorePositions.NO_TERM,
                        node::state,
                        node::controlToggle,
                        node::snapshotCount,
                        node::commitPosition),
                directory,
                node.archiveClientContext(),
                own.getBytes("log.free-space-min"),
                own.getBytes("snapshot.log-length"),
                SystemNanoClock.INSTANCE);
        run(leader(1, publisher()));
        run(leader(2, fillBridge()));
        // The bridge blocks while its broker is away: what does not need the broker must not wait behind it.
        run(leader(3, transferBridge()));
        run(new CompositeAgent(leader(4, genesis()), keeper));
    }

    /** A duty needs its session, and the session's agent needs the duty. */
    private LeaderAgent leader(final int index, final Function<CommandSink, LeaderDuty> duty) {
        final ClusterSession session = new ClusterSession(aeron, "ubscore-" + index, FIRST_EGRESS_STREAM_ID + index);
        return new LeaderAgent(duty.apply(session), session, positions, halt, SystemNanoClock.INSTANCE);
    }

    private Function<CommandSink, LeaderDuty> publisher() {
        return sink -> new OutboxPublisher(
                service.outbox(),
                broker,
                sink,
                context.own().getInt("publisher.in-flight-max"),
                context.durationNs("publisher.acknowledge-interval"),
                context.durationNs("publisher.retry-interval"));
    }

    private Function<CommandSink, LeaderDuty> fillBridge() {
        return sink -> new FillBridge(
                FeedEndpoint.fromConfig(context.root()),
                FeedContext.fromConfig(context.root()),
                ZmqFeedLink.factory(FeedContext.fromConfig(context.root())),
                positions,
                sink,
                context.shard(),
                new OfferWindow.Bounds(
                        context.own().getInt("bridge.outputs-in-flight-max"),
                        context.own().getBytes("bridge.outputs-in-flight-length"),
                        context.durationNs("bridge.retry-interval")));
    }

    private Function<CommandSink, LeaderDuty> transferBridge() {
        return sink -> new TransferBridge(
                () -> new KafkaOperationSource(context.root(), context.partitionCount()),
                positions,
                sink,
                context.shard(),
                context.shardCount(),
                new OfferWindow.Bounds(
                        context.own().getInt("bridge.transfers-in-flight-max"),
                        Long.MAX_VALUE,
                        context.durationNs("bridge.retry-interval")));
    }

    private Function<CommandSink, LeaderDuty> genesis() {
        return sink -> genesis = new Genesis(context.own().getConfig("genesis"), context.laneCount(), positions, sink);
    }

    private void run(final Agent agent) {
        final AgentRunner runner =
                new AgentRunner(Idling.strategy(context), error -> onAgentError(agent.roleName(), error), null, agent);
        runners.add(runner);
        AgentRunner.startOnThread(runner);
    }

    private void onAgentError(final String agent, final Throwable error) {
        if (!closing) {
            halt.raise(agent, error);
        }
    }

    /** Asks for a snapshot soon; a node that does not lead ignores it. Any thread. */
    public void requestSnapshot() {
        keeper.requestSnapshot();
    }

    /** Snapshots taken since the start. Any thread. */
    public long snapshotCount() {
        return node.snapshotCount();
    }

    /** Errors of Aeron's parts. What ends a part ends the node; what it has handled is an event for the operator. */
    private void onError(final Throwable error) {
        if (error instanceof AgentTerminationException
                || error instanceof ClusterTerminationException
                || error instanceof Error) {
            if (!closing) {
                halt.raiseFault("cluster", error);
            }
        } else if (error instanceof ClusterEvent
                || error instanceof AeronException e && e.category() == AeronException.Category.WARN) {
            LOGGER.info("cluster event={}", error.getMessage());
        } else {
            LOGGER.warn("cluster error={}", error.toString(), error);
        }
    }

    /** Whether the node has its state and a place in a cluster that has a leader. Any thread. */
    public boolean isReady() {
        return !halt.isRaised() && service.isLoaded() && node.isElected() && genesis.isDone();
    }

    /** Waits until the node is closed; throws if it halted, a {@link NodeFaultException} if a new start may cure it. */
    public void awaitTermination() {
        halt.await();
    }

    @Override
    public void close() {
        closing = true;
        CloseHelper.quietCloseAll(runners);
        CloseHelper.quietCloseAll(aeron, node, directory);
        halt.end();
    }
}
