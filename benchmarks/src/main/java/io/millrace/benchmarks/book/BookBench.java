package io.millrace.benchmarks.book;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Our book against exchange-core's and Parity's: the same messages, the same JVM, the same trades. */
@Command(
        name = "book",
        description = "The order book beside exchange-core's and Parity's, in five price regimes.",
        mixinStandardHelpOptions = true)
public final class BookBench implements Runnable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "New orders a run; default ${DEFAULT-VALUE}.")
    private int orders;

    @Override
    public void run() {
        final String reading =
                "Millions of messages a second of this thread's own time on the processor, one thread: median of the"
                        + " rounds, in which the books take turns. After each round all of them must have printed the same trades.";
        final List<Contender> contenders =
                List.of(new MillraceContender(1 << 17), new ExchangeCoreContender(), new ParityContender());
        try (Report report = options.report("book", reading)) {
            final List<String> columns = new ArrayList<>(List.of("regime", "messages", "trades"));
            contenders.forEach(contender -> columns.add(contender.name()));
            report.table("Messages, M/s", columns.toArray(new String[0]));
            for (int regime = 0; regime < MixGenerator.SWINGS.length; regime++) {
                final Mix mix = MixGenerator.generate(MixGenerator.SWINGS[regime], orders, options.seed() + regime);
                report.row(race(mix, contenders));
            }
        }
    }

    private Object[] race(final Mix mix, final List<Contender> contenders) {
        final int count = options.rounds();
        final double[][] rounds = new double[contenders.size()][count];
        for (int round = -2; round < count; round++) {
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
        final List<Object> row =
                new ArrayList<>(List.of(mix.name, mix.count, contenders.get(0).tradeCount()));
        for (final double[] rates : rounds) {
            Arrays.sort(rates);
            row.add(rates[count / 2]);
        }
        return row.toArray();
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
