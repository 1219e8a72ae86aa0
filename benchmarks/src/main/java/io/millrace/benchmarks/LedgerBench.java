package io.millrace.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/** The ledger alone, all checks on: commands a second of one core's time, bytes a command, as users and open orders grow. */
public final class LedgerBench {
    private static final int ROUNDS = Integer.getInteger("millrace.bench.rounds", 7);
    private static final int COMMANDS = Integer.getInteger("millrace.bench.commands", 2_000_000);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private LedgerBench() {}

    public static void main(final String[] arguments) {
        System.out.printf(
                Locale.ROOT,
                "ledger, checks on; java %s, %d processors; %d rounds of %,d commands; rates by this thread's own time%n",
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                ROUNDS,
                COMMANDS);
        System.out.printf("%12s %12s %28s %16s%n", "users", "open orders", "M commands/s (min-max)", "bytes/command");
        final int[][] sizes = {
            {1_000, 10},
            {1_000, 10_000},
            {10_000, 10_000},
            {100_000, 10_000},
            {1_000_000, 10_000},
            {1_000_000, 1_000_000}
        };
        // Once for the compiler, which then has seen it all.
        measure(10_000, 10_000, 3);
        for (final int[] size : sizes) {
            System.out.println(measure(size[0], size[1], ROUNDS));
        }
    }

    private static String measure(final int users, final int resting, final int rounds) {
        final LedgerLoad load = new LedgerLoad(users, resting);
        final double[] rates = new double[rounds];
        final int turns = COMMANDS / LedgerLoad.COMMANDS_PER_ROUND;
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
        return String.format(
                Locale.ROOT,
                "%,12d %,12d %28s %16.4f",
                users,
                resting,
                String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", rates[rounds / 2], rates[0], rates[rounds - 1]),
                allocated / ((double) rounds * turns * LedgerLoad.COMMANDS_PER_ROUND));
    }

    private static void run(final LedgerLoad load, final int turns) {
        for (int turn = 0; turn < turns; turn++) {
            load.round();
        }
    }
}
