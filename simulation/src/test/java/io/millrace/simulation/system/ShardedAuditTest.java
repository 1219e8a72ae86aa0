package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.exchange.tool.ToolExit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A whole exchange with two shards of UBSCore, whose users trade with each other: the audit finds nothing, running and stopped. */
@Tag("long")
@Timeout(value = 1800, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShardedAuditTest {
    private static final int ORDERS = 300;
    private static final long ODD = 1401;
    private static final long EVEN = 1402;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void shouldAuditTwoShardsThatTradeWithEachOther() throws IOException {
        try (RunningExchange exchange = new RunningExchange(directory, 1, 2)) {
            exchange.up();
            final TradingClient client = new TradingClient(exchange.httpAddress());
            client.transferIn(ODD, "USDT", "1000000");
            client.transferIn(EVEN, "BTC", "100");
            try (Load load = new Load(client, ODD, EVEN, "sharded-")) {
                awaitOrders(load, ORDERS);
                assertEqual(exchange.audit());
                exchange.kill("ubscore-s1", "matching-engine");
                awaitOrders(load, ORDERS);
            }
            assertEqual(exchange.audit());
            exchange.down();
            final RunningExchange.Result stopped = exchange.audit();
            assertEqual(stopped);
            assertFalse(stopped.output().contains("clearing accounts were not compared"), stopped.output());
        }
    }

    private static void awaitOrders(final Load load, final int count) {
        final int from = load.acceptedCount();
        Await.until("orders are accepted", () -> load.acceptedCount() >= from + count);
    }

    private static void assertEqual(final RunningExchange.Result audit) {
        System.out.println(audit.output());
        assertEquals(ToolExit.EQUAL, audit.exitCode(), audit.output());
    }
}
