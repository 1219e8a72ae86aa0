package io.millrace.exchange.tool;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.millrace.exchange.UbscoreMember;
import io.millrace.exchange.config.ExchangeConfig;
import io.millrace.exchange.run.ProcessRecord;
import io.millrace.exchange.run.RunDirectory;
import io.millrace.exchange.source.BrokerTopics;
import io.millrace.exchange.source.FileTopics;
import io.millrace.exchange.source.Store;
import io.millrace.exchange.source.TopicSource;
import io.millrace.ubscore.CoreReplay;
import io.millrace.ubscore.account.BalanceCore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        if (!Files.exists(run.configFile(RunDirectory.SHARED_CONFIG))) {
            throw ToolException.infrastructure("no exchange was ever started here data=" + run.dataDir()
                    + ": name its data directory by --data-dir, or its configuration by --config");
        }
        return new Place(
                ExchangeConfig.effective(ExchangeConfig.ofFile(run.configFile(RunDirectory.SHARED_CONFIG))), run);
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
        return storeDir()
                .filter(embedded -> !runs(STORE))
                .map(embedded -> Store.onCopyOf(config, embedded))
                .orElseGet(() -> Store.running(config));
    }

    /** Files of the store, if it is the embedded one. */
    public Optional<Path> storeDir() {
        return config.getBoolean("millrace.up.store.embedded")
                ? Optional.of(run.dataDir().resolve("store"))
                : Optional.empty();
    }

    /** Journal and snapshots of a lane. */
    public Path laneDir(final int lane) {
        return Path.of(config.getString("millrace.engine.data-dir")).resolve(String.format("lane-%04d", lane));
    }

    /** The nodes of a shard of UBSCore whose files are on this machine. */
    public List<UbscoreNode> ubscoreNodes(final int shard) {
        final String configured = config.getString("millrace.ubscore.data-dir");
        return UbscoreMember.of(config, shard).stream()
                .map(member -> new UbscoreNode(
                        config.withValue("millrace.ubscore.shard", ConfigValueFactory.fromAnyRef(shard))
                                .withValue("millrace.ubscore.node", ConfigValueFactory.fromAnyRef(member.node())),
                        Path.of(member.place(configured))))
                .filter(node -> Files.isDirectory(node.dataDir().resolve("archive")))
                .toList();
    }

    /** One of them; of equal right, as all apply the same log. */
    public UbscoreNode ubscoreNode(final int shard) {
        return ubscoreNodes(shard).stream()
                .findFirst()
                .orElseThrow(
                        () -> ToolException.infrastructure("no node of ubscore has its files here shard=" + shard));
    }

    /** A node's own configuration, root, and where its log and snapshots are. */
    public record UbscoreNode(Config config, Path dataDir) {
        /** State at a core sequence, replayed from the node's files; Long.MAX_VALUE: at the end of the log. */
        public BalanceCore coreAt(final long coreSequence) {
            final CoreReplay replay = CoreReplay.fromOldest(config, dataDir);
            if (replay.core().coreSequence() > coreSequence) {
                throw ToolException.infrastructure("log no longer reaches back to core-sequence=" + coreSequence
                        + " first-kept=" + replay.core().coreSequence());
            }
            final BalanceCore core = replay.runTo(coreSequence);
            if (coreSequence != Long.MAX_VALUE && core.coreSequence() != coreSequence) {
                throw ToolException.usage("log ends at core-sequence=" + core.coreSequence());
            }
            return core;
        }
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
