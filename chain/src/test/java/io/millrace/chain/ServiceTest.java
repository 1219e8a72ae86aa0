package io.millrace.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.Ports;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.DepositOperationDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service as it runs: a real broker, a real node, its own journal. */
class ServiceTest {
    private static final int PARTITIONS = 4;
    private static final long USER = 1001;

    @TempDir
    private Path directory;

    private static Config config(final EmbeddedBroker broker, final Path data, final int port) {
        return ConfigFactory.parseString("millrace.broker.bootstrap = \"" + broker.bootstrap() + "\"\n"
                        + "millrace.chain.dev { enabled = true, port = " + port + ", module-dir = \".\", data-dir = \""
                        + data + "\" }\n"
                        + "millrace.chain { confirmations = 2, poll-interval = 50ms, metrics.port = 0 }\n"
                        + "millrace.ubscore.genesis.assets = [{ id = 3, symbol = USDT, scale = 6 }]\n")
                .withFallback(ConfigFactory.load());
    }

    private static void await(final String what, final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time: " + what);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static List<byte[]> operations(final KafkaConsumer<byte[], byte[]> consumer) {
        final List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.BALANCE_OPERATIONS, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        final List<byte[]> values = new ArrayList<>();
        for (int quiet = 0; quiet < 3; quiet++) {
            for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(300))) {
                values.add(record.value());
                quiet = 0;
            }
        }
        return values;
    }

    @Test
    @Tag("long")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldGoOnFromItsJournalAndSendEachCreditOnce() throws Exception {
        NodePackages.require();
        final int port = Ports.free("127.0.0.1");
        final Path data = directory.resolve("chain");
        try (EmbeddedBroker broker =
                EmbeddedBroker.builder(directory.resolve("broker")).start()) {
            createTopics(broker);
            final Config config = config(broker, data, port);
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
                for (int life = 1; life <= 3; life++) {
                    try (ChainMain main = ChainMain.launch(config);
                            DevNet net = DevNet.attach(data, port)) {
                        await("ready", main::isReady);
                        net.deposit(USER, "USDT", new BigDecimal("12.5"));
                        net.mine(2);
                        final int wanted = life;
                        await("credit " + life, () -> operations(consumer).size() >= wanted);
                    }
                }
                final List<byte[]> sent = operations(consumer);
                assertEquals(3, sent.size());
                for (int i = 0; i < 3; i++) {
                    final DepositOperationDecoder operation = new DepositOperationDecoder()
                            .wrapAndApplyHeader(new UnsafeBuffer(sent.get(i)), 0, new MessageHeaderDecoder());
                    assertEquals(i + 1, operation.sourceSequence());
                    assertEquals(USER, operation.userId());
                    assertEquals(3, operation.assetId());
                    assertEquals(12_500_000, operation.amount());
                }
            }
        }
    }

    @Test
    @Tag("long")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldHaltWhenAnotherServiceTakesItsPlace() throws Exception {
        NodePackages.require();
        final int port = Ports.free("127.0.0.1");
        final Path data = directory.resolve("chain");
        try (EmbeddedBroker broker =
                        EmbeddedBroker.builder(directory.resolve("broker")).start();
                DevNet net = DevNet.start(config(broker, data, port))) {
            createTopics(broker);
            final Config config = net.over(config(broker, data, port))
                    .withValue("millrace.chain.dev.enabled", ConfigValueFactory.fromAnyRef(false));
            try (ChainMain first = ChainMain.launch(config)) {
                await("first is ready", first::isReady);
                try (ChainMain second = ChainMain.launch(config)) {
                    await("second is ready", second::isReady);
                    net.deposit(USER, "USDT", new BigDecimal("12.5"));
                    final IllegalStateException halt =
                            assertThrows(IllegalStateException.class, first::awaitTermination);
                    assertTrue(halt.getMessage().contains("another chain service"), halt.getMessage());
                    awaitCredits(broker, 1);
                    assertTrue(second.isReady());
                }
            }
        }
    }

    private static void awaitCredits(final EmbeddedBroker broker, final int count) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            await("credits " + count, () -> operations(consumer).size() >= count);
            assertEquals(count, operations(consumer).size());
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(final EmbeddedBroker broker) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static void createTopics(final EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            final List<NewTopic> topics = new ArrayList<>();
            for (final String name : List.of(Topics.BALANCE_OPERATIONS, Topics.BALANCE_EVENTS, Topics.CHAIN_EVENTS)) {
                topics.add(new NewTopic(name, PARTITIONS, (short) 1));
            }
            admin.createTopics(topics).all().get(60, TimeUnit.SECONDS);
        }
    }
}
