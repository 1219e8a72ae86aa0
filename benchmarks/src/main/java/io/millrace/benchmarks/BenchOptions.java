package io.millrace.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

/** What every bench can be told. */
public final class BenchOptions {
    @Option(names = "--json", description = "One JSON object instead of tables.")
    private boolean isJson;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Timed rounds; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "20260101",
            description = "Of everything random; default ${DEFAULT-VALUE}.")
    private long seed;

    public int rounds() {
        return rounds;
    }

    public long seed() {
        return seed;
    }

    /** Start the report of a bench with the machine and how its figures are to be read. */
    public Report report(final String bench, final String reading) {
        final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        final Report report = isJson ? new JsonReport(out) : new TextReport(out);
        report.begin(bench, Machine.here(), reading);
        return report;
    }
}
