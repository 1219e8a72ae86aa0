package io.millrace.gateway.egress;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.schema.sbe.CommandReplyDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that speaks with UBSCore, and the only one: its media driver and its Aeron client run on it too, so that an order
 * goes from the queue to the network without being handed on. A session a shard, one query stream. What others want said comes
 * by two bounded queues. A fault of Aeron's closes everything and builds it anew
 * after a pause; commands without an answer stay, to be offered again until their deadline.
 */
final class UbscoreAgent implements Agent {
    private static final Logger LOGGER = LoggerFactory.getLogger(UbscoreAgent.class);
    private static final int DRAIN_LIMIT = 256;
    private static final long EXPIRE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long REBUILD_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long REFERENCE_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long REFERENCE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
    /** How long a silent peer is believed to live. */
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(3);

    private final UbscoreSettings settings;
    /** One a shard: a shard that is away must not hold up the others. */
    private final List<ManyToOneConcurrentArrayQueue<PendingCommand>> commands;

    private final ManyToOneConcurrentArrayQueue<PendingQuery> queries;
    private final Runnable referenceQuery;
    private final List<CommandLane> lanes = new ArrayList<>();
    private final QueryLink queryLink;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommandReplyDecoder reply = new CommandReplyDecoder();
    private MediaDriver driver;
    private Aeron aeron;
    private long nextBuildNs;
    private long nextExpireNs;
    private long nextReferenceNs;
    private volatile boolean connected;
    private volatile boolean referenceWanted = true;
    private volatile ReferenceTable reference = ReferenceTable.EMPTY;

    /** {@code referenceQuery} puts a query for the reference table into the queue. */
    UbscoreAgent(
            final UbscoreSettings settings,
            final List<ManyToOneConcurrentArrayQueue<PendingCommand>> commands,
            final ManyToOneConcurrentArrayQueue<PendingQuery> queries,
            final Runnable referenceQuery) {
        this.settings = settings;
        this.commands = commands;
        this.queries = queries;
        this.referenceQuery = referenceQuery;
        queryLink = new QueryLink(settings.shards(), settings.localHost());
        final long nowNs = System.nanoTime();
        nextBuildNs = nowNs;
        nextExpireNs = nowNs;
        nextReferenceNs = nowNs;
        final String egressChannel = "aeron:udp?endpoint=" + settings.localHost() + ":0";
        for (int shard = 0; shard < settings.shards().size(); shard++) {
            final String ingress = settings.shards().get(shard).ingress();
            lanes.add(new CommandLane(new ClusterLink(
                    shard, ingress, egressChannel, nowNs, (buffer, offset, length) -> onReply(buffer, offset))));
        }
    }

    boolean isConnected() {
        return connected;
    }

    ReferenceTable reference() {
        return reference;
    }

    void reference(final ReferenceTable table) {
        reference = table;
    }

    /** Asks for the reference table anew; any thread may call. */
    void wantReference() {
        referenceWanted = true;
    }

    @Override
    public int doWork() {
        final long nowNs = System.nanoTime();
        int count = drain(nowNs);
        try {
            count += speak(nowNs);
        } catch (final RuntimeException fault) {
            LOGGER.warn("aeron failed, building it anew retryMs={}", REBUILD_PAUSE_NS / 1_000_000, fault);
            tearDown();
            nextBuildNs = nowNs + REBUILD_PAUSE_NS;
        }
        if (nowNs - nextExpireNs >= 0) {
            nextExpireNs = nowNs + EXPIRE_INTERVAL_NS;
            lanes.forEach(lane -> lane.expire(nowNs));
            queryLink.expire(nowNs);
        }
        return count;
    }

    @Override
    public void onClose() {
        tearDown();
        lanes.forEach(lane -> lane.expire(Long.MAX_VALUE));
        commands.forEach(queue -> queue.drain(PendingCommand::expire));
    }

    @Override
    public String roleName() {
        return "gateway-ubscore";
    }

    private int drain(final long nowNs) {
        int count = 0;
        for (int shard = 0; shard < lanes.size(); shard++) {
            count += drain(lanes.get(shard), commands.get(shard));
        }
        for (int i = 0; i < DRAIN_LIMIT && queryLink.pendingCount() < settings.inFlightMax(); i++) {
            final PendingQuery query = queries.poll();
            if (query == null) {
                break;
            }
            queryLink.add(query, nowNs);
            count++;
        }
        return count;
    }

    private int drain(final CommandLane lane, final ManyToOneConcurrentArrayQueue<PendingCommand> queue) {
        int count = 0;
        while (count < DRAIN_LIMIT && lane.pendingCount() < settings.inFlightMax()) {
            final PendingCommand command = queue.poll();
            if (command == null) {
                break;
            }
            lane.add(command);
            count++;
        }
        return count;
    }

    private int speak(final long nowNs) {
        if (aeron == null || aeron.isClosed()) {
            if (nowNs - nextBuildNs < 0) {
                return 0;
            }
            tearDown();
            build();
        }
        int count = 0;
        boolean isConnected = true;
        for (final CommandLane lane : lanes) {
            count += lane.doWork(aeron, nowNs);
            isConnected &= lane.isConnected();
        }
        referenceWanted |= isConnected && !connected;
        connected = isConnected;
        wantReferenceInTime(nowNs);
        count += queryLink.doWork(aeron, nowNs);
        // Last: what was offered above goes out now, and what comes in now is read in the next round.
        return count
                + aeron.conductorAgentInvoker().invoke()
                + driver.sharedAgentInvoker().invoke();
    }

    private void wantReferenceInTime(final long nowNs) {
        final boolean isDue = nowNs - nextReferenceNs >= 0;
        if (referenceWanted || isDue) {
            referenceWanted = false;
            nextReferenceNs = nowNs + (reference.isEmpty() ? REFERENCE_RETRY_NS : REFERENCE_INTERVAL_NS);
            referenceQuery.run();
        }
    }

    private void build() {
        driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                .aeronDirectoryName(settings.aeronDirectory())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.INVOKER)
                .publicationTermBufferLength(1 << 20)
                .ipcTermBufferLength(1 << 20)
                .imageLivenessTimeoutNs(LIVENESS_NS)
                .publicationConnectionTimeoutNs(LIVENESS_NS)
                .warnIfDirectoryExists(false)
                .errorHandler(fault -> LOGGER.warn("media driver fault", fault)));
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .driverAgentInvoker(driver.sharedAgentInvoker())
                .useConductorAgentInvoker(true)
                .errorHandler(fault -> LOGGER.warn("aeron client fault", fault)));
    }

    /** Two cores are shared with the rest of the exchange: hardly spins. An order waits for its pauses twice: they are short. */
    static IdleStrategy idleStrategy() {
        return new BackoffIdleStrategy(1, 1, 20_000, 100_000);
    }

    private void tearDown() {
        connected = false;
        lanes.forEach(CommandLane::close);
        queryLink.close();
        CloseHelper.quietCloseAll(aeron, driver);
        aeron = null;
        driver = null;
    }

    private void onReply(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        if (header.schemaId() != CommandReplyDecoder.SCHEMA_ID
                || header.templateId() != CommandReplyDecoder.TEMPLATE_ID) {
            return;
        }
        reply.wrapAndApplyHeader(buffer, offset, header);
        for (final CommandLane lane : lanes) {
            final PendingCommand command = lane.remove(reply.correlationId());
            if (command != null) {
                command.future.complete(ReplyDecoding.result(reply, command));
            }
        }
    }
}
