package io.millrace.exchange;

import io.millrace.exchange.run.DriverDirectories;
import io.millrace.exchange.run.Leftovers;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops what runs on a data directory, in order; ends what a killed run has left. */
@Command(name = "down", description = "Stops the exchange on a data directory.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    /** All processes one after the other, each with its own time to end. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(120);

    @Spec
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", defaultValue = "data", description = "Default: ${DEFAULT-VALUE}")
    private Path dataDir;

    @Override
    public Integer call() {
        Logging.quiet();
        final PrintWriter out = spec.commandLine().getOut();
        final RunDirectory run = new RunDirectory(dataDir);
        final Optional<ProcessHandle> supervisor =
                run.read(RunDirectory.SUPERVISOR).flatMap(ProcessRecord::alive);
        supervisor.ifPresent(handle -> stop(handle, run, out));
        final List<ProcessRecord> leftovers = Leftovers.of(run);
        for (final ProcessRecord leftover : leftovers) {
            out.println("ending a leftover process name=" + leftover.name() + " pid=" + leftover.pid());
            out.flush();
            if (!Leftovers.end(leftover)) {
                throw new CommandException("process does not end name=" + leftover.name() + " pid=" + leftover.pid());
            }
        }
        DriverDirectories.inSharedMemory().removeDeadPatiently();
        out.println(supervisor.isEmpty() && leftovers.isEmpty() ? "nothing runs here" : "stopped");
        out.flush();
        return ExitCodes.OK;
    }

    private static void stop(final ProcessHandle supervisor, final RunDirectory run, final PrintWriter out) {
        out.println("stopping the exchange pid=" + supervisor.pid());
        out.flush();
        supervisor.destroy();
        if (!Leftovers.awaitExit(supervisor, STOP_TIMEOUT)) {
            throw new CommandException(
                    "the exchange does not stop pid=" + supervisor.pid() + " log=" + run.log(RunDirectory.SUPERVISOR));
        }
    }
}
