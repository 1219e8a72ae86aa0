package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.millrace.exchange.UbscoreMember;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What follows for an exchange on one machine from what was configured: places under the data directory, the addresses of
 * the embedded parts, and each service's address where another one looks for it. All of it can be configured otherwise.
 */
final class Derived {
    private static final String LOOPBACK = "127.0.0.1:";

    private Config derived = ConfigFactory.empty();

    private Derived() {}

    static Config of(final Config config, final Path dataDir) {
        final Derived derived = new Derived();
        derived.put("millrace.up.data-dir", dataDir.toString());
        derived.put("millrace.ubscore.data-dir", dataDir.resolve("ubscore").toString());
        derived.put("millrace.engine.data-dir", dataDir.resolve("engine").toString());
        derived.put("millrace.gateway.proof-dir", dataDir.resolve("proof").toString());
        if (config.getBoolean("millrace.up.broker.embedded")) {
            derived.put("millrace.broker.bootstrap", LOOPBACK + config.getInt("millrace.up.broker.port"));
        }
        if (config.getBoolean("millrace.up.store.embedded")) {
            derived.put("millrace.store.contact-points", LOOPBACK + config.getInt("millrace.up.store.port"));
        }
        if (config.getBoolean("millrace.up.chain")) {
            derived.put("millrace.chain.dev.enabled", true);
            derived.put("millrace.chain.dev.data-dir", dataDir.resolve("chain").toString());
            derived.put(
                    "millrace.chain.dev.module-dir",
                    Path.of(System.getProperty("millrace.root", "."), "chain").toString());
            derived.put("millrace.topology.chain-sources", List.of(config.getInt("millrace.chain.source")));
            derived.put("millrace.chain.confirmations", 3);
            derived.put("millrace.chain.poll-interval", "200ms");
        }
        derived.engine(config);
        derived.gateway(config);
        return derived.derived;
    }

    /** One process runs all lanes, where the feed's consumers look for them. */
    private void engine(final Config config) {
        final List<Integer> lanes = IntStream.range(0, config.getInt("millrace.topology.lanes"))
                .boxed()
                .toList();
        final Config engine = config.getConfigList("millrace.feed.engines").get(0);
        final String publish = engine.getString("publish");
        final String replay = engine.getString("replay");
        put("millrace.feed.engines", List.of(Map.of("lanes", lanes, "publish", publish, "replay", replay)));
        put("millrace.engine.lanes", lanes);
        put("millrace.engine.publish", publish);
        put("millrace.engine.replay", replay);
    }

    /** The gateway looks for UBSCore where it is. */
    private void gateway(final Config config) {
        put(
                "millrace.gateway.ubscore.shards",
                IntStream.range(0, config.getInt("millrace.topology.shards"))
                        .mapToObj(shard -> endpoints(UbscoreMember.of(config, shard)))
                        .toList());
    }

    private static Map<String, Object> endpoints(final List<UbscoreMember> members) {
        return Map.of(
                "ingress",
                members.stream()
                        .map(member -> member.node() + "=" + member.host() + ":" + member.ingressPort())
                        .collect(Collectors.joining(",")),
                "queries",
                members.stream()
                        .map(member -> member.host() + ":" + member.queryPort())
                        .toList());
    }

    private void put(final String path, final Object value) {
        derived = derived.withValue(path, ConfigValueFactory.fromAnyRef(value, "up"));
    }
}
