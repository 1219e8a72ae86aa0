package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.concurrent.HighResolutionClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each in a process of its own: leaders are killed under load, and every order gets its definite answer. */
@Timeout(value = 1200, unit = TimeUnit.SECONDS)
class ClusterTest {
    private static final int NODES = 3;
    private static final long USER = 1001;
    private static final int USDT = 3;

    @TempDir
    Path directory;

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private CoreClient client;

    @BeforeEach
    void start() throws Exception {
        IntStream.range(0, NODES).forEach(id -> ports.add(Ports.freeRange(6)));
        for (int id = 0; id < NODES; id++) {
            nodes.add(new NodeProcess(directory, "node" + id, settings(id)));
            nodes.get(id).start();
        }
        for (final NodeProcess node : nodes) {
            node.awaitReady();
        }
        client = new CoreClient(IntStream.range(0, NODES)
                .mapToObj(id -> id + "=127.0.0.1:" + ports.get(id))
                .collect(Collectors.joining(",")));
        client.connect();
        client.transferIn(USER, USDT, 1_000_000_000_000L, 0);
    }

    @AfterEach
    void stop() {
        CloseHelper.quietCloseAll(client);
        CloseHelper.quietCloseAll(nodes);
    }

    @Test
    void shouldLoseNoOrderWhenLeadersAreKilled() throws Exception {
        killLeaders(2, 60);
    }

    @Test
    @Tag("long")
    void shouldLoseNoOrderWhenLeadersAreKilledFiftyTimes() throws Exception {
        killLeaders(50, 10);
    }

    private void killLeaders(final int kills, final int ordersBetween) throws Exception {
        final Map<String, Long> acknowledged = new LinkedHashMap<>();
        final Map<String, Long> times = new LinkedHashMap<>();
        int count = 0;
        for (int kill = 0; kill < kills; kill++) {
            for (int i = 0; i < ordersBetween; i++) {
                order("o" + count++, acknowledged, times);
            }
            final int leader = client.leaderId();
            nodes.get(leader).kill();
            order("o" + count++, acknowledged, times);
            nodes.get(leader).start();
            nodes.get(leader).awaitReady();
        }
        acknowledged.forEach((id, orderId) -> {
            final CoreClient.Reply reply = client.order(USER, id, Side.BUY, 100, 1, times.get(id));
            assertTrue(reply.replayed(), id);
            assertEquals(orderId, reply.orderId(), id);
        });
        assertEquals(count, acknowledged.values().stream().distinct().count());
        assertEquals(count, client.order(USER, "last", Side.BUY, 100, 1).orderId() - 1);
    }

    /** The answer is definite: the same words again, until there is one, and the order exists once. */
    private void order(final String id, final Map<String, Long> acknowledged, final Map<String, Long> times) {
        final long nowUs = HighResolutionClock.epochMicros();
        final CoreClient.Reply reply = client.order(USER, id, Side.BUY, 100, 1, nowUs);
        assertEquals(Outcome.ACCEPTED, reply.outcome(), () -> id + " reason=" + reply.reason());
        acknowledged.put(id, reply.orderId());
        times.put(id, nowUs);
    }

    private String settings(final int node) {
        return "test.discard = true\n"
                + "millrace.broker.bootstrap = \"127.0.0.1:1\"\n"
                + "millrace.feed.engines = [{ lanes = [0, 1, 2, 3], publish = \"tcp://127.0.0.1:1\","
                + " replay = \"tcp://127.0.0.1:1\" }]\n"
                + "millrace.ubscore {\n"
                + "  node = " + node + "\n"
                + "  members = ["
                + ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(","))
                + "]\n"
                + "  data-dir = \"" + directory.resolve("data" + node) + "\"\n"
                + "  log.free-space-min = 1 MiB\n"
                + "}\n";
    }
}
