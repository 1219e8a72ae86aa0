package io.millrace.redpanda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.embedded.Ports;
import io.millrace.schema.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One real broker for the whole life of a set of topics, hence the order. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicProvisionerTest {
    @TempDir
    private static Path dataDir;

    private static EmbeddedBroker broker;
    private static Config config;
    private static CompletableFuture<List<String>> earlyBird;

    @BeforeAll
    static void start() {
        final int port = Ports.free("127.0.0.1");
        config = ConfigFactory.parseMap(Map.of("millrace.broker.bootstrap", "127.0.0.1:" + port))
                .withFallback(ConfigFactory.load());
        earlyBird = CompletableFuture.supplyAsync(() -> TopicProvisioner.provision(config));
        broker = EmbeddedBroker.builder(dataDir).port(port).start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    @Order(1)
    void shouldWaitForTheBrokerAndCreateWhatIsMissing() throws Exception {
        final List<String> created = earlyBird.get(100, TimeUnit.SECONDS);
        assertEquals(
                Set.copyOf(
                        TopicCatalog.load(config).stream().map(TopicSpec::name).toList()),
                Set.copyOf(created));
        assertEquals(List.of(), TopicProvisioner.provision(config));
    }

    @Test
    @Order(2)
    void shouldReadRangesAndTails() {
        try (TopicReader reader = new TopicReader(config)) {
            assertNull(reader.last(Topics.ORDERS, 2));
            produce(2, 100);
            assertEquals(4, reader.partitionCount(Topics.ORDERS));
            assertEquals(0, reader.startOffset(Topics.ORDERS, 2));
            assertEquals(100, reader.endOffset(Topics.ORDERS, 2));
            assertEquals("99", new String(reader.last(Topics.ORDERS, 2).value(), StandardCharsets.US_ASCII));
            final List<Long> offsets = new ArrayList<>();
            assertEquals(20, reader.read(Topics.ORDERS, 2, 10, 20, record -> offsets.add(record.offset())));
            assertEquals(List.of(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L), offsets);
            assertEquals(100, reader.read(Topics.ORDERS, 2, 95, Long.MAX_VALUE, record -> true));
            assertEquals(51, reader.read(Topics.ORDERS, 2, 50, 60, record -> false));
            assertEquals(100, reader.read(Topics.ORDERS, 2, 100, 200, record -> true));
        }
    }

    @Test
    @Order(3)
    void shouldRefuseTopicsThatDrifted() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createPartitions(Map.of(Topics.ORDERS, NewPartitions.increaseTo(5)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            final ConfigResource events = new ConfigResource(ConfigResource.Type.TOPIC, Topics.BALANCE_EVENTS);
            admin.incrementalAlterConfigs(Map.of(
                            events,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        final TopicDriftException e = assertThrows(TopicDriftException.class, () -> TopicProvisioner.provision(config));
        assertEquals(
                Set.of(
                        new TopicDrift(Topics.ORDERS, "partitions", "4", "5"),
                        new TopicDrift(Topics.BALANCE_EVENTS, "retention.ms", "-1", "1000")),
                Set.copyOf(e.drifts()));
        assertTrue(e.getMessage().contains("topic=orders setting=partitions wanted=4 found=5"), e.getMessage());
    }

    @Test
    @Order(4)
    void shouldSayWhichBrokerDidNotAnswer() {
        final int port = Ports.free("127.0.0.1");
        final Config nobody = ConfigFactory.parseMap(Map.of(
                        "millrace.broker.bootstrap", "127.0.0.1:" + port,
                        "millrace.broker.start-timeout", "1 s",
                        "millrace.broker.request-timeout", "1 s"))
                .withFallback(config);
        final BrokerException e = assertThrows(BrokerException.class, () -> TopicProvisioner.provision(nobody));
        assertTrue(e.getMessage().contains("bootstrap=127.0.0.1:" + port), e.getMessage());
    }

    private static void produce(final int partition, final int count) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(Topics.ORDERS, partition, "k", Integer.toString(i)));
            }
        }
    }
}
