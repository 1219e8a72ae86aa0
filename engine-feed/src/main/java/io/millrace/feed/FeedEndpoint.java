package io.millrace.feed;

import com.typesafe.config.Config;
import java.util.List;

/**
 * Where one matching-engine process publishes and replays. A lane may be listed for several: the one that owns it
 * answers.
 *
 * @param publish ZeroMQ address of its PUB socket.
 * @param replay ZeroMQ address of its ROUTER socket.
 */
public record FeedEndpoint(List<Integer> lanes, String publish, String replay) {
    /** Keeps a copy of the lanes. */
    public FeedEndpoint {
        lanes = List.copyOf(lanes);
    }

    /** Endpoints of {@code millrace.feed.engines}; {@code config} is the root. */
    public static List<FeedEndpoint> fromConfig(final Config config) {
        return config.getConfigList("millrace.feed.engines").stream()
                .map(e -> new FeedEndpoint(e.getIntList("lanes"), e.getString("publish"), e.getString("replay")))
                .toList();
    }
}
