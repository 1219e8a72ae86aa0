package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.HighResolutionClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node in a process of its own: what was acknowledged is there once, whatever becomes of the process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NodeTest {
    private static final long USER = 1001;
    private static final int USDT = 3;
    private static final int IN_FLIGHT = 64;

    @TempDir
    Path directory;

    /** An order as it was sent and answered. */
    private record Acknowledged(long requestTimeUs, long orderId) {}

    @Test
    void shouldKeepEveryAcknowledgedOrderOnceWhenKilledUnderLoad() throws Exception {
        final int port = Ports.freeRange(6);
        try (NodeProcess node = new NodeProcess(directory, "node", settings(port));
                CoreClient client = new CoreClient("0=127.0.0.1:" + port)) {
            node.start();
            node.awaitReady();
            client.connect();
            client.transferIn(USER, USDT, 1_000_000_000_000L, 0);
            final Map<String, Acknowledged> acknowledged = new LinkedHashMap<>();
            for (int round = 0; round < 3; round++) {
                loadAndKill(node, client, round, acknowledged);
                final long startNs = System.nanoTime();
                node.start();
                node.awaitReady();
                System.out.println("restart_ms=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)
                        + " acknowledged=" + acknowledged.size());
                client.connect();
            }
            acknowledged.forEach((id, order) -> {
                final CoreClient.Reply reply = client.order(USER, id, Side.BUY, 100, 1, order.requestTimeUs);
                assertTrue(reply.replayed(), id);
                assertEquals(order.orderId, reply.orderId(), id);
            });
        }
    }

    private static void loadAndKill(
            final NodeProcess node,
            final CoreClient client,
            final int round,
            final Map<String, Acknowledged> acknowledged) {
        final Map<Long, String> sent = new LinkedHashMap<>();
        final Map<String, Long> times = new LinkedHashMap<>();
        final long killAtNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700 + 150L * round);
        int count = 0;
        while (System.nanoTime() < killAtNs) {
            if (sent.size() < IN_FLIGHT && count < 250) {
                final String id = "r" + round + "-" + count;
                final long nowUs = HighResolutionClock.epochMicros();
                final long correlationId = client.offerOrder(USER, id, Side.BUY, 100, 1, nowUs);
                if (correlationId > 0) {
                    sent.put(correlationId, id);
                    times.put(id, nowUs);
                    count++;
                }
            }
            client.poll();
            collect(client, sent, times, acknowledged);
        }
        node.kill();
    }

    private static void collect(
            final CoreClient client,
            final Map<Long, String> sent,
            final Map<String, Long> times,
            final Map<String, Acknowledged> acknowledged) {
        sent.entrySet().removeIf(entry -> {
            final CoreClient.Reply reply = client.reply(entry.getKey());
            if (reply == null) {
                return false;
            }
            assertEquals(Outcome.ACCEPTED, reply.outcome(), () -> "reason=" + reply.reason());
            assertFalse(reply.replayed());
            acknowledged.put(entry.getValue(), new Acknowledged(times.get(entry.getValue()), reply.orderId()));
            return true;
        });
    }

    @Test
    void shouldAnswerOrdersAndCancels() throws Exception {
        final int port = Ports.freeRange(6);
        try (NodeProcess node = new NodeProcess(directory, "node", settings(port));
                CoreClient client = new CoreClient("0=127.0.0.1:" + port)) {
            node.start();
            node.awaitReady();
            client.connect();
            assertEquals(
                    Reason.INSUFFICIENT_BALANCE,
                    client.order(USER, "a", Side.BUY, 100, 10).reason());
            client.transferIn(USER, USDT, 5_000, 0);
            final CoreClient.Reply accepted = client.order(USER, "b", Side.BUY, 100, 10);
            assertEquals(Outcome.ACCEPTED, accepted.outcome());
            assertEquals(
                    Reason.BAD_PRICE, client.order(USER, "c", Side.BUY, 0, 10).reason());
            assertEquals(
                    Outcome.ACCEPTED, client.cancel(USER, accepted.orderId()).outcome());
            assertEquals(
                    Reason.ORDER_NOT_FOUND,
                    client.cancel(USER + 1, accepted.orderId()).reason());
        }
    }

    @Test
    void shouldGoOnFromSnapshotAndLogBehindIt() throws Exception {
        final int port = Ports.freeRange(6);
        try (NodeProcess node = new NodeProcess(directory, "node", settings(port));
                CoreClient client = new CoreClient("0=127.0.0.1:" + port)) {
            node.start();
            node.awaitReady();
            client.connect();
            client.transferIn(USER, USDT, 5_000, 0);
            final long nowUs = HighResolutionClock.epochMicros();
            final CoreClient.Reply before = client.order(USER, "before", Side.BUY, 100, 10, nowUs);
            node.snapshot();
            final CoreClient.Reply behind = client.order(USER, "behind", Side.BUY, 100, 10, nowUs);
            for (int i = 0; i < 3; i++) {
                node.snapshot();
            }
            final CoreClient.Reply last = client.order(USER, "last", Side.BUY, 100, 10, nowUs);
            node.kill();
            node.start();
            node.awaitReady();
            assertTrue(node.log().contains("snapshot loaded"), node.log());
            client.connect();
            assertEquals(
                    before.orderId(),
                    client.order(USER, "before", Side.BUY, 100, 10, nowUs).orderId());
            assertEquals(
                    behind.orderId(),
                    client.order(USER, "behind", Side.BUY, 100, 10, nowUs).orderId());
            assertEquals(
                    last.orderId(),
                    client.order(USER, "last", Side.BUY, 100, 10, nowUs).orderId());
            assertEquals(
                    last.orderId() + 1,
                    client.order(USER, "next", Side.BUY, 100, 10, nowUs).orderId());
        }
    }

    @Test
    void shouldRefuseToStartOnWhatIsInUseOrNotItsOwn() throws Exception {
        final int port = Ports.freeRange(6);
        try (NodeProcess node = new NodeProcess(directory, "node", settings(port))) {
            node.start();
            node.awaitReady();
            assertRefused(settings(Ports.freeRange(6)), "in use by another process");
            node.stop();
            assertRefused(settings(port) + "millrace.topology.lanes = 5\n", "begun under another setting");
            IoUtil.delete(directory.resolve("data/cluster").toFile(), false);
            assertRefused(settings(port), "the log has begun and is not there");
        }
    }

    private void assertRefused(final String settings, final String why) throws Exception {
        try (NodeProcess node = new NodeProcess(directory, "refused", settings)) {
            node.start();
            assertNotEquals(0, node.awaitExit());
            assertTrue(node.log().contains(why), node.log());
        }
    }

    private String settings(final int port) {
        return "test.discard = true\n"
                + "millrace.broker.bootstrap = \"127.0.0.1:1\"\n"
                + "millrace.feed.engines = [{ lanes = [0, 1, 2, 3], publish = \"tcp://127.0.0.1:1\","
                + " replay = \"tcp://127.0.0.1:1\" }]\n"
                + "millrace.ubscore {\n"
                + "  members = [\"127.0.0.1:" + port + "\"]\n"
                + "  data-dir = \"" + directory.resolve("data") + "\"\n"
                + "  log { segment-length = 64 MiB, free-space-min = 1 MiB }\n"
                + "}\n";
    }
}
