package io.millrace.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import picocli.CommandLine.Option;

/** How many clusters of how many nodes keep the money, as flags of a command. */
final class ClusterOptions {
    @Option(
            names = "--ubscore-nodes",
            paramLabel = "N",
            description = "Nodes of a cluster of UBSCore: 1, or 3 to survive the loss of one. Default: 1")
    private Integer nodes;

    @Option(names = "--ubscore-shards", paramLabel = "N", description = "Clusters that share the users. Default: 1")
    private Integer shards;

    Config over(final Config flags) {
        return with(with(flags, "millrace.up.ubscore-nodes", nodes), "millrace.topology.shards", shards);
    }

    private static Config with(final Config config, final String path, final Integer value) {
        return value == null ? config : config.withValue(path, ConfigValueFactory.fromAnyRef(value, "command line"));
    }
}
