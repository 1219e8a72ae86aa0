package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each in a process of its own: leaders are killed under load, and every order gets its definite answer. */
@Timeout(value = 1800, unit = TimeUnit.SECONDS)
class ClusterTest {
    private static final int NODES = 3;

    @TempDir
    Path directory;

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private CoreClient client;
    private StateProbe probe;
    private OrderLoad load;

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
        probe = new StateProbe(ports);
        load = new OrderLoad(client, 64);
        load.fund(probe);
    }

    @AfterEach
    void stop() {
        CloseHelper.quietCloseAll(client, probe);
        CloseHelper.quietCloseAll(nodes);
    }

    @Test
    void shouldLoseNothingWhenLeadersAreKilled() throws Exception {
        killLeaders(2);
    }

    @Test
    @Tag("long")
    void shouldLoseNothingWhenLeadersAreKilledFiftyTimes() throws Exception {
        killLeaders(50);
    }

    /** Until the log is purged an empty node gets all of it from the others. */
    @Test
    @Tag("long")
    void shouldBringBackANodeThatLostItsDisk() throws Exception {
        load.place(500);
        load.settle();
        final int follower = (client.leaderId() + 1) % NODES;
        nodes.get(follower).kill();
        IoUtil.delete(directory.resolve("data" + follower).toFile(), false);
        load.place(500);
        nodes.get(follower).start();
        nodes.get(follower).awaitReady();
        nodes.get(client.leaderId()).kill();
        load.place(100);
        load.settle();
        load.judge(probe);
    }

    /** Two nodes without data are a majority, and yet they wait for the one that has the log. */
    @Test
    @Tag("long")
    void shouldNotBeginANewLogWhileTheOneThatHasItIsAway() throws Exception {
        load.place(200);
        load.settle();
        final int kept = client.leaderId();
        for (int id = 0; id < NODES; id++) {
            nodes.get(id).kill();
            if (id != kept) {
                IoUtil.delete(directory.resolve("data" + id).toFile(), false);
                nodes.get(id).start();
            }
        }
        assertFalse(nodes.get((kept + 1) % NODES).isReadyWithin(10_000));
        nodes.get(kept).start();
        for (final NodeProcess node : nodes) {
            node.awaitReady();
        }
        client.connect();
        load.place(100);
        load.settle();
        load.judge(probe);
    }

    private void killLeaders(final int kills) throws Exception {
        final long startNs = System.nanoTime();
        for (int kill = 0; kill < kills; kill++) {
            load.place(200);
            final int leader = client.leaderId();
            if (kill % 10 == 9) {
                nodes.get(leader).snapshot();
            }
            nodes.get(leader).kill();
            load.place(1);
            nodes.get(leader).start();
            nodes.get(leader).awaitReady();
            load.settle();
            load.fund(probe);
        }
        load.judge(probe);
        assertNodesAgree();
        System.out.println("leaders_killed=" + kills + " orders_acknowledged=" + load.acceptedCount()
                + " offered_again=" + load.repeatCount() + " seconds="
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
    }

    /** At rest all nodes have the same state at the same sequence. */
    private void assertNodesAgree() throws InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        List<StateProbe.State> states = List.of();
        while (System.nanoTime() - deadlineNs < 0) {
            states = IntStream.range(0, NODES).mapToObj(probe::state).toList();
            final StateProbe.State first = states.get(0);
            if (first != null && states.stream().allMatch(first::isSameAs)) {
                return;
            }
            Thread.sleep(50);
        }
        fail("nodes differ states=" + states);
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
                + "  cluster { leader-heartbeat-timeout = 1 s, election-timeout = 500 ms }\n"
                + "  core.open-orders-per-user = 1000000\n"
                + "}\n";
    }
}
