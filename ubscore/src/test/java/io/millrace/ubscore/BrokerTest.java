package io.millrace.ubscore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.redpanda.TopicProvisioner;
import io.millrace.redpanda.TopicReader;
import io.millrace.schema.Accounts;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferOperationEncoder;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.HighResolutionClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node and a real broker: exactly once out of the topic of transfers and into the others, whoever is killed. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class BrokerTest {
    private static final long USER = 1001;
    private static final int USDT = 3;

    @TempDir
    Path directory;

    private KafkaProducer<byte[], byte[]> producer;
    private Config config;

    @Test
    void shouldTakeTransfersAndPublishOrdersOnceThroughKills() throws Exception {
        final int port = Ports.freeRange(6);
        try (EmbeddedBroker broker =
                EmbeddedBroker.builder(directory.resolve("broker")).start()) {
            broker.awaitReady();
            final String settings = settings(port, broker.bootstrap());
            config = ConfigFactory.parseString(settings)
                    .withFallback(ConfigFactory.load())
                    .resolve();
            TopicProvisioner.provision(config);
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrap()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            try (NodeProcess node = new NodeProcess(directory, "node", settings);
                    CoreClient client = new CoreClient("0=127.0.0.1:" + port)) {
                node.start();
                node.awaitReady();
                client.connect();
                transferIn(1_000_000);
                awaitFunds(client);
                for (int i = 0; i < 60; i++) {
                    if (i == 20 || i == 40) {
                        node.kill();
                        node.start();
                        node.awaitReady();
                        client.connect();
                    }
                    assertEquals(
                            Outcome.ACCEPTED,
                            client.order(USER, "o" + i, Side.BUY, 100, 1).outcome());
                }
                awaitRecords(Topics.ORDERS, 0, 61);
                assertContiguous(Topics.ORDERS, 0);
                assertContiguous(Topics.BALANCE_EVENTS, Accounts.partition(USER, 4));
            } finally {
                producer.close();
            }
        }
    }

    private void transferIn(final long amount) throws Exception {
        final UnsafeBuffer record =
                new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + TransferOperationEncoder.BLOCK_LENGTH]);
        new TransferOperationEncoder()
                .wrapAndApplyHeader(record, 0, new MessageHeaderEncoder())
                .kind(TransferKind.IN)
                .userId(USER)
                .assetId(USDT)
                .amount(amount)
                .requestTimeUs(HighResolutionClock.epochMicros())
                .requestId("in-1");
        producer.send(new ProducerRecord<>(
                        Topics.BALANCE_OPERATIONS,
                        Accounts.partition(USER, 4),
                        Long.toString(USER).getBytes(StandardCharsets.US_ASCII),
                        record.byteArray()))
                .get(10, TimeUnit.SECONDS);
    }

    private static void awaitFunds(final CoreClient client) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        for (int i = 0; client.order(USER, "probe" + i, Side.BUY, 100, 1).outcome() != Outcome.ACCEPTED; i++) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("transfer was not applied");
            }
            Thread.sleep(50);
        }
    }

    /** Waits until a partition has a record with this sequence; the first is the instrument's listing. */
    private void awaitRecords(final String topic, final int partition, final long count) throws InterruptedException {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (TopicReader reader = new TopicReader(config)) {
            while (reader.endOffset(topic, partition) < count) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("records are missing end=" + reader.endOffset(topic, partition));
                }
                Thread.sleep(50);
            }
        }
    }

    /** From 1 on without a gap; what is there twice was there before. */
    private void assertContiguous(final String topic, final int partition) {
        final long[] last = new long[1];
        try (TopicReader reader = new TopicReader(config)) {
            reader.read(topic, partition, 0, Long.MAX_VALUE, record -> {
                final long sequence = new UnsafeBuffer(record.value()).getLong(12, ByteOrder.LITTLE_ENDIAN);
                assertEquals(
                        Long.toString(sequence),
                        new String(
                                record.headers()
                                        .lastHeader(Topics.HEADER_SEQUENCE)
                                        .value(),
                                StandardCharsets.US_ASCII));
                if (sequence > last[0]) {
                    assertEquals(last[0] + 1, sequence);
                    last[0] = sequence;
                }
                return true;
            });
        }
    }

    private String settings(final int port, final String bootstrap) {
        return "test.discard = false\n"
                + "millrace.broker.bootstrap = \"" + bootstrap + "\"\n"
                + "millrace.feed.engines = [{ lanes = [0, 1, 2, 3], publish = \"tcp://127.0.0.1:1\","
                + " replay = \"tcp://127.0.0.1:1\" }]\n"
                + "millrace.ubscore {\n"
                + "  members = [\"127.0.0.1:" + port + "\"]\n"
                + "  data-dir = \"" + directory.resolve("data") + "\"\n"
                + "  log.free-space-min = 1 MiB\n"
                + "}\n";
    }
}
