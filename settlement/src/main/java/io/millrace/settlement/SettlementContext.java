package io.millrace.settlement;

import com.typesafe.config.Config;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.settlement.SettlementAgent.BatchBounds;
import io.millrace.settlement.egress.WriterBounds;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.Table;
import io.millrace.settlement.recovery.StoreConnection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Settings of settlement, {@code millrace.settlement} and what all services share. Immutable; wrong values are refused. */
public final class SettlementContext {
    private static final String SECTION = "millrace.settlement.";
    /** Without these a restart, a read or the proof of the chain would miss something. */
    private static final Set<Table> KEPT = EnumSet.of(
            Table.ASSETS,
            Table.INSTRUMENTS,
            Table.USER_BALANCES,
            Table.TRANSFERS,
            Table.TRANSFER_HISTORY,
            Table.WITHDRAWALS,
            Table.API_KEYS,
            Table.DEPOSITS,
            Table.DEPOSITS_BY_TX,
            Table.WITHDRAWAL_PAYMENTS,
            Table.SETTLEMENT_BATCHES,
            Table.TRADE_BATCHES,
            Table.ORDERS,
            Table.CHAIN_CHECKPOINTS);

    private final Config config;

    public SettlementContext(final Config config) {
        this.config = config;
        if (!keyspace().matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException("millrace.store.keyspace is no plain identifier: " + keyspace());
        }
    }

    StoreConnection storeConnection() {
        return new StoreConnection(
                contactPoints(),
                config.getString("millrace.store.datacenter"),
                keyspace(),
                config.getInt("millrace.store.replication-factor"),
                config.getDuration(SECTION + "request-timeout"));
    }

    private List<InetSocketAddress> contactPoints() {
        final List<InetSocketAddress> addresses = new ArrayList<>();
        for (final String point :
                config.getString("millrace.store.contact-points").split(",")) {
            final int colon = point.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("millrace.store.contact-points needs HOST:PORT: " + point);
            }
            addresses.add(new InetSocketAddress(
                    point.substring(0, colon).strip(),
                    Integer.parseInt(point.substring(colon + 1).strip())));
        }
        return addresses;
    }

    String keyspace() {
        return config.getString("millrace.store.keyspace");
    }

    /** Name by which an operator knows this process. */
    String writerName() {
        final String name = config.getString(SECTION + "writer");
        return name.isEmpty() ? "pid-" + ProcessHandle.current().pid() : name;
    }

    List<Integer> lanes() {
        return ownOrAll("lanes", config.getInt("millrace.topology.lanes"));
    }

    /** Partitions of chain.events: each goes with the partition of balance.events of its number, modulo how many there are. */
    List<Integer> chainParts() {
        final int count = config.getInt("millrace.topology.balance-partitions");
        final List<Integer> own = ownOrAll("partitions", count);
        return IntStream.range(0, config.getInt("millrace.topology.chain-partitions"))
                .filter(partition -> own.contains(partition % count))
                .boxed()
                .toList();
    }

    /** Parts of balance.events: those of every shard on our partitions. */
    List<Integer> eventParts() {
        final int shards = config.getInt("millrace.topology.shards");
        return ownOrAll("partitions", config.getInt("millrace.topology.balance-partitions")).stream()
                .flatMap(partition -> IntStream.range(0, shards).mapToObj(shard -> Stream.eventPart(shard, partition)))
                .toList();
    }

    private List<Integer> ownOrAll(final String key, final int count) {
        final List<Integer> own = config.getIntList(SECTION + key);
        if (own.stream().anyMatch(each -> each < 0 || each >= count)) {
            throw new IllegalArgumentException(SECTION + key + " is out of range: " + own + " count=" + count);
        }
        return own.isEmpty() ? IntStream.range(0, count).boxed().toList() : own;
    }

    List<FeedEndpoint> feedEndpoints() {
        return FeedEndpoint.fromConfig(config);
    }

    FeedContext feedContext() {
        return FeedContext.fromConfig(config);
    }

    Map<String, Object> consumerSettings(final String events) {
        final Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString("millrace.broker.bootstrap"));
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "settlement-" + writerName() + "-" + events);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.getInt(SECTION + "records-per-poll"));
        return settings;
    }

    BatchBounds batchBounds() {
        return new BatchBounds(
                config.getInt(SECTION + "commit-rows-min"),
                config.getInt(SECTION + "commit-rows-max"),
                config.getBytes(SECTION + "commit-length-max"));
    }

    WriterBounds writerBounds() {
        return new WriterBounds(
                config.getInt(SECTION + "commits-in-flight"),
                config.getInt(SECTION + "writes-in-flight"),
                config.getInt(SECTION + "write-rows-max"),
                Math.toIntExact(config.getBytes(SECTION + "write-length-max")),
                durationNs("retry-min"),
                durationNs("retry-max"));
    }

    long checkpointInterval() {
        return config.getLong(SECTION + "checkpoint-interval");
    }

    /** Tables whose rows age out, with their age in seconds. */
    Map<Table, Integer> ageSeconds() {
        final Map<Table, Integer> ages = new EnumMap<>(Table.class);
        final Config retention = config.getConfig(SECTION + "retention");
        for (final String table : retention.root().keySet()) {
            final long seconds = retention.getDuration(table, TimeUnit.SECONDS);
            if (seconds > 0) {
                ages.put(Table.valueOf(table.toUpperCase(Locale.ROOT).replace('-', '_')), Math.toIntExact(seconds));
            }
        }
        return ages;
    }

    private static Table ageing(final String key) {
        final Table table = Table.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
        if (KEPT.contains(table)) {
            throw new IllegalArgumentException(SECTION + "retention." + key + ": this table is kept for ever");
        }
        return table;
    }

    long idleMaxNs() {
        return durationNs("idle-max");
    }

    long durationNs(final String key) {
        return config.getDuration(SECTION + key, TimeUnit.NANOSECONDS);
    }
}
