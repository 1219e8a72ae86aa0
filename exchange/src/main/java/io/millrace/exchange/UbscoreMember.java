package io.millrace.exchange;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A node of one shard's cluster, as {@code millrace.ubscore.members} and {@code millrace.topology.shards} make it.
 *
 * @param name     of its process, its log and its directories
 * @param shard    whose cluster it belongs to
 * @param node     its place in the list
 * @param host     where it is
 * @param basePort first of its ports
 */
public record UbscoreMember(String name, int shard, int node, String host, int basePort) {
    private static final String MEMBERS = "millrace.ubscore.members";
    private static final String NODES = "millrace.up.ubscore-nodes";
    private static final int BASE_PORT = 9010;
    private static final int PORTS_PER_NODE = 10;
    private static final int PORTS_PER_SHARD = 100;
    private static final int QUERY_PORT = 5;

    /** Of all shards, shard by shard. */
    public static List<UbscoreMember> all(final Config config) {
        return IntStream.range(0, config.getInt("millrace.topology.shards"))
                .mapToObj(shard -> of(config, shard))
                .flatMap(List::stream)
                .toList();
    }

    /** Of one shard. */
    public static List<UbscoreMember> of(final Config config, final int shard) {
        final List<String> texts = config.getStringList(MEMBERS);
        final List<UbscoreMember> members = new ArrayList<>();
        for (final String text : texts) {
            final int node = members.size();
            final int colon = text.lastIndexOf(':');
            final int basePort =
                    colon < 0 ? BASE_PORT + PORTS_PER_NODE * node : Integer.parseInt(text.substring(colon + 1));
            final String name = "ubscore"
                    + (config.getInt("millrace.topology.shards") > 1 ? "-s" + shard : "")
                    + (texts.size() > 1 ? "-n" + node : "");
            members.add(new UbscoreMember(
                    name,
                    shard,
                    node,
                    colon < 0 ? text : text.substring(0, colon),
                    basePort + PORTS_PER_SHARD * shard));
        }
        return members;
    }

    /**
     * The configuration with as many members as {@code millrace.up.ubscore-nodes} asks for: a single one that is listed is
     * repeated on its host.
     */
    public static Config expand(final Config given, final Config effective) {
        final int nodes = effective.getInt(NODES);
        final List<String> listed = effective.getStringList(MEMBERS);
        if (nodes == 0 || nodes == listed.size()) {
            return given;
        }
        if (nodes < 0 || nodes % 2 == 0) {
            throw new CommandException(
                    ExitCodes.USAGE, NODES + "=" + nodes + ": one node, or an odd number, so that a majority is one");
        }
        if (listed.size() != 1) {
            throw new CommandException(
                    ExitCodes.USAGE, NODES + "=" + nodes + " but " + MEMBERS + " lists " + listed.size());
        }
        final UbscoreMember first = of(effective, 0).get(0);
        final List<String> members = IntStream.range(0, nodes)
                .mapToObj(node -> first.host + ":" + (first.basePort + PORTS_PER_NODE * node))
                .toList();
        return given.withValue(MEMBERS, ConfigValueFactory.fromIterable(members, NODES));
    }

    /** A place of its own beside the one that is configured; the first node of the first shard has that one itself. */
    public String place(final String configured) {
        return configured + (shard == 0 ? "" : "-s" + shard) + (node == 0 ? "" : "-n" + node);
    }

    /** Whether its host is this machine. */
    public boolean isLocal() {
        try {
            final InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (final IOException e) {
            return false;
        }
    }

    /** Where clients offer commands. */
    public int ingressPort() {
        return basePort;
    }

    /** Where the query stream is. */
    public int queryPort() {
        return basePort + QUERY_PORT;
    }

    /** All its ports, by purpose. */
    public Map<String, Integer> ports() {
        return Map.of(
                "ingress", basePort,
                "consensus", basePort + 1,
                "log", basePort + 2,
                "catchup", basePort + 3,
                "archive", basePort + 4,
                "queries", queryPort());
    }
}
