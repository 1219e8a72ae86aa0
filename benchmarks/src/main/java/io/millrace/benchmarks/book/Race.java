package io.millrace.benchmarks.book;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/** Contenders take turns with the same messages; what counts is the processor time of this thread, and what it allocated. */
final class Race {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 5;
    /** Messages of one call, so that the compiler sees a method called often, not one long loop. */
    static final int PIECE = 4096;

    private final List<Contender> contenders;
    private final int rounds;

    Race(final List<Contender> contenders, final int rounds) {
        this.contenders = contenders;
        this.rounds = rounds;
    }

    /** Median rate in millions of messages a second, and the least bytes allocated by a message in any round. */
    record Result(double rate, double least, double most, double bytes) {}

    /** Run all rounds; throws {@link IllegalStateException} when two contenders print different trades. */
    List<Result> run(final Mix mix) {
        final double[][] rates = new double[contenders.size()][rounds];
        final double[] bytes = new double[contenders.size()];
        Arrays.fill(bytes, Double.MAX_VALUE);
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                final Contender contender = contenders.get(i);
                contender.reset();
                final int grown = mix.count / 2;
                final long startNs = THREADS.getCurrentThreadCpuTime();
                runPieces(contender, mix, 0, grown);
                // The arrays have grown in the first half: what a book allocates per command shows in the second.
                final long startBytes = THREADS.getCurrentThreadAllocatedBytes();
                runPieces(contender, mix, grown, mix.count);
                final long allocated = THREADS.getCurrentThreadAllocatedBytes() - startBytes;
                final long elapsedNs = THREADS.getCurrentThreadCpuTime() - startNs;
                if (round >= 0) {
                    rates[i][round] = mix.count * 1e3 / elapsedNs;
                    bytes[i] = Math.min(bytes[i], allocated / (double) (mix.count - grown));
                }
            }
            checkSameTrades(mix);
        }
        final Result[] results = new Result[contenders.size()];
        for (int i = 0; i < results.length; i++) {
            Arrays.sort(rates[i]);
            results[i] = new Result(rates[i][rounds / 2], rates[i][0], rates[i][rounds - 1], bytes[i]);
        }
        return List.of(results);
    }

    private static void runPieces(final Contender contender, final Mix mix, final int from, final int to) {
        for (int i = from; i < to; i += PIECE) {
            contender.run(mix, i, Math.min(to, i + PIECE));
        }
    }

    private void checkSameTrades(final Mix mix) {
        final Contender first = contenders.get(0);
        for (final Contender other : contenders) {
            if (other.tradeCount() != first.tradeCount() || other.checksum() != first.checksum()) {
                throw new IllegalStateException("trades differ: mix=" + mix.name + " " + first.name() + "="
                        + first.tradeCount() + " " + other.name() + "=" + other.tradeCount());
            }
        }
    }
}
