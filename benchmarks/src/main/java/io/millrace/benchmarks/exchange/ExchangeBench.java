package io.millrace.benchmarks.exchange;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import io.millrace.benchmarks.WorkDirectory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole exchange, broker and store included, under an open loop whose rate is stepped up until it no longer keeps up. */
@Command(
        name = "exchange",
        description = "The whole exchange on this machine, broker and store included: orders a second, latency by hop.",
        mixinStandardHelpOptions = true)
public final class ExchangeBench implements Runnable {
    /** Of the rate at which orders were due, so much must have been answered, the last answer waited for, for a step to hold. */
    private static final double ANSWERED_MIN = 0.98;
    /** Settlement may be so many seconds of outputs behind at the end of a step. */
    private static final double LAG_SECONDS_MAX = 2;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Orders a second of the first step; default ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--growth",
            paramLabel = "PERCENT",
            defaultValue = "40",
            description = "By how much the next step is faster; default ${DEFAULT-VALUE}.")
    private int growth;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of each step; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Of load before the first step, while seven processes compile; default ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(
            names = "--warm-up-rate",
            paramLabel = "N",
            defaultValue = "500",
            description = "Orders a second of that load; default ${DEFAULT-VALUE}.")
    private int warmUpRate;

    @Option(
            names = "--without-store",
            description =
                    "Stop settlement and the store behind the warm-up: what the others sustain on this machine when"
                            + " those two have another.")
    private boolean isWithoutStore;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "256",
            description = "Of the load; default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "200",
            description = "Who trade with each other; default ${DEFAULT-VALUE}.")
    private int users;

    @Override
    public void run() {
        final String reading =
                "POST /orders over raw keep-alive sockets from one thread of this JVM, on the cores that the exchange runs"
                        + " on; each order is due at its time, and latency counts from then. Of four orders two make one trade and two are"
                        + " IOC that find nobody. A step holds if 98 % of the rate were answered and settlement is less than two seconds of outputs"
                        + " behind at its end; without the store, the feed instead of settlement.";
        try (Report report = options.report("exchange", reading);
                WorkDirectory directory = new WorkDirectory("millrace-bench-exchange");
                BenchExchange exchange = new BenchExchange(directory.path());
                OrderLoad load = new OrderLoad(exchange.httpPort(), connections, users)) {
            load.fund();
            final int sustained = steps(report, exchange, load);
            report.note("Sustained: " + sustained + " orders/s.");
            if (sustained > 0) {
                hops(report, exchange, load, sustained / 2);
            }
            if (isWithoutStore) {
                exchange.halt(false);
            }
        } catch (final Exception ex) {
            throw new IllegalStateException("exchange can't be measured", ex);
        }
    }

    private int steps(final Report report, final BenchExchange exchange, final OrderLoad load) throws Exception {
        try (HopWatch watch = new HopWatch(load, exchange.config(), false, true)) {
            load.run(warmUpRate, TimeUnit.SECONDS.toNanos(warmUpSeconds));
            drain(watch::lag);
            if (isWithoutStore) {
                exchange.halt(true);
            }
            report.table(
                    "Steps of " + seconds + " s",
                    "orders/s due",
                    "answered/s",
                    "refused",
                    "p50 ms",
                    "p99 ms",
                    "lag",
                    "drained ms",
                    "holds");
            final long heardBefore = watch.heard();
            final long[] accepted = new long[1];
            final LongSupplier lag = isWithoutStore ? () -> accepted[0] - (watch.heard() - heardBefore) : watch::lag;
            int sustained = 0;
            int step = rate;
            Map<String, Double> before = exchange.coreSeconds();
            while (true) {
                final OrderLoad.Outcome outcome = load.run(step, TimeUnit.SECONDS.toNanos(seconds));
                accepted[0] += outcome.accepted();
                final long left = Math.max(0, lag.getAsLong());
                final long drainedNs = drain(lag);
                final Map<String, Double> after = exchange.coreSeconds();
                final boolean holds = isHeld(outcome, step, left);
                row(report, step, outcome, left, drainedNs, holds);
                if (!holds) {
                    cores(report, step, before, after, (outcome.elapsedNs() + drainedNs) / 1e9);
                    return sustained;
                }
                before = after;
                sustained = step;
                step = step * (100 + growth) / 100;
            }
        }
    }

    private static boolean isHeld(final OrderLoad.Outcome outcome, final int step, final long lag) {
        return outcome.accepted() * 1e9 / outcome.elapsedNs() >= ANSWERED_MIN * step && lag <= LAG_SECONDS_MAX * step;
    }

    private static void row(
            final Report report,
            final int step,
            final OrderLoad.Outcome outcome,
            final long lag,
            final long drainedNs,
            final boolean holds) {
        report.row(
                step,
                Math.round(outcome.accepted() * 1e9 / outcome.elapsedNs()),
                outcome.refused(),
                outcome.latencyUs().getValueAtPercentile(50) / 1e3,
                outcome.latencyUs().getValueAtPercentile(99) / 1e3,
                lag,
                TimeUnit.NANOSECONDS.toMillis(drainedNs),
                holds ? "yes" : "no");
    }

    private static long drain(final LongSupplier lag) {
        final long startNs = System.nanoTime();
        while (lag.getAsLong() > 0 && System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(60)) {
            LockSupport.parkNanos(5_000_000);
        }
        return System.nanoTime() - startNs;
    }

    private static void cores(
            final Report report,
            final int step,
            final Map<String, Double> before,
            final Map<String, Double> after,
            final double elapsed) {
        report.table("Where the time went at " + step + " orders/s, until the lag was gone", "process", "cores");
        new TreeMap<>(after)
                .forEach((name, spent) -> report.row(name, (spent - before.getOrDefault(name, 0.0)) / elapsed));
    }

    private void hops(final Report report, final BenchExchange exchange, final OrderLoad load, final int halfRate)
            throws Exception {
        try (HopWatch watch = new HopWatch(load, exchange.config(), true, !isWithoutStore)) {
            load.run(halfRate, TimeUnit.SECONDS.toNanos(2));
            watch.reset();
            final OrderLoad.Outcome outcome = load.run(halfRate, TimeUnit.SECONDS.toNanos(seconds));
            drain(isWithoutStore ? () -> 0 : watch::lag);
            report.table(
                    "Milliseconds since an order was due, at " + halfRate + " orders/s",
                    "hop",
                    "p50",
                    "p90",
                    "p99",
                    "most");
            hop(report, "logged (stamped by UBSCore)", watch.loggedUs);
            hop(report, "answered to the client", outcome.latencyUs());
            hop(report, "published (read from orders)", watch.publishedUs);
            hop(report, "journaled (heard on the feed)", watch.journaledUs);
            if (!isWithoutStore) {
                hop(report, "settled (seen in the store)", watch.settledUs);
            }
        }
    }

    private static void hop(final Report report, final String name, final Histogram us) {
        report.row(
                name,
                us.getValueAtPercentile(50) / 1e3,
                us.getValueAtPercentile(90) / 1e3,
                us.getValueAtPercentile(99) / 1e3,
                us.getMaxValue() / 1e3);
    }
}
