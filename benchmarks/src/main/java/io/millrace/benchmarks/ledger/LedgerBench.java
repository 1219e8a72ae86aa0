package io.millrace.benchmarks.ledger;

import com.sun.management.ThreadMXBean;
import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ledger alone, all checks on: commands a second of one core's time, bytes a command, as users and open orders grow. */
@Command(
        name = "ledger",
        description = "The ledger alone: hold, fill, release, with its checks on, as users and open orders grow.",
        mixinStandardHelpOptions = true)
public final class LedgerBench implements Runnable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int[][] SIZES = {
        {1_000, 10},
        {1_000, 10_000},
        {10_000, 10_000},
        {100_000, 10_000},
        {1_000_000, 10_000},
        {1_000_000, 1_000_000},
    };

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--commands",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "Commands a round; default ${DEFAULT-VALUE}.")
    private int commands;

    @Override
    public void run() {
        final String reading =
                "Millions of commands a second of this thread's own time on the processor, one thread: median of the"
                        + " rounds, least and most beside it. Bytes: what the thread allocated in the timed rounds, by command.";
        try (Report report = options.report("ledger", reading)) {
            report.table("The ledger, checks on", "users", "open orders", "M/s", "least", "most", "bytes/command");
            // Once for the compiler, which then has seen it all.
            measure(10_000, 10_000, 3);
            for (final int[] size : SIZES) {
                report.row(measure(size[0], size[1], options.rounds()));
            }
        }
    }

    private Object[] measure(final int users, final int resting, final int rounds) {
        final LedgerLoad load = new LedgerLoad(users, resting, options.seed());
        final double[] rates = new double[rounds];
        final int turns = commands / LedgerLoad.COMMANDS_PER_ROUND;
        long allocated = 0;
        run(load, turns);
        load.core.makeRoom();
        for (int round = 0; round < rounds; round++) {
            final long bytes = THREADS.getCurrentThreadAllocatedBytes();
            final long startNs = THREADS.getCurrentThreadCpuTime();
            run(load, turns);
            final long elapsedNs = THREADS.getCurrentThreadCpuTime() - startNs;
            allocated += THREADS.getCurrentThreadAllocatedBytes() - bytes;
            rates[round] = turns * LedgerLoad.COMMANDS_PER_ROUND * 1e3 / elapsedNs;
        }
        load.core.verify();
        Arrays.sort(rates);
        final double bytes = allocated / ((double) rounds * turns * LedgerLoad.COMMANDS_PER_ROUND);
        return new Object[] {users, resting, rates[rounds / 2], rates[0], rates[rounds - 1], bytes};
    }

    private static void run(final LedgerLoad load, final int turns) {
        for (int turn = 0; turn < turns; turn++) {
            load.round();
        }
    }
}
