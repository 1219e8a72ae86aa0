package io.millrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Our book against exchange-core's and Parity's: the same messages, the same JVM, the same trades. */
public final class BookBench {
    private static final int ROUNDS = Integer.getInteger("millrace.bench.rounds", 7);
    private static final int ORDERS = Integer.getInteger("millrace.bench.orders", 1_000_000);
    private static final long SEED = Long.getLong("millrace.bench.seed", 20_260_101L);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private BookBench() {}

    public static void main(final String[] arguments) {
        final List<Contender> contenders =
                List.of(new MillraceContender(1 << 17), new ExchangeCoreContender(), new ParityContender());
        final double[][] rates = new double[contenders.size()][MixGenerator.SWINGS.length];
        for (int regime = 0; regime < MixGenerator.SWINGS.length; regime++) {
            final Mix mix = MixGenerator.generate(MixGenerator.SWINGS[regime], ORDERS, SEED + regime);
            race(mix, contenders, rates, regime);
        }
    }

    private static void race(
            final Mix mix, final List<Contender> contenders, final double[][] rates, final int regime) {
        final double[][] rounds = new double[contenders.size()][ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                final Contender contender = contenders.get(i);
                contender.reset();
                final long start = cpuNs();
                contender.run(mix, 0, mix.count);
                final long elapsedNs = cpuNs() - start;
                if (round >= 0) {
                    rounds[i][round] = mix.count * 1e3 / elapsedNs;
                }
            }
            checkSameTrades(mix, contenders);
        }
        final StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-10s %,d messages %,d trades ",
                mix.name,
                mix.count,
                contenders.get(0).tradeCount()));
        for (int i = 0; i < contenders.size(); i++) {
            Arrays.sort(rounds[i]);
            rates[i][regime] = rounds[i][ROUNDS / 2];
            line.append(String.format(
                    Locale.ROOT,
                    "  %s %.1f (%.1f-%.1f)",
                    contenders.get(i).name(),
                    rates[i][regime],
                    rounds[i][0],
                    rounds[i][ROUNDS - 1]));
        }
        System.out.println(line);
    }

    private static long cpuNs() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static void checkSameTrades(final Mix mix, final List<Contender> contenders) {
        final Contender first = contenders.get(0);
        for (final Contender other : contenders) {
            if (other.tradeCount() != first.tradeCount() || other.checksum() != first.checksum()) {
                throw new IllegalStateException("trades differ: mix=" + mix.name + " " + first.name() + "="
                        + first.tradeCount() + " " + other.name() + "=" + other.tradeCount());
            }
        }
    }
}
