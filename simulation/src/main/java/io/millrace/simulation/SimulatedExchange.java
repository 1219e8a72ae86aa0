package io.millrace.simulation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedLink;
import io.millrace.feed.FeedSink;
import io.millrace.feed.fault.FaultyNetwork;
import io.millrace.settlement.fault.MemoryStore;
import java.util.Random;

/**
 * One run: so many steps in which everything that can fail does, then a quiet time in which everything must come to rest, then the
 * judgement. A violated invariant is an {@link InvariantViolation}, or the breach of the part that noticed.
 */
public final class SimulatedExchange {
    private static final Config CONFIG = ConfigFactory.load();
    private static final FeedContext FEED = FeedContext.fromConfig(CONFIG)
            .with("batch-count-max", 8)
            .with("request-count-max", 20)
            .with("heartbeat-interval", "20 ms")
            .with("request-timeout", "60 ms")
            .with("retry-min", "4 ms")
            .with("retry-max", "60 ms")
            .with("silence-timeout", "400 ms")
            .with("progress-interval", "20 ms");
    private static final int LANES = 2;
    private static final int PARTITIONS = 2;
    private static final int REST_STEPS_MAX = 40_000;
    private static final int REST_INTERVAL = 16;
    private static final int JUDGE_INTERVAL = 97;

    private final PlantedBug bug;
    private final Random random;
    private final SimulatedClock clock = new SimulatedClock();
    private final SimulatedBroker broker;
    private final SimulatedLog log = new SimulatedLog();
    private final MemoryStore store = new MemoryStore();
    private final SimulatedEngine engine;
    private final SimulatedClients clients;
    private final Judge judge;
    private final double linkFault;
    private final boolean flipsBit;
    private FaultyNetwork coreLink;
    private FaultyNetwork settlementLink;
    private SimulatedCore core;
    private SimulatedSettlement settlement;
    private boolean faults = true;
    private int kills;

    /**
     * What a run did.
     *
     * @param steps  steps until everything was at rest.
     * @param orders orders accepted.
     * @param trades rows of trades in the store.
     * @param kills  processes killed.
     * @param digest of the final state: the same seed gives the same.
     */
    public record Result(int steps, int orders, int trades, int kills, String digest) {}

    /** A run of one seed. */
    public SimulatedExchange(final long seed, final PlantedBug bug) {
        this.bug = bug;
        random = new Random(seed);
        linkFault = new double[] {0, 0.01, 0.1, 0.3}[random.nextInt(4)];
        flipsBit = bug == PlantedBug.JOURNAL_BIT_FLIPS;
        broker = new SimulatedBroker(LANES, PARTITIONS, random);
        final FeedSink sink = (topic, message) -> {
            send(coreLink, topic, message);
            send(settlementLink, topic, message);
        };
        engine = new SimulatedEngine(clock, random, broker, FEED, sink, new SnapshotDamage(seed, bug), bug);
        clients = new SimulatedClients(clock, random, broker, bug);
        judge = new Judge(broker, engine, store, clients);
    }

    private static void send(final FaultyNetwork link, final byte[] topic, final byte[] message) {
        if (link != null) {
            link.send(topic.clone(), message.clone());
        }
    }

    /** Runs {@code steps} steps with faults, then to rest. */
    public Result run(final int steps) {
        engine.start();
        startCore();
        startSettlement();
        clients.fund();
        for (int step = 0; step < steps; step++) {
            disturb();
            step(true);
            if (step % JUDGE_INTERVAL == 0 && core != null) {
                judge.duringRun(core);
            }
        }
        heal();
        final int rest = comeToRest();
        judge.atRest(core);
        return new Result(steps + rest, clients.orderCount(), judge.tradeCount(), kills, judge.digest(core));
    }

    private FeedLink newLink(final double fault) {
        return new FaultyNetwork(random, fault, engine::respond);
    }

    private void startCore() {
        final SimulatedCore.Surroundings around = new SimulatedCore.Surroundings(
                clock,
                random,
                broker,
                FEED,
                (endpoint, lanes) -> coreLink = (FaultyNetwork) newLink(faults ? linkFault : 0),
                CONFIG.getConfig("millrace.ubscore.genesis"),
                bug,
                (client, answer) -> clients.onAnswer(answer, faults));
        core = new SimulatedCore(around, log);
        core.faults = faults;
    }

    private void startSettlement() {
        settlement = new SimulatedSettlement(
                store,
                clock,
                random,
                broker,
                FEED,
                (endpoint, lanes) -> settlementLink = (FaultyNetwork) newLink(faults ? linkFault : 0),
                bug);
    }

    /** Kills, restarts, cuts and mends at random. */
    private void disturb() {
        switch (random.nextInt(900)) {
            case 0, 1 -> killCore();
            case 2 -> killEngine(false);
            case 3 -> killEngine(true);
            case 4, 5 -> killSettlement();
            case 6 -> broker.up(!broker.isUp());
            case 7 -> engine.losePowerSoon();
            case 8, 9 -> snapshot();
            case 10 -> link(coreLink, random.nextBoolean());
            case 11 -> link(settlementLink, random.nextBoolean());
            case 12 -> flip();
            default -> {}
        }
        if (!broker.isUp() && random.nextInt(80) == 0) {
            broker.up(true);
        }
        if (random.nextInt(40) == 0) {
            revive();
        }
    }

    private void snapshot() {
        if (core != null) {
            core.snapshot();
        }
    }

    private void flip() {
        if (flipsBit && engine.isUp() && engine.lanes().get(0).forcedSequence() > 20) {
            engine.lanes().get(0).flipBit();
            killEngine(false);
        }
    }

    private static void link(final FaultyNetwork link, final boolean connected) {
        if (link != null) {
            link.connected(connected);
        }
    }

    private void killCore() {
        if (core != null) {
            core.kill();
            core = null;
            kills++;
        }
    }

    private void killEngine(final boolean power) {
        if (engine.isUp()) {
            engine.die(power);
            kills++;
        }
    }

    private void killSettlement() {
        if (settlement != null) {
            settlement.kill();
            settlement = null;
            kills++;
        }
    }

    /** Starts what is down, as a supervisor does. */
    private void revive() {
        if (!engine.isUp()) {
            engine.start();
        }
        if (core == null) {
            startCore();
        }
        if (settlement == null) {
            startSettlement();
        }
    }

    private void step(final boolean newOnes) {
        clock.advance(random);
        if (random.nextInt(3) == 0) {
            clients.step(core, newOnes);
        }
        if (core != null && random.nextInt(4) > 0) {
            core.step();
        }
        if (engine.isUp() && random.nextInt(4) > 0) {
            engine.step();
        }
        if (settlement != null && random.nextInt(4) > 0) {
            settlement.step(faults);
        }
        broker.deliverLate(!faults);
    }

    private void heal() {
        faults = false;
        broker.up(true);
        revive();
        core.faults = false;
        link(coreLink, true);
        link(settlementLink, true);
    }

    private int comeToRest() {
        for (int step = 1; step <= REST_STEPS_MAX; step++) {
            step(false);
            if (!engine.isUp()) {
                engine.start();
            }
            if (step % REST_INTERVAL == 0
                    && clients.isAnswered()
                    && core.isPublished()
                    && judge.isCaughtUp(core)
                    && settlement.isSettled()) {
                return step;
            }
        }
        throw new InvariantViolation("I11", "the exchange does not come to rest " + judge.progress(core));
    }
}
