package io.millrace.simulation;

import com.typesafe.config.Config;
import io.aeron.cluster.service.ClientSession;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedLink;
import io.millrace.simulation.SimulatedLog.Entry;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.CommandSink;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.LeaderDuty;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.OutboxPublisher;
import io.millrace.ubscore.egress.ReplyPublisher;
import io.millrace.ubscore.ingress.CommandAdapter;
import io.millrace.ubscore.ingress.CorePositions;
import io.millrace.ubscore.ingress.FillBridge;
import io.millrace.ubscore.ingress.Genesis;
import io.millrace.ubscore.ingress.OfferWindow;
import io.millrace.ubscore.ingress.TransferBridge;
import io.millrace.ubscore.recovery.SnapshotLoader;
import io.millrace.ubscore.recovery.SnapshotWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/** One life of the UBSCore node that leads: state machine, outbox, bridges and publisher, on a log that outlives it. */
final class SimulatedCore {
    private static final OutboxBounds BOUNDS = new OutboxBounds(1 << 20, 48 << 20, 20 << 20);
    private static final OfferWindow.Bounds WINDOW = new OfferWindow.Bounds(16, 1 << 20, 50_000_000);
    private static final int INGRESS_MAX = 32;
    private static final int HASH_LENGTH = 32;
    /** Bound of a user's open orders: few enough that users meet it. */
    static final int OPEN_ORDERS_MAX = 16;

    /** What a node lives in. */
    record Surroundings(
            SimulatedClock clock,
            Random random,
            SimulatedBroker broker,
            FeedContext feed,
            FeedLink.Factory links,
            Config genesis,
            PlantedBug bug,
            BiConsumer<Long, byte[]> answers) {}

    private final Surroundings around;
    private final SimulatedLog log;
    private final Outbox outbox;
    private final BalanceCore core;
    private final CoreEgress egress;
    private final CommandAdapter commands;
    private final CorePositions positions;
    private final CoreConfig config;
    private final ArrayDeque<Entry> ingress = new ArrayDeque<>();
    private final List<LeaderDuty> duties;
    private final byte[] hash = new byte[HASH_LENGTH];
    private SimulatedProducer producer;
    private long lastTimestampUs;
    boolean faults = true;

    SimulatedCore(final Surroundings around, final SimulatedLog log) {
        this.around = around;
        this.log = log;
        config = config(around);
        outbox = new Outbox(config.laneCount, config.partitionCount, BOUNDS);
        final ReplyPublisher replies = new ReplyPublisher();
        egress = new CoreEgress(outbox, replies);
        core = new BalanceCore(config, outbox, egress);
        commands = new CommandAdapter(core, outbox, replies);
        positions = new CorePositions(config.laneCount, config.partitionCount);
        recover();
        positions.leadershipTerm(1);
        duties = duties();
        duties.forEach(LeaderDuty::begin);
    }

    private static CoreConfig config(final Surroundings around) {
        final CoreConfig config = new CoreConfig();
        config.laneCount = around.broker().orders.size();
        config.partitionCount = around.broker().events.size();
        config.initialCapacity = 256;
        config.openOrdersPerUser = around.bug() == PlantedBug.BOUND_IS_IGNORED ? Integer.MAX_VALUE : OPEN_ORDERS_MAX;
        return config;
    }

    private List<LeaderDuty> duties() {
        final CommandSink sink = (buffer, offset, length) -> {
            final byte[] command = new byte[length];
            buffer.getBytes(offset, command);
            return offer(command, 0);
        };
        final FeedEndpoint engine = new FeedEndpoint(lanes(config.laneCount), "memory", "memory");
        return List.of(
                new OutboxPublisher(outbox, this::openProducer, sink, 32, 2_000_000, 30_000_000),
                new FillBridge(List.of(engine), around.feed(), around.links(), positions, sink, 0, WINDOW),
                new TransferBridge(
                        () -> new SimulatedOperations(around.broker(), around.random()), positions, sink, 0, 1, WINDOW),
                new Genesis(around.genesis(), config.laneCount, positions, sink));
    }

