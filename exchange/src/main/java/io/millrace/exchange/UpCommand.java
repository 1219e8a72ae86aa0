package io.millrace.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.launch.Detached;
import io.millrace.exchange.launch.Exchange;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the whole exchange on this machine and watches over it. */
@Command(
        name = "up",
        description =
                "Starts the whole exchange on this machine; goes on from the data that is there. Ctrl-C stops it.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--detach", description = "Return when it is ready and leave it running; stop it with down.")
    private boolean detach;

    @Option(names = "--config", paramLabel = "FILE", description = "HOCON; the keys are those of the reference files.")
    private Path file;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where everything is kept. Default: data")
    private Path dataDir;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Of the gateway. Default: 3001")
    private Integer httpPort;

    @Option(
            names = "--broker",
            paramLabel = "HOST:PORT",
            description = "Use this Redpanda or Kafka instead of an own one.")
    private String broker;

    @Option(
            names = "--scylla",
            paramLabel = "HOST:PORT",
            description = "Use this ScyllaDB or Cassandra instead of an own one.")
    private String scylla;

    @Option(names = "--datacenter", paramLabel = "DC", description = "The local datacenter of --scylla.")
    private String datacenter;

    @Option(names = "--chain", description = "Also start a chain of this machine's own, with vault and tokens.")
    private boolean chain;

    @Mixin
    private ClusterOptions clusters;

    @Override
    public Integer call() {
        Logging.quiet();
        if ((scylla == null) != (datacenter == null)) {
            throw new ParameterException(spec.commandLine(), "--scylla and --datacenter go together");
        }
        final Config given = ExchangeConfig.given(flags(), Optional.ofNullable(file));
        return detach ? Detached.up(spec.commandLine().getParseResult().originalArgs(), given) : Exchange.up(given);
    }

    private Config flags() {
        Config flags = ConfigFactory.empty();
        flags = with(flags, "millrace.up.data-dir", dataDir == null ? null : dataDir.toString());
        flags = with(flags, "millrace.gateway.http.port", httpPort);
        flags = clusters.over(flags);
        flags = with(flags, "millrace.up.chain", chain ? Boolean.TRUE : null);
        flags = with(flags, "millrace.broker.bootstrap", broker);
        flags = with(flags, "millrace.up.broker.embedded", broker == null ? null : Boolean.FALSE);
        flags = with(flags, "millrace.store.contact-points", scylla);
        flags = with(flags, "millrace.store.datacenter", datacenter);
        return with(flags, "millrace.up.store.embedded", scylla == null ? null : Boolean.FALSE);
    }

    private static Config with(final Config config, final String path, final Object value) {
        return value == null ? config : config.withValue(path, ConfigValueFactory.fromAnyRef(value, "command line"));
    }
}
