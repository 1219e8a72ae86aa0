package io.millrace.gateway;

import com.typesafe.config.Config;
import io.millrace.gateway.egress.ShardEndpoints;
import io.millrace.gateway.egress.StoreSettings;
import io.millrace.gateway.egress.TransferSettings;
import io.millrace.gateway.egress.UbscoreSettings;
import io.millrace.gateway.ingress.ApiKey;
import io.millrace.gateway.ingress.HttpGateway;
import io.millrace.gateway.ingress.HttpSettings;
import io.millrace.gateway.ingress.KeyAdmission;
import io.millrace.gateway.ingress.LimitSettings;
import io.millrace.gateway.ingress.SignatureVerifier;
import io.millrace.gateway.ingress.TlsContext;
import io.millrace.gateway.keys.AccessTokens;
import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.keys.SecretSealer;
import io.millrace.gateway.stream.StreamSettings;
import java.io.File;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** The gateway's settings, read from the root configuration. Immutable. */
final class GatewayContext {
    private static final File SHARED_MEMORY = new File("/dev/shm");

    private final Config root;
    private final Config gateway;

    GatewayContext(final Config root) {
        this.root = root;
        gateway = root.getConfig("millrace.gateway");
        if (!isAuthenticated()) {
            requireLoopback("http.host");
            requireLoopback("admin.host");
        }
    }

    /** {@code admission} null: without authentication. */
    HttpGateway.Settings http(final KeyAdmission admission) {
        final Config limits = gateway.getConfig("rate-limits");
        return new HttpGateway.Settings(
                http("http"),
                http("admin"),
                new LimitSettings(
                        limits.getBoolean("enabled"),
                        limits.getLong("address"),
                        limits.getLong("requests"),
                        limits.getLong("orders"),
                        limits.getDuration("window").toSeconds()),
                admission,
                gateway.getDuration("cancel-timeout"),
                streams());
    }

    /** Where {@code millrace proof publish} leaves what users may have. */
    Path proofDir() {
        return Path.of(gateway.getString("proof-dir"));
    }

    int lanes() {
        return root.getInt("millrace.topology.lanes");
    }

    int chainPartitions() {
        return root.getInt("millrace.topology.chain-partitions");
    }

    int balancePartitions() {
        return root.getInt("millrace.topology.balance-partitions");
    }

    String bootstrap() {
        return root.getString("millrace.broker.bootstrap");
    }

    UbscoreSettings ubscore() {
        final Config ubscore = gateway.getConfig("ubscore");
        final List<ShardEndpoints> shards = ubscore.getConfigList("shards").stream()
                .map(shard -> new ShardEndpoints(shard.getString("ingress"), shard.getStringList("queries")))
                .toList();
        if (shards.size() != root.getInt("millrace.topology.shards")) {
            throw new IllegalArgumentException("millrace.gateway.ubscore.shards must list each shard: listed="
                    + shards.size() + " shards=" + root.getInt("millrace.topology.shards"));
        }
        return new UbscoreSettings(
                shards,
                aeronDirectory(ubscore.getString("aeron-directory")),
                ubscore.getString("local-host"),
                ubscore.getDuration("request-timeout").toMillis(),
                ubscore.getDuration("query-timeout").toMillis(),
                ubscore.getInt("in-flight-max"));
    }

    StoreSettings store() {
        final Config store = root.getConfig("millrace.store");
        final Config own = gateway.getConfig("store");
        return new StoreSettings(
                addresses(store.getString("contact-points")),
                store.getString("datacenter"),
                store.getString("keyspace"),
                own.getDuration("request-timeout").toMillis(),
                own.getInt("in-flight-max"),
                root.getInt("millrace.topology.shards"),
                balancePartitions());
    }

