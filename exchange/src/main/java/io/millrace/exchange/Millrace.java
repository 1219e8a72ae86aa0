package io.millrace.exchange;

import io.millrace.exchange.audit.AuditCommand;
import io.millrace.exchange.config.ConfigurationException;
import io.millrace.exchange.inspect.BookCommand;
import io.millrace.exchange.inspect.JournalCommand;
import io.millrace.exchange.inspect.LedgerCommand;
import io.millrace.exchange.inspect.SchemaCommand;
import io.millrace.exchange.inspect.SnapshotCommand;
import io.millrace.exchange.inspect.TopicsCommand;
import io.millrace.exchange.inspect.TraceCommand;
import io.millrace.exchange.proof.ProofCommand;
import io.millrace.exchange.replay.ReplayCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code millrace}; ends with one of {@link ExitCodes}. */
@Command(
        name = "millrace",
        description = "Runs an exchange on this machine, or one of its services.",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            AuditCommand.class,
            ReplayCommand.class,
            TraceCommand.class,
            LedgerCommand.class,
            BookCommand.class,
            JournalCommand.class,
            SnapshotCommand.class,
            TopicsCommand.class,
            SchemaCommand.class,
            DepositCommand.class,
            ProofCommand.class,
        },
        footer = {
            "",
            "In the repository also, run by the script itself:",
            "  test        Runs the whole test suite.",
            "  bench NAME  Measures a part beside what it is compared to; bench --help names them.",
        })
public final class Millrace implements Runnable {
    private static final int HELP_WIDTH = 140;

    @Spec
    private CommandSpec spec;

    private Millrace() {}

    /** Runs one command and ends the JVM. */
    public static void main(final String[] args) {
        System.exit(run(args));
    }

    static int run(final String... args) {
        final CommandLine line = new CommandLine(new Millrace());
        for (final ServiceKind kind : ServiceKind.all()) {
            line.addSubcommand(kind.command(), new ServiceCommand(kind));
            line.getSubcommands()
                    .get(kind.command())
                    .getCommandSpec()
                    .usageMessage()
                    .description("Runs this one service in the foreground: " + kind.purpose() + ".");
        }
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("millrace: " + message(e));
            return exitCode(e);
        });
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do:");
    }

    private static int exitCode(final Exception e) {
        if (e instanceof CommandException command) {
            return command.exitCode();
        }
        return e instanceof ConfigurationException ? ExitCodes.USAGE : ExitCodes.FAILED;
    }

    private static String message(final Exception e) {
        final boolean ours = e instanceof CommandException || e instanceof ConfigurationException;
        return ours ? e.getMessage() : e.toString();
    }
}
