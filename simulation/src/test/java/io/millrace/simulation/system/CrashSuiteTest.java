package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.exchange.tool.ToolExit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole exchange under load whose processes are killed with SIGKILL: each, several, and all at once with their supervisor, at any
 * moment and at those that are worst. Afterwards every answer that a client has is true, and the audit finds nothing. {@code CRASH_SEED}
 * in the environment chooses the same victims again; what was under way when they died it can't.
 */
@Tag("long")
@Timeout(value = 3600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashSuiteTest {
    private static final int KILLS = 60;
    /** Fewer, if the environment says so: several short runs do for a long one. */
    private static final int KILLS_WANTED = wanted();

    private static final int VICTIMS_MAX = 3;
    private static final long BUYER = 1401;
    private static final long SELLER = 1402;
    private static final long SAVER = 1403;
    private static final List<String> PROCESSES =
            List.of("gateway", "ubscore", "matching-engine", "settlement", "broker", "store");
    /** Many snapshots, to be killed in. */
    private static final String CONFIG =
            """
            millrace.engine.snapshot-interval = 50
            millrace.ubscore.snapshot.log-length = 256 KiB
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final Random random = new Random(seed());
    private final Map<String, Integer> killed = new TreeMap<>();
    private final Map<Moment, Integer> moments = new TreeMap<>();
    private RunningExchange exchange;
    private TradingClient client;
    private Load load;

    /** When a round's victims die. */
    private enum Moment {
        /** Whenever it is. */
        ANY,
        /** An order has just been answered: what follows from it is under way. */
        BEHIND_AN_ANSWER,
        /** A process that was killed is starting again: in the midst of its recovery. */
        IN_RECOVERY,
        /** A lane is writing a snapshot. */
        IN_A_LANE_SNAPSHOT,
        /** UBSCore is writing a snapshot. */
        IN_A_CORE_SNAPSHOT
    }

    private static int wanted() {
        final String given = System.getenv("CRASH_KILLS");
        return given == null ? KILLS : Integer.parseInt(given);
    }

    private static long seed() {
        final String given = System.getenv("CRASH_SEED");
        final long seed = given == null ? System.nanoTime() : Long.parseLong(given);
        System.out.println("seed=" + seed);
        return seed;
    }

    @Test
    void shouldLoseNothingWhateverIsKilledWheneverItIs() throws IOException {
        exchange = new RunningExchange(directory, CONFIG);
        exchange.up();
        try {
            client = new TradingClient(exchange.httpAddress());
            client.transferIn(BUYER, "USDT", "1000000");
            client.transferIn(SELLER, "BTC", "100");
            final long startNs = System.nanoTime();
            load = new Load(client, BUYER, SELLER, "crash-");
            final TransferLoad transfers = new TransferLoad(client, SAVER);
            while (killed.values().stream().mapToInt(Integer::intValue).sum() < KILLS_WANTED) {
                round();
            }
            awaitReady();
            awaitProgress(30);
            load.close();
            transfers.close();
            System.out.println("kills=" + killed + " moments=" + moments + " orders_acknowledged="
                    + load.orderIds().size() + " retries=" + load.retryCount() + " transfers_acknowledged="
                    + transfers.acknowledgedCount() + " seconds="
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
            client.awaitTotal(SAVER, "USDT", Integer.toString(transfers.acknowledgedCount()));
            judge();
        } finally {
            exchange.close();
        }
    }

    private void round() {
        if (random.nextInt(12) == 0) {
            killEverything();
            return;
        }
        final List<String> victims = victims();
        final Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
        moments.merge(moment, 1, Integer::sum);
        switch (moment) {
            case ANY -> Await.pause(random.nextInt(1500));
            case BEHIND_AN_ANSWER -> awaitProgress(1);
            case IN_RECOVERY -> {
                kill(victims);
                awaitStarting(victims.get(0));
                Await.pause(random.nextInt(4000));
            }
            case IN_A_LANE_SNAPSHOT -> awaitChange("engine/lane-0000");
            case IN_A_CORE_SNAPSHOT -> awaitChange("ubscore/archive");
        }
        kill(victims);
        // Sometimes the next die before these are back.
        if (random.nextInt(3) > 0) {
            awaitReady();
            awaitProgress(30);
        }
    }

    private List<String> victims() {
        final List<String> shuffled = new ArrayList<>(PROCESSES);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, random.nextBoolean() ? 1 : 1 + random.nextInt(VICTIMS_MAX));
    }

    private void kill(final List<String> victims) {
        final List<String> alive =
                victims.stream().filter(each -> exchange.status(each).pid() > 0).toList();
        if (!alive.isEmpty()) {
            exchange.kill(alive.toArray(String[]::new));
            alive.forEach(each -> killed.merge(each, 1, Integer::sum));
        }
    }

    private void killEverything() {
        exchange.killAll();
        PROCESSES.forEach(each -> killed.merge(each, 1, Integer::sum));
        killed.merge("up", 1, Integer::sum);
        exchange.up();
        awaitProgress(30);
    }

    private void awaitStarting(final String process) {
        Await.until(
                () -> process + " starts again " + exchange.status(process),
                () -> exchange.status(process).pid() > 0);
    }

    private void awaitReady() {
        Await.until(() -> "all is ready " + exchange.status(), () -> PROCESSES.stream()
                .map(exchange::status)
                .allMatch(each -> each.state().equals("ready") && each.pid() > 0));
    }

    private void awaitProgress(final int orders) {
        final int from = load.acceptedCount();
        Await.until(() -> "orders are accepted " + exchange.status(), () -> load.acceptedCount() >= from + orders);
    }

    /** Waits for a file to come or to go; not for ever, since nobody may be there to write one. */
    private void awaitChange(final String place) {
        final RunningExchange.Directory files =
                new RunningExchange.Directory(exchange.dataDir().resolve(place));
        final List<String> before = files.names();
        for (int looks = 0; looks < 10_000 && files.names().equals(before); looks++) {
            Await.briefly();
        }
    }

    private void judge() {
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            final Map<String, String> orderIds = load.orderIds();
            assertEquals(orderIds.size(), new HashSet<>(orderIds.values()).size());
            Await.until(
                    () -> "accepted orders are settled: " + store.orders(load).size() + " of " + orderIds.size(),
                    () -> store.orders(load).size() >= orderIds.size());
            assertEquals(orderIds, store.orders(load));
            Await.until(() -> "store is whole: " + store.findings(), () -> store.findings()
                    .isEmpty());
        }
        final RunningExchange.Result running = exchange.audit();
        System.out.println(running.output());
        assertEquals(ToolExit.EQUAL, running.exitCode(), running.output());
        exchange.down();
        final RunningExchange.Result stopped = exchange.audit();
        System.out.println(stopped.output());
        assertEquals(ToolExit.EQUAL, stopped.exitCode(), stopped.output());
        assertTrue(KILLS_WANTED < KILLS || killed.keySet().containsAll(PROCESSES), killed.toString());
    }
}
