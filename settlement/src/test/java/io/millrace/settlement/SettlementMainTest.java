package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.EmbeddedStore;
import io.millrace.schema.Topics;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.Table;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: a broker, a store and the feed's sockets; a store that comes late or dies, and a second settlement. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettlementMainTest {
    private static final long SEED = 42;
    private static final long AWAIT_NS = TimeUnit.SECONDS.toNanos(90);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path dataDir;

    private final ExchangeScript script = ExchangeScript.random(SEED, 600);
    private final int[] sent = new int[ExchangeScript.PARTITIONS];
    private final int[] chainSent = new int[ChainScript.PARTITIONS];

    @Test
    void shouldWaitForTheStoreAndHaltWhenAnotherTakesOver() throws Exception {
        final int storePort = freePort();
        try (EmbeddedBroker broker = broker();
                ScriptedEngine engine = new ScriptedEngine(script);
                KafkaProducer<byte[], byte[]> producer = producer(broker);
                SettlementMain first = SettlementMain.launch(config(broker, engine, storePort, "first"))) {
            publish(engine, producer, 0.5);
            assertFalse(first.isReady());
            try (EmbeddedStore store = store(storePort)) {
                await("ready", first::isReady);
                await("half settled", () -> isSettled(first, 0.5));
                await("engine told", () -> engine.confirmed.getOrDefault(0, 0L) == head(0, 0.5));
                try (SettlementMain second = SettlementMain.launch(config(broker, engine, storePort, "second"))) {
                    await("second ready", second::isReady);
                    publish(engine, producer, 1);
                    await("all settled", () -> isSettled(second, 1));
                    final IllegalStateException halted =
                            assertThrows(IllegalStateException.class, first::awaitTermination);
                    assertTrue(halted.getMessage().contains("fenced"), halted.getMessage());
                    assertTrue(halted.getMessage().contains("their_name=second"), halted.getMessage());
                    assertFalse(first.isReady());
                }
                assertStored(store.port());
            }
        }
    }

    @Test
    @Tag("long")
    void shouldCatchUpWhenTheStoreWasKilled() throws Exception {
        final int storePort = freePort();
        try (EmbeddedBroker broker = broker();
                ScriptedEngine engine = new ScriptedEngine(script);
                KafkaProducer<byte[], byte[]> producer = producer(broker);
                SettlementMain settlement = SettlementMain.launch(config(broker, engine, storePort, "one"))) {
            try (EmbeddedStore store = store(storePort)) {
                publish(engine, producer, 0.3);
                await("first part settled", () -> isSettled(settlement, 0.3));
                publish(engine, producer, 0.6);
                store.kill();
            }
            publish(engine, producer, 1);
            try (EmbeddedStore store = store(storePort)) {
                await("all settled", () -> isSettled(settlement, 1));
                assertStored(store.port());
            }
        }
    }

    private EmbeddedBroker broker() throws Exception {
        final EmbeddedBroker broker =
                EmbeddedBroker.builder(dataDir.resolve("broker")).start();
        createTopic(broker);
        return broker;
    }

    private EmbeddedStore store(final int port) {
        return EmbeddedStore.builder(dataDir.resolve("store"))
                .port(port)
                .heap("512m")
                .start();
    }

    private Config config(
            final EmbeddedBroker broker, final ScriptedEngine engine, final int storePort, final String name) {
        return ConfigFactory.parseString(
                        "millrace.topology { lanes = 2, balance-partitions = 2, chain-partitions = 2 }\n"
                                + "millrace.broker.bootstrap = \"" + broker.bootstrap() + "\"\n"
                                + "millrace.store.contact-points = \"127.0.0.1:" + storePort + "\"\n"
                                + "millrace.feed.engines = [{ lanes = [0, 1], publish = \"" + engine.publishEndpoint()
                                + "\", replay = \"" + engine.replayEndpoint() + "\" }]\n"
                                + "millrace.settlement { writer = " + name + ", checkpoint-interval = 10,"
                                + " commit-rows-min = 100, commit-rows-max = 400 }")
                .withFallback(ConfigFactory.load());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(final EmbeddedBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void createTopic(final EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.BALANCE_EVENTS, ExchangeScript.PARTITIONS, (short) 1),
                            new NewTopic(Topics.CHAIN_EVENTS, ChainScript.PARTITIONS, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void publish(
            final ScriptedEngine engine, final KafkaProducer<byte[], byte[]> producer, final double share) {
        send(producer, Topics.BALANCE_EVENTS, script.records, sent, share);
        send(producer, Topics.CHAIN_EVENTS, script.chainRecords, chainSent, share);
        producer.flush();
        engine.publish(share);
    }

    private static void send(
            final KafkaProducer<byte[], byte[]> producer,
            final String topic,
            final List<List<byte[]>> records,
            final int[] sent,
            final double share) {
        for (int partition = 0; partition < sent.length; partition++) {
            final List<byte[]> values = records.get(partition);
            while (sent[partition] < (int) (values.size() * share)) {
                producer.send(new ProducerRecord<>(topic, partition, null, values.get(sent[partition]++)));
            }
        }
    }

    private boolean isSettled(final SettlementMain settlement, final double share) {
        for (int lane = 0; lane < ExchangeScript.LANES; lane++) {
            if (settlement.durableSequence(Stream.ENGINE, lane) < head(lane, share)) {
                return false;
            }
        }
        for (int partition = 0; partition < ExchangeScript.PARTITIONS; partition++) {
            final long head = (int) (script.records.get(partition).size() * share);
            if (settlement.durableSequence(Stream.BALANCE_EVENTS, partition) < head) {
                return false;
            }
        }
        for (int partition = 0; partition < ChainScript.PARTITIONS; partition++) {
            final long head = (int) (script.chainRecords.get(partition).size() * share);
            if (settlement.durableSequence(Stream.CHAIN_EVENTS, partition) < head) {
                return false;
            }
        }
        return true;
    }

    private long head(final int lane, final double share) {
        return (int) (script.outputs.get(lane).size() * share);
    }

    private static void await(final String what, final BooleanSupplier condition) throws InterruptedException {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNs < AWAIT_NS, "not in time: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Every table holds what a store in memory holds that was written without any trouble. */
    private void assertStored(final int port) {
        final MemoryStore expected = new MemoryStore();
        new Settler(expected, script, new Random(SEED)).finish();
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", port))
                .withLocalDatacenter(EmbeddedStore.DATACENTER)
                .withKeyspace("millrace")
                .build()) {
            for (final Table table : Table.values()) {
                assertEquals(lines(table, expected.rows(table)), lines(table, rows(session, table)), table.label());
            }
        }
    }

    private static List<Map<String, Object>> rows(final CqlSession session, final Table table) {
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (final Row row : session.execute("SELECT * FROM " + table.label())) {
            final Map<String, Object> values = new HashMap<>();
            table.columns().forEach(column -> values.put(column, row.getObject(column)));
            rows.add(values);
        }
        return rows;
    }

    private static String lines(final Table table, final List<Map<String, Object>> rows) {
        final List<String> lines = new ArrayList<>();
        for (final Map<String, Object> row : rows) {
            final StringBuilder line = new StringBuilder();
            table.columns().forEach(column -> line.append(column)
                    .append('=')
                    .append(
                            row.get(column) instanceof ByteBuffer bytes
                                    ? bytes.remaining() + "#" + bytes.hashCode()
                                    : row.get(column))
                    .append(' '));
            lines.add(line.toString());
        }
        Collections.sort(lines);
        return String.join("\n", lines);
    }
}
