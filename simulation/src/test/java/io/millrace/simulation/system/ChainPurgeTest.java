package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A whole exchange whose chain service stands still: the engine's journal keeps what it has not taken, and lets it go afterwards. */
@Tag("long")
@Timeout(value = 1800, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChainPurgeTest {
    private static final long USER = 2001;
    private static final int ORDERS_A_REQUEST = 20;
    private static final int SEGMENTS = 4;
    private static final int PORTS = 2;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @BeforeAll
    static void installContracts() throws IOException, InterruptedException {
        ChainTest.installContracts();
    }

    @Test
    void shouldPurgeWhatTheChainServiceHasTakenAndNothingElse() throws IOException {
        final int port = RunningExchange.freeBlock(PORTS);
        final RunningExchange exchange = new RunningExchange(
                directory,
                """
                millrace {
                  up.chain = true
                  chain { dev.port = %d, metrics.port = %d }
                  engine.snapshot-interval = 1000
                  engine.journal { segment-length = 3 MiB, batch-length-max = 2100 KiB }
                }
                """
                        .formatted(port, port + 1));
        exchange.up();
        try {
            final TradingClient client = new TradingClient(exchange.httpAddress());
            client.transferIn(USER, "USDT", "1000000");
            final RunningExchange.Directory lane =
                    new RunningExchange.Directory(exchange.dataDir().resolve("engine/lane-0000"));
            final String first = segments(lane).get(0);
            exchange.pause("chain");
            String seq = "0";
            for (int request = 0; segments(lane).size() < SEGMENTS; request++) {
                seq = place(client, request);
            }
            // Two snapshots are behind it, settlement and UBSCore have it: it is the chain service that needs it.
            final String last = seq;
            Await.until("orders are settled", () -> isSettled(client, last));
            assertEquals(first, segments(lane).get(0));
            exchange.resume("chain");
            Await.until("the first segment goes", () -> !segments(lane).contains(first));
            assertTrue(exchange.isReady(), exchange.status().toString());
        } finally {
            exchange.close();
        }
    }

    private static List<String> segments(final RunningExchange.Directory lane) {
        return lane.names().stream().filter(name -> name.endsWith(".journal")).toList();
    }

    /** Orders that find nobody and are gone at once; returns the last one's place. */
    private static String place(final TradingClient client, final int request) throws IOException {
        final String orders = IntStream.range(0, ORDERS_A_REQUEST)
                .mapToObj(i ->
                        """
                        {"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","timeInForce":"IOC","price":"100.00",\
                        "quantity":"0.001","clientOrderId":"purge-%d-%d"}"""
                                .formatted(request, i))
                .collect(Collectors.joining(",", "{\"orders\":[", "]}"));
        final TradingClient.Answer answer = client.send(USER, "POST", "/api/v1/orders/batch", orders);
        assertEquals(200, answer.status(), answer.body());
        return answer.json().getConfigList("results").get(ORDERS_A_REQUEST - 1).getString("seq");
    }

    private static boolean isSettled(final TradingClient client, final String seq) {
        try {
            return client.read(USER, "/api/v1/balances?minSeq=" + seq).status() == 200
                    && client.balance(USER, "USDT").held().signum() == 0;
        } catch (final IOException e) {
            return false;
        }
    }
}
