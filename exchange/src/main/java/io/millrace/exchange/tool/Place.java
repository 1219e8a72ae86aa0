package io.millrace.exchange.tool;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import io.millrace.exchange.source.BrokerTopics;
import io.millrace.exchange.source.FileTopics;
import io.millrace.exchange.source.Store;
import io.millrace.exchange.source.TopicSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An exchange as a tool finds it: its configuration, its files, and which of its parts run. What runs is asked, what is stopped is
 * read from its files.
 *
 * @param config effective configuration, root
 * @param run    of the data directory
 */
public record Place(Config config, RunDirectory run) {
    private static final String BROKER = "broker";
    private static final String STORE = "store";

    /** The exchange of a data directory under the configuration that its last start left there, or the one given. */
    public static Place of(final Path dataDir, final Optional<Path> configFile) {
        final RunDirectory run = new RunDirectory(dataDir);
        if (configFile.isPresent()) {
            return new Place(ExchangeConfig.effective(ExchangeConfig.given(ConfigFactory.empty(), configFile)), run);
        }
        if (!Files.exists(run.configFile())) {
            throw ToolException.infrastructure("no exchange was ever started here data=" + run.dataDir()
                    + ": name its data directory by --data-dir, or its configuration by --config");
        }
        return new Place(ExchangeConfig.effective(ExchangeConfig.ofFile(run.configFile())), run);
    }

    /** Whether a process of this exchange runs. */
    public boolean runs(final String process) {
        return run.read(process).flatMap(ProcessRecord::alive).isPresent();
    }

    /** The topics: of the broker if there is one to ask, else of the embedded one's files. */
    public TopicSource topics() {
        final boolean embedded = config.getBoolean("millrace.up.broker.embedded");
        return embedded && !runs(BROKER)
                ? new FileTopics(run.dataDir().resolve("broker/log"))
                : new BrokerTopics(config);
    }

    /** The store: the one that runs, else one started on a copy of the embedded one's files. */
    public Store store() {
        final boolean embedded = config.getBoolean("millrace.up.store.embedded");
        return embedded && !runs(STORE)
                ? Store.onCopyOf(config, run.dataDir().resolve("store"))
                : Store.running(config);
    }

    /** Journal and snapshots of a lane. */
    public Path laneDir(final int lane) {
        return Path.of(config.getString("millrace.engine.data-dir")).resolve(String.format("lane-%04d", lane));
    }

    /** Log and snapshots of UBSCore's node. */
    public Path ubscoreDir() {
        return Path.of(config.getString("millrace.ubscore.data-dir"));
    }

    public int lanes() {
        return config.getInt("millrace.topology.lanes");
    }

    public int shards() {
        return config.getInt("millrace.topology.shards");
    }

    /** Partitions of {@code balance.events}. */
    public int partitions() {
        return config.getInt("millrace.topology.balance-partitions");
    }
}
