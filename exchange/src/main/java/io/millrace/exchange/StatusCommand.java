package io.millrace.exchange;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what runs on a data directory. Ends with 0 if all of it is ready, else with 1. */
@Command(
        name = "status",
        description =
                "Says for each process: name, pid, ports, state, log file. Ends with 0 when all are ready, else 1.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final String DEAD = "dead";
    private static final String READY = "ready";
    /** The exchange as a whole was ready, and one of its processes is not so now. */
    private static final String DEGRADED = "degraded";

    @Spec
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", defaultValue = "data", description = "Default: ${DEFAULT-VALUE}")
    private Path dataDir;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Logging.quiet();
        final RunDirectory run = new RunDirectory(dataDir);
        final Optional<ProcessRecord> supervisor =
                run.read(RunDirectory.SUPERVISOR).map(StatusCommand::asItIs);
        final List<ProcessRecord> processes =
                run.processes().stream().map(StatusCommand::asItIs).toList();
        final String state = overall(supervisor, processes);
        final PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(out, run, state, supervisor, processes);
        } else {
            printTable(out, run, state, supervisor, processes);
        }
        out.flush();
        return state.equals(READY) ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static String overall(final Optional<ProcessRecord> supervisor, final List<ProcessRecord> processes) {
        final String state = supervisor.map(ProcessRecord::state).orElse("stopped");
        final boolean allReady =
                processes.stream().allMatch(process -> process.state().equals(READY));
        return state.equals(READY) && !allReady ? DEGRADED : state;
    }

    /** What was recorded, corrected by whether the process is there: a killed supervisor records nothing any more. */
    private static ProcessRecord asItIs(final ProcessRecord record) {
        if (record.pid() == 0 || record.alive().isPresent()) {
            return record;
        }
        final boolean ended =
                List.of("stopped", "halted", "failed", "restarting").contains(record.state());
        return new ProcessRecord(
                record.name(), ended ? record.state() : DEAD, 0, 0, record.ports(), record.log(), record.restarts());
    }

    private static void printJson(
            final PrintWriter out,
            final RunDirectory run,
            final String state,
            final Optional<ProcessRecord> supervisor,
            final List<ProcessRecord> processes) {
        final List<Map<String, Object>> entries = new ArrayList<>();
        supervisor.ifPresent(record -> entries.add(record.toMap()));
        processes.forEach(record -> entries.add(record.toMap()));
        final Map<String, Object> root = new LinkedHashMap<>();
        root.put("dataDir", run.dataDir().toString());
        root.put("state", state);
        root.put("processes", entries);
        out.println(ConfigValueFactory.fromMap(root)
                .render(ConfigRenderOptions.concise().setFormatted(true)));
    }

    private static void printTable(
            final PrintWriter out,
            final RunDirectory run,
            final String state,
            final Optional<ProcessRecord> supervisor,
            final List<ProcessRecord> processes) {
        out.println("exchange " + state + " data=" + run.dataDir());
        out.printf("%-16s %-10s %8s %8s  %-48s %s%n", "PROCESS", "STATE", "PID", "RESTARTS", "PORTS", "LOG");
        final List<ProcessRecord> all = new ArrayList<>(supervisor.stream().toList());
        all.addAll(processes);
        for (final ProcessRecord process : all) {
            out.printf(
                    "%-16s %-10s %8s %8d  %-48s %s%n",
                    process.name(),
                    process.state(),
                    process.pid() == 0 ? "-" : process.pid(),
                    process.restarts(),
                    ports(process.ports()),
                    process.log());
        }
    }

    private static String ports(final Map<String, Integer> ports) {
        return new TreeMap<>(ports)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }
}
