package io.millrace.benchmarks.core;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import java.nio.file.Path;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * UBSCore beside an echo service: both on a real Aeron Cluster of one node, log and votes fsynced, the same commands from the same kind
 * of client, rounds taken in turn.
 */
@Command(
        name = "core",
        description = "UBSCore through a real Aeron Cluster with fsync, beside an echo service in the same set-up.",
        mixinStandardHelpOptions = true)
public final class CoreBench implements Runnable {
    /** Room for all orders of a run: what it costs when tables double is told in docs/ubscore.md. */
    private static final int ROWS = 1 << 22;
    /** Rounds until the compiler is done with both. */
    private static final int WARM_UP_ROUNDS = 8;

    private static final int[] UNDER_WAY = {1, 64, 1000};
    private static final String[] LATENCIES = {"p50", "p90", "p99", "p99.9", "most"};

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--commands",
            paramLabel = "N",
            defaultValue = "150000",
            description = "Commands a round with 1000 under way; default ${DEFAULT-VALUE}.")
    private int commands;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Users with funds; default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the logs are written, on the disk to be measured; default: a temporary directory.")
    private Path dir;

    @Override
    public void run() {
        final String reading =
                "Answered limit orders, each accepted, its funds held and its records in the outbox; the echo answers"
                        + " the same bytes with as many. A command counts when its answer is back: it is in the log and fsynced."
                        + " Rates are medians of the rounds, which take turns; latencies in microseconds over all rounds. What the"
                        + " broker would do is left out; acknowledging the outbox through the log is not.";
        final Path root = BenchNode.directory(dir, "core");
        try (Report report = options.report("core", reading);
                BenchNode echo = BenchNode.echo(root.resolve("echo"));
                BenchNode core = BenchNode.core(root.resolve("core"), ROWS);
                CoreLoad echoLoad = new CoreLoad(echo.aeronDir(), users, options.seed());
                CoreLoad coreLoad = new CoreLoad(core.aeronDir(), users, options.seed())) {
            coreLoad.fund();
            coreLoad.settle();
            measure(report, echoLoad, coreLoad);
        } finally {
            IoUtil.delete(root.toFile(), true);
        }
    }

    private void measure(final Report report, final CoreLoad echoLoad, final CoreLoad coreLoad) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            echoLoad.closedLoop(commands, 1000);
            coreLoad.closedLoop(commands, 1000);
        }
        final Series[][] series = new Series[UNDER_WAY.length][];
        for (int i = 0; i < UNDER_WAY.length; i++) {
            series[i] = new Series[] {new Series(options.rounds()), new Series(options.rounds())};
            final int count = UNDER_WAY[i] == 1 ? commands / 50 : UNDER_WAY[i] < 1000 ? commands / 4 : commands;
            for (int round = 0; round < options.rounds(); round++) {
                series[i][0].add(round, echoLoad.closedLoop(count, UNDER_WAY[i]));
                series[i][1].add(round, coreLoad.closedLoop(count, UNDER_WAY[i]));
            }
        }
        report.table("Answers a second", "under way", "echo", "ubscore", "ubscore/echo");
        for (int i = 0; i < UNDER_WAY.length; i++) {
            report.row(UNDER_WAY[i], series[i][0].rate(), series[i][1].rate(), series[i][1].ratio(series[i][0]));
        }
        latencyTable(report, "Closed loop, from the offer");
        for (int i = 0; i < UNDER_WAY.length; i++) {
            report.row(latencies("echo, " + UNDER_WAY[i] + " under way", series[i][0].latencies));
            report.row(latencies("ubscore, " + UNDER_WAY[i] + " under way", series[i][1].latencies));
        }
        final double half = series[UNDER_WAY.length - 1][1].rate() / 2;
        latencyTable(report, String.format("Open loop at half of ubscore's rate, %,.0f a second, from when due", half));
        final int count = commands * 3;
        report.row(latencies("echo", echoLoad.openLoop(count, half).latencies()));
        report.row(latencies("ubscore", coreLoad.openLoop(count, half).latencies()));
    }

    private static void latencyTable(final Report report, final String title) {
        final String[] columns = new String[LATENCIES.length + 1];
        columns[0] = "us";
        System.arraycopy(LATENCIES, 0, columns, 1, LATENCIES.length);
        report.table(title, columns);
    }

    private static Object[] latencies(final String name, final Histogram ns) {
        return new Object[] {
            name,
            ns.getValueAtPercentile(50) / 1e3,
            ns.getValueAtPercentile(90) / 1e3,
            ns.getValueAtPercentile(99) / 1e3,
            ns.getValueAtPercentile(99.9) / 1e3,
            ns.getMaxValue() / 1e3
        };
    }

    /** Rounds of one service at one load. */
    private static final class Series {
        final double[] rates;
        final Histogram latencies = new Histogram(3);

        Series(final int rounds) {
            rates = new double[rounds];
        }

        void add(final int round, final CoreLoad.Round measured) {
            rates[round] = measured.rate();
            latencies.add(measured.latencies());
        }

        double rate() {
            return median(rates);
        }

        /** Median of the rounds' ratios: each pair ran side by side. */
        double ratio(final Series other) {
            final double[] ratios = new double[rates.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = rates[i] / other.rates[i];
            }
            return median(ratios);
        }

        private static double median(final double[] values) {
            final double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }
}
