package io.millrace.chain;

import com.typesafe.config.Config;
import io.millrace.chain.egress.KafkaJournal;
import io.millrace.chain.node.KeySigner;
import io.millrace.chain.node.NodePool;
import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.Signer;
import io.millrace.chain.vault.TokenTable;
import io.millrace.chain.vault.TokenTerms;
import io.millrace.chain.vault.VaultRules;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Settings of the chain service, {@code millrace.chain} and what all services share. Immutable; wrong values are refused. */
public final class ChainContext {
    private static final int REQUEST_TIMEOUT_MS = 30_000;

    private final Config config;
    private final Config chain;

    /** {@code config} is the root. */
    public ChainContext(final Config config) {
        this.config = config;
        chain = config.getConfig("millrace.chain");
        if (!vault().matches("0x[0-9a-f]{40}")) {
            throw new IllegalArgumentException("millrace.chain.vault is no address: " + vault());
        }
    }

    long chainId() {
        return chain.getLong("id");
    }

    int sourceId() {
        return chain.getInt("source");
    }

    String vault() {
        return chain.getString("vault").toLowerCase(Locale.ROOT);
    }

    Signer signer() {
        return KeySigner.open(
                Path.of(chain.getString("key-file")), chain.getString("key-password"), chainId(), vault());
    }

    NodePool nodes(final String operator) {
        return new NodePool(
                chain.getStringList("endpoints"), chain.getDuration("request-timeout"), chainId(), vault(), operator);
    }

    TokenTable tokens() {
        return new TokenTable(chain.getConfigList("tokens").stream()
                .map(token -> new TokenTerms(
                        token.getString("asset"),
                        token.getInt("asset-id"),
                        token.getInt("scale"),
                        token.getString("token").toLowerCase(Locale.ROOT),
                        token.getInt("decimals")))
                .toList());
    }

    VaultRules rules() {
        return new VaultRules(
                chain.getLong("start-height"),
                chain.getInt("confirmations"),
                chain.getInt("blocks-per-step"),
                us("stuck-after"),
                us("rebroadcast-interval"),
                chain.getInt("bump-percent"),
                chain.getInt("transactions-max"),
                us("withdrawal.patience"),
                chain.getInt("batch.trades"),
                us("batch.interval"),
                chain.getInt("batch.legs-max"),
                chain.getInt("batch.attempts"),
                us("batch.retry-interval"),
                us("batch.rest"));
    }

    private long us(final String key) {
        return chain.getDuration(key, TimeUnit.MICROSECONDS);
    }

    long pollIntervalUs() {
        return us("poll-interval");
    }

    long reportIntervalUs() {
        return us("report-interval");
    }

    ChainMetrics metrics() {
        return new ChainMetrics(chain.getString("metrics.host"), chain.getInt("metrics.port"));
    }

    ChainState emptyState() {
        return new ChainState(config.getInt("millrace.topology.shards"), balancePartitions());
    }

    int balancePartitions() {
        return config.getInt("millrace.topology.balance-partitions");
    }

    int lanes() {
        return config.getInt("millrace.topology.lanes");
    }

    List<FeedEndpoint> feedEndpoints() {
        return FeedEndpoint.fromConfig(config);
    }

    FeedContext feedContext() {
        return FeedContext.fromConfig(config);
    }

    int eventPartitions() {
        return config.getInt("millrace.topology.chain-partitions");
    }

    KafkaJournal journal() {
        return new KafkaJournal(
                bootstrap(),
                new KafkaJournal.Place(chainId(), sourceId(), (int) Math.floorMod(chainId(), (long) eventPartitions())),
                REQUEST_TIMEOUT_MS,
                ChainContext::nowUs);
    }

    /** Microseconds since the epoch. */
    static long nowUs() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    private String bootstrap() {
        return config.getString("millrace.broker.bootstrap");
    }

    Map<String, Object> consumerSettings() {
        final Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-chain-" + chainId());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        return settings;
    }
}
