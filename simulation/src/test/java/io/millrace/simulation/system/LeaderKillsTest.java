package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An exchange whose money is kept by three nodes: leaders are killed, and the store is compared with the nodes. */
@Tag("long")
@Timeout(value = 3600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaderKillsTest {
    private static final int LEADER_KILLS = 50;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private TradingClient client;

    @Test
    void shouldLoseNothingWhenLeadersAreKilledUnderLoad() throws IOException {
        try (RunningExchange exchange = new RunningExchange(directory, 3, 1)) {
            exchange.up();
            client = new TradingClient(exchange.httpAddress());
            client.transferIn(1401, "USDT", "1000000");
            client.transferIn(1402, "BTC", "100");
            try (CoreProbe probe = new CoreProbe(exchange.ubscorePorts(0))) {
                final long startNs = System.nanoTime();
                final Load load = new Load(client, 1401, 1402, "leaders-");
                final TransferLoad transfers = new TransferLoad(client, 1403);
                for (int kill = 0; kill < LEADER_KILLS; kill++) {
                    awaitProgress(load);
                    killAndAwait(exchange, "ubscore-n" + probe.leader());
                }
                awaitProgress(load);
                load.close();
                transfers.close();
                System.out.println("leaders_killed=" + LEADER_KILLS + " orders_acknowledged="
                        + load.orderIds().size() + " retries=" + load.retryCount() + " transfers_acknowledged="
                        + transfers.acknowledgedCount() + " seconds="
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
                client.awaitTotal(1403, "USDT", Integer.toString(transfers.acknowledgedCount()));
                judge(exchange, load, List.of(probe));
            }
        }
    }

    /** Nothing acknowledged is missing, nothing is there twice, and every balance of every node is the store's. */
    private static void judge(final RunningExchange exchange, final Load load, final List<CoreProbe> shards) {
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            final Map<String, String> orderIds = load.orderIds();
            assertEquals(orderIds.size(), new HashSet<>(orderIds.values()).size());
            Await.until(
                    () -> "accepted orders are settled: " + store.orders(load).size() + " of " + orderIds.size(),
                    () -> store.orders(load).size() >= orderIds.size());
            assertEquals(orderIds, store.orders(load));
            Await.until(() -> "store is whole: " + store.findings(), () -> store.findings()
                    .isEmpty());
            Await.until(
                    () -> "store has what UBSCore has: " + store.differences(shards),
                    () -> store.differences(shards).isEmpty());
            for (final String asset : List.of("BTC", "USDT")) {
                assertEquals(0, store.clearing(asset).signum(), "clearing accounts sum to zero asset=" + asset);
            }
        }
        for (final CoreProbe shard : shards) {
            Await.until(() -> "nodes agree: " + shard.states(), () -> new HashSet<>(shard.states()).size() == 1);
        }
    }

    private static void killAndAwait(final RunningExchange exchange, final String process) {
        final long pid = exchange.status(process).pid();
        exchange.kill(process);
        Await.until(() -> process + " runs again " + exchange.status(process), () -> {
            final RunningExchange.ProcessStatus status = exchange.status(process);
            return status.state().equals("ready") && status.pid() > 0 && status.pid() != pid;
        });
    }

    private static void awaitProgress(final Load load) {
        final int from = load.acceptedCount();
        Await.until("orders are accepted", () -> load.acceptedCount() >= from + 40);
    }
}
