package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.LaneStart;
import io.millrace.journal.JournalLockedException;
import io.millrace.schema.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The engine as it is wired in production: a real broker, real files, real sockets. */
@Timeout(value = 400, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineMainTest {
    private static final int LANES = 4;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final TreeMap<Long, byte[]> outputs = new TreeMap<>();

    /** One story, for brokers are slow to start: each chapter goes on from the one before. */
    @Test
    void shouldLoseNothingWhenTheBrokerIsKilledOrTheOwnerEndsAndHaltOnAGap() throws Exception {
        final List<byte[]> records = Commands.random(5, 3100).records();
        final Path brokerDir = directory.resolve("broker");
        final EngineMain standby;
        final int port;
        try (EmbeddedBroker broker = EmbeddedBroker.builder(brokerDir).start()) {
            port = broker.port();
            createTopic(broker);
            produce(broker, records.subList(0, 1000));
            final Config config = config(port, "a");
            try (EngineMain owner = EngineMain.launch(config)) {
                assertTrue(owner.isReady());
                assertThrows(JournalLockedException.class, () -> EngineMain.launch(config));
                collect(owner, 1000);
                broker.kill();
            }
        }
        try (EngineMain owner = EngineMain.launch(config(port, "a"))) {
            assertTrue(owner.isReady(), "it waits for its broker");
            collect(owner, 1000);
            try (EmbeddedBroker broker =
                    EmbeddedBroker.builder(brokerDir).port(port).start()) {
                produce(broker, records.subList(1000, 2000));
                collect(owner, 2000);
                standby = EngineMain.launch(config(port, "b"));
                assertEquals(List.of(), standby.ownedLanes());
                takeOverAndHalt(owner, standby, broker, records);
            }
        }
        assertSameAsUninterrupted(records.subList(0, 3000));
    }

    private void takeOverAndHalt(
            final EngineMain owner, final EngineMain standby, final EmbeddedBroker broker, final List<byte[]> records)
            throws Exception {
        try (standby) {
            owner.close();
            produce(broker, records.subList(2000, 3000));
            collect(standby, 3000);
            assertEquals(List.of(0, 1, 2, 3), standby.ownedLanes());
            produce(broker, records.subList(3001, 3100));
            final LaneBreachException ex = assertThrows(LaneBreachException.class, standby::awaitTermination);
            assertTrue(ex.getMessage().contains("expected-order-sequence=3001"), ex.getMessage());
            assertTrue(ex.getMessage().contains("lane=" + Commands.LANE), ex.getMessage());
            assertFalse(standby.isReady());
        }
    }

    private Config config(final int brokerPort, final String process) {
        return ConfigFactory.parseMap(Map.of(
                        "millrace.broker.bootstrap", "127.0.0.1:" + brokerPort,
                        "millrace.engine.data-dir", directory.resolve(process).toString(),
                        "millrace.engine.claim-dir", directory.resolve("claims").toString(),
                        "millrace.engine.publish", "tcp://127.0.0.1:*",
                        "millrace.engine.replay", "tcp://127.0.0.1:*",
                        "millrace.engine.journal.segment-length", "4 MiB",
                        "millrace.engine.journal.batch-length-max", "2100 KiB"))
                .withFallback(ConfigFactory.load());
    }

    private static void createTopic(final EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(Topics.ORDERS, LANES, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void produce(final EmbeddedBroker broker, final List<byte[]> records) throws Exception {
        final Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            final List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (final byte[] record : records) {
                sent.add(producer.send(new ProducerRecord<>(Topics.ORDERS, Commands.LANE, null, record)));
            }
            for (final Future<RecordMetadata> acknowledged : sent) {
                acknowledged.get(20, TimeUnit.SECONDS);
            }
        }
    }

    /** Subscribes from the beginning, or behind what an earlier subscriber took, up to a sequence. */
    private void collect(final EngineMain engine, final long lastSequence) throws InterruptedException {
        final long taken = outputs.isEmpty() ? 0 : outputs.lastKey();
        final LaneStart start =
                taken == 0 ? LaneStart.BEGINNING : new LaneStart(taken, RecordingOutlet.sha256(outputs.get(taken)));
        final FeedEndpoint endpoint =
                new FeedEndpoint(List.of(Commands.LANE), engine.publishEndpoint(), engine.replayEndpoint());
        try (EngineFeedSubscriber subscriber = new EngineFeedSubscriber(
                List.of(endpoint),
                Map.of(Commands.LANE, start),
                FeedContext.defaults(),
                (lane, sequence, buffer, offset, length, hash) -> {
                    final byte[] bytes = new byte[length];
                    buffer.getBytes(offset, bytes);
                    outputs.put(sequence, bytes);
                    return true;
                })) {
            while (outputs.isEmpty() || outputs.lastKey() < lastSequence) {
                if (subscriber.doWork(System.nanoTime()) == 0) {
                    Thread.sleep(1);
                }
            }
        }
    }

    private void assertSameAsUninterrupted(final List<byte[]> records) {
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        for (int i = 0; i < records.size(); i++) {
            processor.process(i, new UnsafeBuffer(records.get(i)), 0, records.get(i).length);
        }
        assertEquals(records.size(), outputs.size());
        assertArrayEquals(processor.lastHash(), RecordingOutlet.sha256(outputs.get((long) records.size())));
    }
}