    TransferSettings transfers() {
        final Config transfers = gateway.getConfig("transfers");
        return new TransferSettings(
                bootstrap(),
                balancePartitions(),
                transfers.getDuration("result-timeout").toMillis(),
                (int) transfers.getDuration("broker-timeout").toMillis(),
                transfers.getInt("in-flight-max"),
                gateway.getConfig("withdrawals.review-from").root().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> new BigDecimal(
                                        entry.getValue().unwrapped().toString()))));
    }

    /** What authentication stands on; null: without. */
    KeyAdmission admission(final KeyDirectory directory) {
        if (!isAuthenticated()) {
            return null;
        }
        final String text = gateway.getString("auth.master-key");
        final byte[] masterKey =
                text.isEmpty() ? randomKey() : Base64.getDecoder().decode(text);
        return new KeyAdmission(
                keys(),
                directory,
                text.isEmpty() ? null : new SecretSealer(masterKey),
                new AccessTokens(masterKey),
                walletDomain());
    }

    private Eip712 walletDomain() {
        final Config wallet = gateway.getConfig("auth.wallet");
        final String vault = wallet.getString("vault");
        if (!vault.matches("|0x[0-9a-fA-F]{40}")) {
            throw new IllegalArgumentException("millrace.gateway.auth.wallet.vault is no address: " + vault);
        }
        return new Eip712(wallet.getString("name"), wallet.getLong("chain-id"), vault);
    }

    /** Tokens of this process alone. */
    private static byte[] randomKey() {
        final byte[] key = new byte[SecretSealer.MASTER_KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private boolean isAuthenticated() {
        return gateway.getBoolean("auth.enabled");
    }

    private List<ApiKey> keys() {
        return gateway.getConfigList("auth.keys").stream()
                .map(GatewayContext::key)
                .toList();
    }

    private static ApiKey key(final Config key) {
        final String id = key.getString("id");
        final SignatureVerifier verifier =
                switch (key.getString("kind")) {
                    case "ed25519" -> SignatureVerifier.ed25519(key.getString("public-key"));
                    case "hmac" -> SignatureVerifier.hmacSha256(key.getString("secret"));
                    default -> throw new IllegalArgumentException("key is neither ed25519 nor hmac: id=" + id);
                };
        return new ApiKey(
                id,
                key.getLong("user-id"),
                verifier,
                Set.copyOf(key.getStringList("scopes")),
                key.hasPath("addresses") ? Set.copyOf(key.getStringList("addresses")) : Set.of(),
                key.hasPath("expires") ? Instant.parse(key.getString("expires")).toEpochMilli() : 0);
    }

    private StreamSettings streams() {
        final Config streams = gateway.getConfig("websocket");
        return new StreamSettings(
                streams.getInt("connections-max"),
                streams.getInt("connections-per-address-max"),
                streams.getBytes("queue-length-max").intValue(),
                streams.getInt("queue-count-max"),
                streams.getDuration("ping-interval").toMillis(),
                streams.getDuration("silence-timeout").toMillis(),
                gateway.getDuration("http.drain-timeout").toMillis());
    }

    private HttpSettings http(final String section) {
        final Config http = gateway.getConfig("http");
        final Config own = gateway.getConfig(section);
        return new HttpSettings(
                own.getString("host"),
                own.getInt("port"),
                own.getInt("io-threads"),
                http.getBytes("body-length-max").intValue(),
                (int) http.getDuration("read-timeout").toMillis(),
                (int) http.getDuration("idle-timeout").toMillis(),
                (int) http.getDuration("drain-timeout").toMillis(),
                http.getInt("connections-max"),
                tls(http.getConfig("tls")));
    }

    /** Null: in the clear. */
    private static SSLContext tls(final Config tls) {
        final String certificates = tls.getString("certificates");
        return certificates.isEmpty() ? null : TlsContext.of(Path.of(certificates), Path.of(tls.getString("key")));
    }

    /** Without authentication everyone who can reach the port is everyone: only this machine may. */
    private void requireLoopback(final String key) {
        final String host = gateway.getString(key);
        try {
            for (final InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    throw new IllegalArgumentException("millrace.gateway." + key + "=" + host
                            + " is not loopback: authentication must be configured first");
                }
            }
        } catch (final UnknownHostException unknown) {
            throw new IllegalArgumentException("millrace.gateway." + key + "=" + host + " is not known", unknown);
        }
    }

    private String aeronDirectory(final String configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        final File parent =
                SHARED_MEMORY.isDirectory() ? SHARED_MEMORY : new File(System.getProperty("java.io.tmpdir"));
        final int port = gateway.getInt("http.port");
        final String name = port == 0 ? UUID.randomUUID().toString() : Integer.toString(port);
        return new File(parent, "millrace-gateway-" + name).getPath();
    }

    private static List<InetSocketAddress> addresses(final String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .map(entry -> {
                    final int colon = entry.lastIndexOf(':');
                    return new InetSocketAddress(
                            entry.substring(0, colon), Integer.parseInt(entry.substring(colon + 1)));
                })
                .toList();
    }
}