    static List<Integer> lanes(final int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private SimulatedProducer openProducer() {
        producer = new SimulatedProducer(around.broker(), around.random());
        return producer;
    }

    private void recover() {
        final SnapshotLoader loader = new SnapshotLoader(config, core, outbox);
        for (final byte[] frame : log.snapshot()) {
            loader.onFrame(new UnsafeBuffer(frame), 0, frame.length);
        }
        if (!log.snapshot().isEmpty()) {
            lastTimestampUs = loader.lastTimestampUs();
            egress.onSnapshotLoaded(core);
        }
        for (int index = log.snapshotIndex(); index < log.entries.size(); index++) {
            apply(index, replayed(index), null);
        }
        positions.update(core);
        positions.updateDefinitions(core);
    }

    /** The entry at a place, or what a planted bug makes of it. */
    private Entry replayed(final int index) {
        final Entry entry = log.entries.get(index);
        return switch (around.bug()) {
            case REPLAY_READS_CLOCK -> new Entry(entry.timestampUs() + 1, entry.command(), entry.client());
            case LOG_REORDERS_COMMANDS ->
                // Each pair of neighbours changes places.
                (index ^ 1) < log.entries.size() ? log.entries.get(index ^ 1) : entry;
            default -> entry;
        };
    }

    /** Hands a command to the log's ingress; false: not now. With faults some are lost on the way. */
    boolean offer(final byte[] command, final long client) {
        if (ingress.size() >= INGRESS_MAX) {
            return false;
        }
        if (!faults || around.random().nextInt(60) > 0) {
            ingress.add(new Entry(0, command, client));
        }
        return true;
    }

    /** One step of the node: its duties, then what has come for the log. */
    void step() {
        for (final LeaderDuty duty : duties) {
            duty.doWork(around.clock().nowNs());
        }
        if (producer != null) {
            producer.deliver(faults);
        }
        if (around.clock().nowUs() >= core.nextDeadlineUs()) {
            append(null, 0, true);
        }
        for (int count = around.random().nextInt(8); count > 0 && !ingress.isEmpty(); count--) {
            final Entry entry = ingress.poll();
            append(entry.command(), entry.client(), true);
        }
        if (around.random().nextInt(200) == 0) {
            core.makeRoom();
        }
    }

    private void append(final byte[] command, final long client, final boolean applied) {
        final Entry entry = new Entry(around.clock().nowUs(), command, client);
        log.entries.add(entry);
        if (applied) {
            final ClientSession session = client == 0
                    ? null
                    : new SimulatedSession(answer -> around.answers().accept(client, answer));
            apply(log.entries.size() - 1, entry, session);
        }
    }

    private void apply(final int index, final Entry entry, final ClientSession session) {
        lastTimestampUs = Math.max(lastTimestampUs, entry.timestampUs());
        if (entry.command() == null) {
            core.onTime(lastTimestampUs);
        } else {
            commands.onMessage(session, lastTimestampUs, new UnsafeBuffer(entry.command()), 0, entry.command().length);
        }
        positions.update(core);
        if (egress.takeDefinitionsChanged()) {
            positions.updateDefinitions(core);
        }
        if ((index + 1) % SimulatedLog.HASH_INTERVAL == 0) {
            compareHash((index + 1) / SimulatedLog.HASH_INTERVAL - 1, index);
        }
    }

    private void compareHash(final int slot, final int index) {
        core.stateHash(hash);
        if (slot == log.hashes.size()) {
            log.hashes.add(hash.clone());
        } else if (slot < log.hashes.size() && !Arrays.equals(hash, log.hashes.get(slot))) {
            throw new InvariantViolation(
                    "I8",
                    "replay of the log gives another state index=" + index + " first="
                            + HexFormat.of().formatHex(log.hashes.get(slot)) + " replayed="
                            + HexFormat.of().formatHex(hash));
        }
    }

    /** Keeps a snapshot beside the log. */
    void snapshot() {
        final List<byte[]> frames = new ArrayList<>();
        new SnapshotWriter((buffer, offset, length) -> {
                    final byte[] frame = new byte[length];
                    buffer.getBytes(offset, frame);
                    frames.add(frame);
                })
                .write(config, lastTimestampUs, core, outbox);
        log.snapshot(
                around.bug() == PlantedBug.SNAPSHOT_HOLDS_FOR_NOTHING ? AlteredSnapshot.of(frames) : frames,
                log.entries.size());
    }

    /** Ends the life at once: of what had come for the log, some is in it, applied by nobody yet. */
    void kill() {
        for (int count = around.random().nextInt(ingress.size() + 1); count > 0; count--) {
            final Entry entry = ingress.poll();
            append(entry.command(), entry.client(), false);
        }
        duties.forEach(LeaderDuty::end);
        switch (around.bug()) {
            case LOG_FORGETS_COMMAND -> forgetLast();
            case BROKER_FORGETS_RECORD ->
                around.broker().events.stream()
                        .filter(partition -> !partition.isEmpty())
                        .forEach(partition -> partition.remove(partition.size() - 1));
            default -> {}
        }
    }

    private void forgetLast() {
        while (log.entries.size() > log.snapshotIndex()) {
            final Entry entry = log.entries.remove(log.entries.size() - 1);
            if (entry.client() != 0) {
                return;
            }
        }
    }

    /** The state machine, for those who judge. */
    BalanceCore core() {
        return core;
    }

    /** Whether all that the node has written is with the broker, and known to be. */
    boolean isPublished() {
        for (int lane = 0; lane < config.laneCount; lane++) {
            if (outbox.lane(lane).acknowledgedSequence() < outbox.lane(lane).lastSequence()) {
                return false;
            }
        }
        for (int partition = 0; partition < config.partitionCount; partition++) {
            if (outbox.events(partition).acknowledgedSequence()
                    < outbox.events(partition).lastSequence()) {
                return false;
            }
        }
        return ingress.isEmpty();
    }
}
