package io.millrace.benchmarks.core;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import io.millrace.ubscore.UbscoreContext;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** From kill -9 to the first accepted order: a new process loads its snapshot, replays the log behind it, is elected and answers. */
@Command(
        name = "restart",
        description = "UBSCore from kill -9 to the first accepted order, as users, open orders and the log grow.",
        mixinStandardHelpOptions = true)
public final class RestartBench implements Runnable {
    private static final int UNDER_WAY = 1000;
    /** One after the other: seconds of them, so that some meet the snapshot. */
    private static final int SNAPSHOT_ORDERS = 10_000;
    /** The default of the service. */
    private static final int ROWS = 1 << 16;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Users with funds; default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Open orders; default ${DEFAULT-VALUE}.")
    private int orders;

    @Option(
            names = "--behind",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Orders in the log behind the snapshot; default ${DEFAULT-VALUE}.")
    private int behind;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "4g",
            description = "Of the node; default ${DEFAULT-VALUE}.")
    private String heap;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the log is written; default: a temporary directory.")
    private Path dir;

    private Path root;
    private int port;

    @Override
    public void run() {
        final String reading =
                "Milliseconds from the start of the process, which the one before it left by kill -9, to READY, and to"
                        + " the answer to the first order; medians of the rounds, least and most of the latter beside them.";
        root = BenchNode.directory(dir, "restart");
        port = BenchNode.freePorts();
        try (Report report = options.report("restart", reading)) {
            report.table("Restart", "state and log", "ready", "first order", "least", "most");
            prepare(report);
        } finally {
            IoUtil.delete(root.toFile(), true);
        }
    }

    private void prepare(final Report report) {
        try (NodeChild node = start()) {
            node.awaitReady();
        }
        report.row(measure("empty, refused for lack of funds"));
        try (NodeChild node = start()) {
            node.awaitReady();
            try (CoreLoad load = load()) {
                load.fund();
                load.settle();
                load.closedLoop(orders, UNDER_WAY);
            }
        }
        report.row(measure(String.format("%,d commands, no snapshot", users + orders)));
        final double pause = snapshot();
        report.row(measure(String.format("%,d users, %,d orders", users, orders)));
        try (NodeChild node = start()) {
            node.awaitReady();
            try (CoreLoad load = load()) {
                load.closedLoop(behind, UNDER_WAY);
            }
        }
        report.row(measure(String.format("and %,d commands behind", behind)));
        report.table("Snapshot", "state", "longest wait of an order, ms");
        report.row(String.format("%,d users, %,d orders", users, orders), pause);
    }

    /** Takes one under a light load, which waits while it is written; the longest that an order waited, in milliseconds. */
    private double snapshot() {
        try (NodeChild node = start()) {
            node.awaitReady();
            try (CoreLoad load = load()) {
                node.requestSnapshot();
                final double pause =
                        load.closedLoop(SNAPSHOT_ORDERS, 1).latencies().getMaxValue() / 1e6;
                node.awaitSnapshot();
                return pause;
            }
        }
    }

    private Object[] measure(final String state) {
        final double[] ready = new double[options.rounds()];
        final double[] first = new double[options.rounds()];
        for (int round = 0; round < options.rounds(); round++) {
            final long startNs = System.nanoTime();
            try (NodeChild node = start()) {
                node.awaitReady();
                ready[round] = (System.nanoTime() - startNs) / 1e6;
                try (CoreLoad load = load()) {
                    load.settle();
                    first[round] = (System.nanoTime() - startNs) / 1e6;
                }
            }
        }
        Arrays.sort(ready);
        Arrays.sort(first);
        return new Object[] {state, ready[ready.length / 2], first[first.length / 2], first[0], first[first.length - 1]
        };
    }

    private NodeChild start() {
        return NodeChild.start(root, heap, port, ROWS);
    }

    private CoreLoad load() {
        return new CoreLoad(new UbscoreContext(BenchNode.config(root, port, ROWS)).aeronDir(), users, options.seed());
    }
}
