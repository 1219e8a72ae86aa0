package io.millrace.benchmarks.core;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.ubscore.ClusterNode;
import io.millrace.ubscore.UbscoreContext;
import io.millrace.ubscore.UbscoreMain;
import io.millrace.ubscore.egress.DiscardingOutboxBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;

/** A node that runs in this process: UBSCore, or an echo service on the same cluster. */
final class BenchNode implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(120);
    private static final int PORTS = 6;
    /** Of those ports the one that takes queries. */
    static final int QUERY_PORT = 5;

    private final UbscoreContext context;
    private final AutoCloseable running;

    private BenchNode(final UbscoreContext context, final AutoCloseable running, final BooleanSupplier ready) {
        this.context = context;
        this.running = running;
        final long deadline = System.nanoTime() + PATIENCE_NS;
        while (!ready.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                CloseHelper.quietClose(running);
                throw new IllegalStateException("node does not get ready directory=" + context.dataDir());
            }
            Thread.onSpinWait();
        }
    }

    /** UBSCore whole, with a broker that takes everything. */
    static BenchNode core(final Path dir, final int rows) {
        return core(dir, freePorts(), rows);
    }

    /** The same on ports that the caller knows: from {@code port} on. */
    static BenchNode core(final Path dir, final int port, final int rows) {
        final UbscoreContext context = new UbscoreContext(config(dir, port, rows));
        final UbscoreMain main = UbscoreMain.launch(
                context, () -> new DiscardingOutboxBroker(context.laneCount() + context.partitionCount()));
        return new BenchNode(context, main, main::isReady);
    }

    /** The cluster with the service that does nothing. */
    static BenchNode echo(final Path dir) {
        final UbscoreContext context = new UbscoreContext(config(dir, freePorts(), 1));
        final ClusterNode node = new ClusterNode(
                context,
                dir.resolve("archive").toFile(),
                dir.resolve("cluster").toFile(),
                error -> System.err.println("echo node: " + error),
                () -> {});
        node.start(new EchoService(), false);
        return new BenchNode(context, node, node::isElected);
    }

    /** A new directory under {@code parent}; null: where temporary files go. */
    static Path directory(final Path parent, final String name) {
        try {
            return parent == null
                    ? Files.createTempDirectory("millrace-bench-" + name)
                    : Files.createTempDirectory(Files.createDirectories(parent), name);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Default settings on a directory and ports; no engine and no broker to be found. {@code rows}: tables' room at the start. */
    static Config config(final Path dir, final int port, final int rows) {
        return ConfigFactory.parseMap(Map.of(
                        "millrace.ubscore.members",
                        List.of("127.0.0.1:" + port),
                        "millrace.ubscore.data-dir",
                        dir.toString(),
                        "millrace.ubscore.core.open-orders-per-user",
                        1_000_000,
                        "millrace.ubscore.memory.rows-at-start",
                        rows,
                        // None but those that a bench asks for: what one costs is told by itself.
                        "millrace.ubscore.snapshot.log-length",
                        "64 GiB",
                        "millrace.broker.bootstrap",
                        "127.0.0.1:1",
                        "millrace.feed.engines",
                        List.of(Map.of(
                                "lanes", List.of(0, 1, 2, 3),
                                "publish", "tcp://127.0.0.1:1",
                                "replay", "tcp://127.0.0.1:1"))))
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    /** The first of so many ports in a row that are free at this moment; all are UDP. */
    static int freePorts() {
        for (int base = 21_000 + (int) (ProcessHandle.current().pid() % 1_000) * 8; ; base += PORTS) {
            if (areFree(base)) {
                return base;
            }
        }
    }

    private static boolean areFree(final int base) {
        for (int port = base; port < base + PORTS; port++) {
            try {
                new DatagramSocket(port, InetAddress.getLoopbackAddress()).close();
            } catch (final IOException e) {
                return false;
            }
        }
        return true;
    }

    Path aeronDir() {
        return context.aeronDir();
    }

    @Override
    public void close() {
        CloseHelper.quietClose(running);
    }
}
