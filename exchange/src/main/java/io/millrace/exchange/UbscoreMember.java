package io.millrace.exchange;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node of UBSCore's cluster as {@code millrace.ubscore.members} names it.
 *
 * @param node     its place in the list
 * @param host     where it is
 * @param basePort first of its ports
 */
public record UbscoreMember(int node, String host, int basePort) {
    private static final int BASE_PORT = 9010;
    private static final int PORTS_PER_NODE = 10;
    private static final int PORTS_PER_SHARD = 100;
    private static final int QUERY_PORT = 5;

    /** Of the shard that is configured. */
    public static List<UbscoreMember> all(final Config config) {
        final int shard = config.getInt("millrace.ubscore.shard");
        final List<UbscoreMember> members = new ArrayList<>();
        for (final String text : config.getStringList("millrace.ubscore.members")) {
            final int node = members.size();
            final int colon = text.lastIndexOf(':');
            final int basePort = colon < 0
                    ? BASE_PORT + PORTS_PER_NODE * node + PORTS_PER_SHARD * shard
                    : Integer.parseInt(text.substring(colon + 1));
            members.add(new UbscoreMember(node, colon < 0 ? text : text.substring(0, colon), basePort));
        }
        return members;
    }

    /** Where clients offer commands. */
    public int ingressPort() {
        return basePort;
    }

    /** Where the query stream is. */
    public int queryPort() {
        return basePort + QUERY_PORT;
    }

    Map<String, Integer> ports() {
        return Map.of(
                "ingress", basePort,
                "consensus", basePort + 1,
                "log", basePort + 2,
                "catchup", basePort + 3,
                "archive", basePort + 4,
                "queries", queryPort());
    }
}
