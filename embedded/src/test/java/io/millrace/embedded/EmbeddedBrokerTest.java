package io.millrace.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedBrokerTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void shouldKeepAcknowledgedRecordsWhenKilled() throws Exception {
        final Path dataDir = hyphenated(directory);
        try (EmbeddedBroker broker = EmbeddedBroker.builder(dataDir).start()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.of((short) 1))))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
            produce(broker, "before");
            final EmbeddedException refused =
                    assertThrows(EmbeddedException.class, () -> EmbeddedBroker.builder(dataDir)
                            .start());
            assertTrue(refused.getMessage().contains("broker.log"), refused.getMessage());
            broker.kill();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.builder(dataDir).start()) {
            produce(broker, "after");
            assertEquals(List.of("before", "after"), consume(broker, 2));
        }
    }

    /** A directory whose cluster id, made from its name, begins with a hyphen, as an option does. */
    private static Path hyphenated(final Path directory) {
        for (int i = 0; ; i++) {
            final Path path = directory.resolve("data-" + i);
            final UUID id = UUID.nameUUIDFromBytes(path.toString().getBytes(StandardCharsets.UTF_8));
            if (new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits())
                    .toString()
                    .startsWith("-")) {
                return path;
            }
        }
    }

    private static void produce(final EmbeddedBroker broker, final String value) throws Exception {
        final Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap(), "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("t", 0, null, value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> consume(final EmbeddedBroker broker, final int count) {
        final List<String> values = new ArrayList<>();
        final Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            while (values.size() < count) {
                for (final ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
