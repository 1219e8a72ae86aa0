package io.millrace.benchmarks;

import io.millrace.benchmarks.book.BookBench;
import io.millrace.benchmarks.core.CoreBench;
import io.millrace.benchmarks.core.HttpBench;
import io.millrace.benchmarks.core.RestartBench;
import io.millrace.benchmarks.exchange.ExchangeBench;
import io.millrace.benchmarks.lane.LaneBench;
import io.millrace.benchmarks.lane.RecoveryBench;
import io.millrace.benchmarks.ledger.LedgerBench;
import io.millrace.benchmarks.settlement.SettlementBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./millrace bench NAME}: one class a bench. */
@Command(
        name = "millrace bench",
        description = "Measures a part of Millrace beside what it is compared to, in the same run.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        subcommands = {
            BookBench.class,
            ExchangeBench.class,
            LaneBench.class,
            RecoveryBench.class,
            SettlementBench.class,
            LedgerBench.class,
            CoreBench.class,
            RestartBench.class,
            HttpBench.class,
        },
        footer = {
            "",
            "MILLRACE_JVM_FLAGS adds flags to the JVM that measures. benchmarks/README.md says what was measured.",
        })
public final class Bench implements Runnable {
    @Spec
    private CommandSpec spec;

    private Bench() {}

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to measure:");
    }
}
