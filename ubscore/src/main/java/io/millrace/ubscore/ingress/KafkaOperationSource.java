package io.millrace.ubscore.ingress;

import com.typesafe.config.Config;
import io.millrace.schema.Topics;
import io.millrace.ubscore.account.BreachException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An {@link OperationSource} on the Kafka API: assigned by hand, offsets from the core, nothing committed. The bridge's thread. */
public final class KafkaOperationSource implements OperationSource {
    private static final int RECORDS_PER_POLL_MAX = 256;

    private final Config config;
    private final int timeoutMs;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Connects in the background. {@code config} is the root. */
    public KafkaOperationSource(final Config config, final int partitionCount) {
        this.config = config;
        timeoutMs = (int)
                config.getDuration("millrace.ubscore.publisher.request-timeout").toMillis();
        final Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString("millrace.broker.bootstrap"));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-ubscore-" + config.getInt("millrace.ubscore.shard"));
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL_MAX);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs);
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, partitionCount)
                .mapToObj(partition -> new TopicPartition(Topics.BALANCE_OPERATIONS, partition))
                .toList());
    }

    @Override
    public void seek(final int partition, final long offset) {
        final TopicPartition place = new TopicPartition(Topics.BALANCE_OPERATIONS, partition);
        final long first = consumer.beginningOffsets(List.of(place)).get(place);
        final long end = consumer.endOffsets(List.of(place)).get(place);
        if (offset >= 0 && (offset < first || offset > end)) {
            throw new BreachException("transfers that were not applied are not in the topic partition=" + partition
                    + " wantedOffset=" + offset + " firstOffset=" + first + " endOffset=" + end);
        }
        consumer.seek(place, offset < 0 ? first : offset);
    }

    @Override
    public void pause(final int partition, final boolean paused) {
        final List<TopicPartition> place = List.of(new TopicPartition(Topics.BALANCE_OPERATIONS, partition));
        if (paused) {
            consumer.pause(place);
        } else {
            consumer.resume(place);
        }
    }

    @Override
    public int poll(final Handler handler) {
        int count = 0;
        try {
            for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
                handler.onRecord(
                        record.partition(), record.offset(), record.value() == null ? new byte[0] : record.value());
                count++;
            }
        } catch (final OffsetOutOfRangeException e) {
            throw new BreachException(
                    "transfers that were not applied are not in the topic offsets=" + e.offsetOutOfRangePartitions());
        }
        return count;
    }

    @Override
    public void setAside(final int partition, final long offset, final byte[] value) {
        final Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString("millrace.broker.bootstrap"));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMs);
        final String key = Topics.BALANCE_OPERATIONS + "/" + partition + "/" + offset;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.DEAD_LETTER_PREFIX + Topics.BALANCE_OPERATIONS,
                            key.getBytes(StandardCharsets.US_ASCII),
                            value))
                    .get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            throw new KafkaException("record can't be set aside key=" + key, e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while setting a record aside key=" + key, e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofMillis(100)));
    }
}
