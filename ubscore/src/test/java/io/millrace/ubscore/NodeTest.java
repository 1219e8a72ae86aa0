package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.HighResolutionClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node in a process of its own: what was acknowledged is there once, whatever becomes of the process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class NodeTest {
    private static final long USER = 1001;
    private static final int USDT = 3;
    /** Much is written at once: a kill may come in the middle of it. */
    private static final int IN_FLIGHT = 1000;

    @TempDir
    Path directory;

    @Test
    void shouldKeepEveryAcknowledgedOrderOnceWhenKilledUnderLoad() throws Exception {
        killUnderLoad(3, System.nanoTime());
    }

    @Test
    @Tag("long")
    @Timeout(value = 1800, unit = TimeUnit.SECONDS)
    void shouldStartAgainAfterAHundredKillsUnderLoad() throws Exception {
        killUnderLoad(100, System.nanoTime());
    }

    /** Each start has to succeed, with the torn end that the kill may have left behind. */
    private void killUnderLoad(final int kills, final long seed) throws Exception {
        System.out.println("seed=" + seed);
        final Random random = new Random(seed);
        final int port = Ports.freeRange(6);
        try (NodeProcess node = new NodeProcess(directory, "node", settings(port));
                CoreClient client = new CoreClient("0=127.0.0.1:" + port);
                StateProbe probe = new StateProbe(List.of(port))) {
            node.start();
            node.awaitReady();
            client.connect();
            final OrderLoad load = new OrderLoad(client, IN_FLIGHT);
            load.fund(probe);
            final long startNs = System.nanoTime();
            int repairs = 0;
            for (int kill = 0; kill < kills; kill++) {
                load.run(50 + random.nextInt(400));
                if (kill % 20 == 19) {
                    node.snapshot();
                }
                node.kill();
                node.start();
                node.awaitReady();
                repairs += node.hasRepaired() ? 1 : 0;
                client.connect();
                load.settle();
                load.fund(probe);
            }
            load.judge(probe);
            System.out.println(
                    "kills=" + kills + " torn_ends=" + repairs + " orders_acknowledged=" + load.acceptedCount()
                            + " offered_again=" + load.repeatCount() + " seconds="
                            + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
        }
    }

    /** Aeron gives up on a process that did nothing for ten seconds: no breach, a new start goes on. */
    @Test
    @Tag("long")
    void shouldGoOnAfterItsMachineWasAsleep() throws Exception {
        final int port = Ports.freeRange(6);
        try (NodeProcess node = new NodeProcess(directory, "node", settings(port));
                CoreClient client = new CoreClient("0=127.0.0.1:" + port);
                StateProbe probe = new StateProbe(List.of(port))) {
            node.start();
            node.awaitReady();
            client.connect();
            final OrderLoad load = new OrderLoad(client, IN_FLIGHT);
            load.fund(probe);
            load.place(200);
            load.settle();
            node.suspend(15_000);
            if (node.endsWithin(20)) {
                assertEquals(1, node.awaitExit(), node.log());
                node.start();
                node.awaitReady();
            }
            client.connect();
            load.place(200);
            load.settle();
            load.judge(probe);
        }
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
    void shouldTakeSnapshotsAsTheLogGrowsAndPurgeItBehindThem() throws Exception {
        final int port = Ports.freeRange(6);
        final String settings =
                settings(port).replace("64 MiB", "16 MiB") + "millrace.ubscore.snapshot.log-length = 20 MiB\n";
        try (NodeProcess node = new NodeProcess(directory, "node", settings);
                CoreClient client = new CoreClient("0=127.0.0.1:" + port)) {
            node.start();
            node.awaitReady();
            client.connect();
            client.transferIn(USER, USDT, 5_000, 0);
            final long nowUs = HighResolutionClock.epochMicros();
            final CoreClient.Reply first = client.order(USER, "first", Side.BUY, 100, 10, nowUs);
            assertEquals(Outcome.ACCEPTED, first.outcome());
            final Path firstSegment = directory.resolve("data/archive/0-0.rec");
            assertTrue(Files.exists(firstSegment));
            final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (Files.exists(firstSegment)) {
                client.offerNoise(60_000);
                assertTrue(System.nanoTime() < deadline, node.log());
            }
            // The file goes first, the line that says so comes after it.
            while (!node.log().contains("log purged recording_id=0")) {
                assertTrue(System.nanoTime() < deadline, node.log());
            }
            node.kill();
            node.start();
            node.awaitReady();
            client.connect();
            final CoreClient.Reply again = client.order(USER, "first", Side.BUY, 100, 10, nowUs);
            assertTrue(again.replayed());
            assertEquals(first.orderId(), again.orderId());
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
                + "  core.open-orders-per-user = 1000000\n"
                + "}\n";
    }
}
