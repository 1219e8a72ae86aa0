package io.millrace.ubscore.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.embedded.EmbeddedBroker;
import io.millrace.redpanda.TopicProvisioner;
import io.millrace.redpanda.TopicReader;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.AcknowledgeOutboxDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.OutboxStream;
import io.millrace.schema.sbe.TickDecoder;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The publisher and a real broker that takes some records and refuses others. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class KafkaOutboxBrokerTest {
    private static final int LANE = 0;
    private static final int SHORT = 60;
    private static final int LONG = 400;
    /** A batch of one short record fits, one of a long record does not: the bytes are not to be compressed. */
    private static final String BETWEEN = "300";

    @TempDir
    Path directory;

    private final Outbox outbox = new Outbox(4, 4, new OutboxBounds(1 << 20, 64 << 20, 20 << 20));
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[LONG]);
    private EmbeddedBroker broker;
    private Config config;
    private OutboxPublisher publisher;
    private int opened;
    private long written;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.builder(directory.resolve("broker")).start();
        config = ConfigFactory.parseString("millrace.broker.bootstrap = \"" + broker.bootstrap() + "\"")
                .withFallback(ConfigFactory.load())
                .resolve();
        TopicProvisioner.provision(config);
        publisher = new OutboxPublisher(outbox, this::open, this::onCommand, 1000, 1_000_000, 50_000_000);
        publisher.begin();
    }

    @AfterEach
    void stop() {
        publisher.end();
        broker.close();
    }

    private OutboxBroker open() {
        opened++;
        return new KafkaOutboxBroker(config, 0, 8, 1000);
    }

    /** The log: acknowledgements take effect at once. */
    private boolean onCommand(final DirectBuffer buffer, final int offset, final int length) {
        final AcknowledgeOutboxDecoder command = new AcknowledgeOutboxDecoder();
        command.wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
        if (command.stream() == OutboxStream.ORDERS) {
            outbox.lane(command.partition()).acknowledge(command.sequence(), command.recordOffset());
        }
        return true;
    }

    /** One record of so many bytes, with the stamp that all records begin with. */
    private void write(final int length) {
        written++;
        for (int i = 0; i < LONG; i++) {
            value.putByte(i, (byte) (31 * i * written + i * i >> 3));
        }
        value.putShort(2, (short) TickDecoder.TEMPLATE_ID, ByteOrder.LITTLE_ENDIAN);
        value.putShort(8, (short) LANE, ByteOrder.LITTLE_ENDIAN);
        value.putShort(10, (short) 0, ByteOrder.LITTLE_ENDIAN);
        value.putLong(12, written, ByteOrder.LITTLE_ENDIAN);
        value.putLong(28, 1_767_225_600_000_000L + written, ByteOrder.LITTLE_ENDIAN);
        outbox.lane(LANE).append(written, value, 0, value, length);
    }

    private void publishUntil(final BooleanSupplier done) {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.getAsBoolean()) {
            if (publisher.doWork(System.nanoTime()) == 0) {
                Thread.yield();
            }
            assertTrue(
                    System.nanoTime() < deadline,
                    () -> "opened=" + opened + " acknowledged="
                            + outbox.lane(LANE).acknowledgedSequence());
        }
    }

    private void longestRecord(final String length) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.ORDERS),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", length), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Sequences of the partition in their order: what comes twice is left out, as consumers do. */
    private void assertWhole() {
        final long[] last = new long[1];
        try (TopicReader reader = new TopicReader(config)) {
            reader.read(Topics.ORDERS, LANE, 0, Long.MAX_VALUE, record -> {
                final long sequence = new UnsafeBuffer(record.value()).getLong(12, ByteOrder.LITTLE_ENDIAN);
                assertTrue(sequence <= last[0] + 1, () -> "gap before=" + last[0] + " sequence=" + sequence);
                last[0] = Math.max(last[0], sequence);
                return true;
            });
        }
        assertEquals(written, last[0]);
    }

    @Test
    void shouldLeaveNoGapWhenARecordInTheMiddleIsRefused() throws Exception {
        // Also from the first record on, when the broker knows of no sequence that could protect it.
        for (final int before : new int[] {0, 200}) {
            for (int i = 0; i < before; i++) {
                write(SHORT);
            }
            publishUntil(() -> outbox.lane(LANE).acknowledgedSequence() == written);
            longestRecord(BETWEEN);
            write(LONG);
            for (int i = 0; i < 500; i++) {
                write(i % 50 == 49 ? LONG : SHORT);
            }
            final int openedBefore = opened;
            publishUntil(() -> opened > openedBefore + 2);
            longestRecord("1048588");
            publishUntil(() -> outbox.lane(LANE).acknowledgedSequence() == written);
            assertWhole();
        }
    }
}
