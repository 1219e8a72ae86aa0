package io.millrace.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedStore;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.doctor.Clocks;
import io.millrace.exchange.doctor.ForceProbe;
import io.millrace.exchange.launch.PortCheck;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import io.millrace.exchange.tool.Json;
import io.millrace.redpanda.BrokerException;
import io.millrace.redpanda.TopicDrift;
import io.millrace.redpanda.TopicProvisioner;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at this machine and says what would keep an exchange from starting or from keeping its promises. */
@Command(
        name = "doctor",
        description =
                "Says what on this machine would keep the exchange from starting, or from keeping its promises: Java,"
                        + " processors, disks and whether they force what they say, clocks, ports, and the topics of a running broker.",
        footer = {"", "Ends with 1 if anything is BAD. What is ODD is worth a look."},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    /** An empty exchange takes about 300 MB; it needs room to grow. */
    private static final long DISK_BYTES_MIN = 2L << 30;

    private static final long SHARED_MEMORY_BYTES_MIN = 256L << 20;

    private enum Verdict {
        OK("ok"),
        ODD("ODD"),
        BAD("BAD");

        private final String label;

        Verdict(final String label) {
            this.label = label;
        }
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON; the keys are those of the reference files.")
    private Path file;

    @Option(names = "--json", description = "JSON on standard output.")
    private boolean json;

    private final List<Map<String, Object>> reports = new ArrayList<>();
    private boolean healthy = true;

    @Override
    public Integer call() {
        Logging.quiet();
        final Config config =
                ExchangeConfig.effective(ExchangeConfig.given(ConfigFactory.empty(), Optional.ofNullable(file)));
        final Path dataDir = Path.of(config.getString("millrace.up.data-dir")).toAbsolutePath();
        lookAtMachine(config);
        lookAtDisks(dataDir);
        final List<String> clockFindings = Clocks.findings();
        report(clockFindings.isEmpty() ? Verdict.OK : Verdict.ODD, "clocks", Clocks.describe(clockFindings));
        lookAtRun(config, dataDir);
        if (json) {
            spec.commandLine().getOut().println(Json.pretty(reports));
        }
        spec.commandLine().getOut().flush();
        return healthy ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private void lookAtMachine(final Config config) {
        report(Verdict.OK, "java", Runtime.version() + " home=" + System.getProperty("java.home"));
        final Optional<Path> storeHome = EmbeddedStore.javaHome();
        report(
                storeHome.isPresent() || !config.getBoolean("millrace.up.store.embedded") ? Verdict.OK : Verdict.BAD,
                "java of the embedded store",
                storeHome
                        .map(Path::toString)
                        .orElse("none from " + EmbeddedStore.JAVA_MIN + " to " + EmbeddedStore.JAVA_MAX));
        report(
                Verdict.OK,
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        report(Verdict.OK, "processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    }

    private void lookAtDisks(final Path dataDir) {
        final File place = existing(dataDir);
        reportSpace("disk of data=" + dataDir, place, DISK_BYTES_MIN);
        reportSpace("shared memory", new File("/dev/shm"), SHARED_MEMORY_BYTES_MIN);
        final ForceProbe probe = ForceProbe.run(place.toPath());
        report(probe.isHonest() ? Verdict.OK : Verdict.ODD, "force of data's disk", probe.describe());
    }

    /** The ports of an exchange that is to be started, or the topics of one that runs. */
    private void lookAtRun(final Config config, final Path dataDir) {
        final RunDirectory run = new RunDirectory(dataDir);
        final boolean runs =
                run.read(RunDirectory.SUPERVISOR).flatMap(ProcessRecord::alive).isPresent();
        if (!runs) {
            final List<String> taken = PortCheck.taken(config);
            report(
                    taken.isEmpty() ? Verdict.OK : Verdict.BAD,
                    "ports",
                    taken.isEmpty() ? "all free" : String.join("; ", taken));
            return;
        }
        report(Verdict.OK, "ports", "the exchange runs: see millrace status");
        final Config running =
                ExchangeConfig.effective(ExchangeConfig.ofFile(run.configFile(RunDirectory.SHARED_CONFIG)));
        try (TopicProvisioner topics = new TopicProvisioner(running)) {
            final List<TopicDrift> drifts = topics.drift();
            report(
                    drifts.isEmpty() ? Verdict.OK : Verdict.BAD,
                    "topics",
                    drifts.isEmpty() ? "as topics.yaml has them" : drifts.toString());
        } catch (final BrokerException e) {
            report(Verdict.BAD, "topics", e.getMessage());
        }
    }

    private void reportSpace(final String what, final File place, final long bytesMin) {
        final long bytes = place.getUsableSpace();
        report(
                !place.exists() || bytes >= bytesMin ? Verdict.OK : Verdict.BAD,
                what,
                (bytes >> 20) + " MB free, needed " + (bytesMin >> 20));
    }

    private void report(final Verdict verdict, final String what, final String found) {
        healthy &= verdict != Verdict.BAD;
        if (json) {
            final Map<String, Object> report = new LinkedHashMap<>();
            report.put("verdict", verdict.label);
            report.put("what", what);
            report.put("found", found);
            reports.add(report);
            return;
        }
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("%-4s %s: %s%n", verdict.label, what, found);
        out.flush();
    }

    private static File existing(final Path path) {
        Path place = path;
        while (!place.toFile().exists()) {
            place = place.getParent();
        }
        return place.toFile();
    }
}
