package io.millrace.ubscore;

import com.typesafe.config.Config;
import io.millrace.schema.OrderIds;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.OutboxBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Settings of one node, read once and checked at the start. Immutable; what each key means stands in {@code reference.conf}. */
public final class UbscoreContext {
    private static final int SHARD_PORT_STEP = 100;
    private static final int NODE_PORT_STEP = 10;
    private static final int FIRST_PORT = 9010;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Config root;
    private final Config own;
    private final int shard;
    private final int node;
    private final List<Member> members;
    private final Path dataDir;

    /** One node of the cluster: its host and the first of its six ports. */
    public record Member(int id, String host, int basePort) {
        String endpoint(final int portOffset) {
            return host + ":" + (basePort + portOffset);
        }

        String ingressEndpoint() {
            return endpoint(0);
        }

        String archiveEndpoint() {
            return endpoint(4);
        }

        String queryEndpoint() {
            return endpoint(5);
        }

        /** As the consensus module wants it. */
        String clusterMember() {
            return id + "," + ingressEndpoint() + "," + endpoint(1) + "," + endpoint(2) + "," + endpoint(3) + ","
                    + archiveEndpoint();
        }
    }

    /** Reads and checks {@code millrace.ubscore} of a root configuration. */
    public UbscoreContext(final Config root) {
        this.root = root;
        own = root.getConfig("millrace.ubscore");
        shard = own.getInt("shard");
        node = own.getInt("node");
        final List<String> hosts = own.getStringList("members");
        members = IntStream.range(0, hosts.size())
                .mapToObj(id -> member(id, hosts.get(id)))
                .toList();
        dataDir = Path.of(own.getString("data-dir")).toAbsolutePath().normalize();
        check("shard", shard, 0, shardCount() - 1);
        check("node", node, 0, members.size() - 1);
        check("topology.shards", shardCount(), 1, OrderIds.SHARD_COUNT_MAX);
        check("topology.lanes", laneCount(), 1, 1 << 16);
        check("topology.balance-partitions", partitionCount(), 1, 1 << 16);
    }

    private static void check(final String key, final int value, final int min, final int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "setting out of range key=" + key + " value=" + value + " min=" + min + " max=" + max);
        }
    }

    private Member member(final int id, final String text) {
        final int colon = text.lastIndexOf(':');
        final int basePort = colon < 0 ? FIRST_PORT + NODE_PORT_STEP * id : Integer.parseInt(text.substring(colon + 1));
        return new Member(id, colon < 0 ? text : text.substring(0, colon), basePort + SHARD_PORT_STEP * shard);
    }

    /** The whole configuration. */
    public Config root() {
        return root;
    }

    Config own() {
        return own;
    }

    public int shard() {
        return shard;
    }

    public int node() {
        return node;
    }

    public int shardCount() {
        return root.getInt("millrace.topology.shards");
    }

    /** Lanes of {@code orders}. */
    public int laneCount() {
        return root.getInt("millrace.topology.lanes");
    }

    /** Partitions of {@code balance.events} and {@code balance.operations}. */
    public int partitionCount() {
        return root.getInt("millrace.topology.balance-partitions");
    }

    List<Member> members() {
        return members;
    }

    Member self() {
        return members.get(node);
    }

    /** Holds everything that must survive. */
    public Path dataDir() {
        return dataDir;
    }

    /** Holds what must not: emptied at every start. */
    public Path aeronDir() {
        final String given = own.getString("aeron-dir");
        if (!given.isEmpty()) {
            return Path.of(given).toAbsolutePath();
        }
        final String name = String.format("millrace-ubscore-s%d-n%d-%08x", shard, node, dataDir.hashCode());
        return Files.isWritable(SHARED_MEMORY) ? SHARED_MEMORY.resolve(name) : dataDir.resolve("aeron");
    }

    /** Liveness files of archive and cluster: beside the media driver, so that a full disk can't stop them. */
    Path markDir() {
        final Path aeron = aeronDir();
        return aeron.resolveSibling(aeron.getFileName() + "-marks");
    }

    CoreConfig coreConfig() {
        final Config core = own.getConfig("core");
        final CoreConfig config = new CoreConfig();
        config.shard = shard;
        config.shardCount = shardCount();
        config.laneCount = laneCount();
        config.partitionCount = partitionCount();
        config.windowUs = core.getDuration("window", TimeUnit.MICROSECONDS);
        config.accountsMax = core.getInt("accounts-max");
        config.ordersMax = core.getInt("orders-max");
        config.orderIdsMax = core.getInt("order-ids-max");
        config.transferIdsMax = core.getInt("transfer-ids-max");
        config.openOrdersPerUser = core.getInt("open-orders-per-user");
        config.initialCapacity = own.getInt("memory.rows-at-start");
        return config;
    }

    OutboxBounds outboxBounds() {
        return new OutboxBounds(
                own.getBytes("outbox.lane-length"),
                own.getBytes("outbox.event-length"),
                own.getBytes("outbox.event-reserve-length"));
    }

    /** What the log's effects depend on beside its bytes: recorded at the first start, and never different after it. */
    Map<String, String> identity() {
        final Map<String, String> identity = new TreeMap<>();
        identity.put("shard", Integer.toString(shard));
        identity.put("node", Integer.toString(node));
        identity.put("members", Integer.toString(members.size()));
        for (final String key : List.of("shards", "lanes", "balance-partitions")) {
            identity.put("topology." + key, root.getString("millrace.topology." + key));
        }
        own.getConfig("outbox")
                .entrySet()
                .forEach(entry -> identity.put(
                        "outbox." + entry.getKey(),
                        Long.toString(own.getConfig("outbox").getBytes(entry.getKey()))));
        own.getConfig("core")
                .entrySet()
                .forEach(entry -> identity.put(
                        "core." + entry.getKey(), entry.getValue().unwrapped().toString()));
        return identity;
    }

    long durationNs(final String key) {
        return own.getDuration(key, TimeUnit.NANOSECONDS);
    }

    /** Length of a log segment's file in bytes. */
    int segmentLength() {
        return Math.toIntExact(own.getBytes("log.segment-length"));
    }

    int fileSyncLevel() {
        return own.getInt("log.file-sync-level");
    }
}
