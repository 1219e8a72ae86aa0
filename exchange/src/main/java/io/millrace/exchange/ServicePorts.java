package io.millrace.exchange;

import com.typesafe.config.Config;
import java.net.URI;
import java.util.Map;

/** The ports that the services of one machine take, from their own keys. */
final class ServicePorts {
    private ServicePorts() {}

    static Map<String, Integer> ubscore(final Config config) {
        return UbscoreMember.of(config, config.getInt("millrace.ubscore.shard"))
                .get(config.getInt("millrace.ubscore.node"))
                .ports();
    }

    static Map<String, Integer> engine(final Config config) {
        return Map.of(
                "publish",
                        URI.create(config.getString("millrace.engine.publish")).getPort(),
                "replay", URI.create(config.getString("millrace.engine.replay")).getPort());
    }

    static Map<String, Integer> chain(final Config config) {
        final int metrics = config.getInt("millrace.chain.metrics.port");
        return config.getBoolean("millrace.chain.dev.enabled")
                ? Map.of("metrics", metrics, "rpc", config.getInt("millrace.chain.dev.port"))
                : Map.of("metrics", metrics);
    }

    static Map<String, Integer> gateway(final Config config) {
        return Map.of(
                "http", config.getInt("millrace.gateway.http.port"),
                "admin", config.getInt("millrace.gateway.admin.port"));
    }
}
