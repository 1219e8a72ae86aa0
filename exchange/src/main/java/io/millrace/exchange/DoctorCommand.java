package io.millrace.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedStore;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.launch.PortCheck;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at this machine and says what would keep an exchange from starting. Ends with 1 if anything would. */
@Command(
        name = "doctor",
        description = "Says what on this machine would keep the exchange from starting.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    /** An empty exchange takes about 300 MB; it needs room to grow. */
    private static final long DISK_BYTES_MIN = 2L << 30;

    private static final long SHARED_MEMORY_BYTES_MIN = 256L << 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON; the keys are those of the reference files.")
    private Path file;

    @Mixin
    private ClusterOptions clusters;

    private boolean healthy = true;

    @Override
    public Integer call() {
        Logging.quiet();
        final Config given = ExchangeConfig.given(clusters.over(ConfigFactory.empty()), Optional.ofNullable(file));
        final Config config = ExchangeConfig.effective(UbscoreMember.expand(given, ExchangeConfig.effective(given)));
        final Path dataDir = Path.of(config.getString("millrace.up.data-dir")).toAbsolutePath();
        report(true, "java", Runtime.version() + " home=" + System.getProperty("java.home"));
        final Optional<Path> storeHome = EmbeddedStore.javaHome();
        report(
                storeHome.isPresent() || !config.getBoolean("millrace.up.store.embedded"),
                "java of the embedded store",
                storeHome
                        .map(Path::toString)
                        .orElse("none from " + EmbeddedStore.JAVA_MIN + " to " + EmbeddedStore.JAVA_MAX));
        report(true, "processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        reportSpace("disk of data=" + dataDir, existing(dataDir), DISK_BYTES_MIN);
        final int nodes = UbscoreMember.all(config).size();
        report(true, "ubscore", nodes + " nodes in " + config.getInt("millrace.topology.shards") + " shards");
        reportSpace("shared memory", new File("/dev/shm"), (1 + nodes) * SHARED_MEMORY_BYTES_MIN / 2);
        final List<String> taken = PortCheck.taken(config);
        report(taken.isEmpty(), "ports", taken.isEmpty() ? "all free" : String.join("; ", taken));
        return healthy ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private void reportSpace(final String what, final File place, final long bytesMin) {
        final long bytes = place.getUsableSpace();
        report(!place.exists() || bytes >= bytesMin, what, (bytes >> 20) + " MB free");
    }

    private void report(final boolean good, final String what, final String found) {
        healthy &= good;
        final PrintWriter out = spec.commandLine().getOut();
        out.printf("%-4s %s: %s%n", good ? "ok" : "BAD", what, found);
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
