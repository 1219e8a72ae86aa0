package io.millrace.benchmarks.book;

import io.millrace.benchmarks.BenchOptions;
import io.millrace.benchmarks.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Our book against exchange-core's and Parity's: the same messages, the same JVM, the same trades; then how its cost grows. */
@Command(
        name = "book",
        description =
                "The order book beside exchange-core's and Parity's in five price regimes, how its cost grows, and what the"
                        + " engine around it adds.",
        mixinStandardHelpOptions = true)
public final class BookBench implements Runnable {
    private static final String READING =
            "Millions of messages a second (M/s) of this thread's own time on the processor, one"
                    + " thread: median of the rounds, in which the contenders take turns with the same messages; after each round all of"
                    + " them must have printed the same trades. Other work on the machine lowers every figure: read the ratios.";
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "New orders a run; default ${DEFAULT-VALUE}.")
    private int orders;

    @Option(names = "--only", paramLabel = "PART", description = "One of: ${COMPLETION-CANDIDATES}; default: all.")
    private Part only;

    private enum Part {
        RACE,
        LATENCY,
        GROWTH,
        STEPS
    }

    @Override
    public void run() {
        try (Report report = options.report("book", READING)) {
            for (final Part part : only == null ? Part.values() : new Part[] {only}) {
                switch (part) {
                    case RACE -> race(report);
                    case LATENCY -> latency(report);
                    case GROWTH -> new Growth(options.rounds(), options.seed()).report(report);
                    case STEPS -> steps(report);
                }
            }
        }
    }

    private static List<Contender> field() {
        return List.of(new MillraceContender(1 << 17), new ExchangeCoreContender(), new ParityContender());
    }

    private Mix mix(final int regime) {
        return MixGenerator.generate(MixGenerator.SWINGS[regime], orders, options.seed() + regime);
    }

    private void race(final Report report) {
        final List<Contender> contenders = field();
        final Race race = new Race(contenders, options.rounds());
        final double[] worst = new double[contenders.size()];
        Arrays.fill(worst, Double.MAX_VALUE);
        report.table(
                "Five price regimes, M/s",
                "regime",
                "messages",
                "trades",
                "millrace",
                "least",
                "most",
                "bytes/message",
                "exchange-core",
                "parity-match",
                "ratio to exchange-core",
                "ratio to parity-match");
        for (int regime = 0; regime < MixGenerator.SWINGS.length; regime++) {
            final Mix mix = mix(regime);
            final List<Race.Result> results = race.run(mix);
            for (int i = 0; i < worst.length; i++) {
                worst[i] = Math.min(worst[i], results.get(i).rate());
            }
            final Race.Result ours = results.get(0);
            final double exchangeCore = results.get(1).rate();
            final double parity = results.get(2).rate();
            report.row(
                    mix.name,
                    mix.count,
                    contenders.get(0).tradeCount(),
                    ours.rate(),
                    ours.least(),
                    ours.most(),
                    ours.bytes(),
                    exchangeCore,
                    parity,
                    ours.rate() / exchangeCore,
                    ours.rate() / parity);
        }
        report.table(
                "Worst regime of each, M/s",
                "millrace",
                "exchange-core",
                "parity-match",
                "ratio to exchange-core",
                "ratio to parity-match");
        report.row(worst[0], worst[1], worst[2], worst[0] / worst[1], worst[0] / worst[2]);
    }

    private void latency(final Report report) {
        final Mix mix = mix(0);
        final List<String> columns = new ArrayList<>(List.of("contender"));
        for (final double percentile : PERCENTILES) {
            columns.add("p" + (percentile == Math.rint(percentile) ? (int) percentile : percentile));
        }
        columns.add("most");
        report.table(
                "Nanoseconds per message, fixed price, one by one, the reading of the clock included",
                columns.toArray(new String[0]));
        for (final Contender contender : field()) {
            final Histogram histogram = new Histogram(10_000_000_000L, 3);
            for (int round = 0; round < 3; round++) {
                contender.reset();
                histogram.reset();
                for (int i = 0; i < mix.count; i++) {
                    final long startNs = System.nanoTime();
                    contender.run(mix, i, i + 1);
                    histogram.recordValue(System.nanoTime() - startNs);
                }
            }
            final List<Object> row = new ArrayList<>(List.of(contender.name()));
            for (final double percentile : PERCENTILES) {
                row.add(histogram.getValueAtPercentile(percentile));
            }
            row.add(histogram.getMaxValue());
            report.row(row.toArray());
        }
    }

    private void steps(final Report report) {
        final List<Contender> steps = new ArrayList<>(List.of(new MillraceContender(1 << 17)));
        for (final EngineContender.Depth depth : EngineContender.Depth.values()) {
            steps.add(new EngineContender(depth));
        }
        final List<Race.Result> results = new Race(steps, options.rounds()).run(mix(1));
        report.table(
                "What the engine around the book adds, 2 % swing",
                "step", "M/s", "ns/message", "adds ns", "bytes/message");
        double before = 0;
        for (int i = 0; i < steps.size(); i++) {
            final double ns = 1e3 / results.get(i).rate();
            report.row(
                    steps.get(i).name(),
                    results.get(i).rate(),
                    ns,
                    ns - before,
                    results.get(i).bytes());
            before = ns;
        }
    }
}
