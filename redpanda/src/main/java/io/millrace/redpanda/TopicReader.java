package io.millrace.redpanda;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads ranges of partitions and ends: for tools, and for the tail that a producer resumes behind. Belongs to no
 * consumer group and commits nothing. Blocks, and gives up when a read makes no progress for the request timeout. One
 * thread.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Duration timeout;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Takes the records of a range, in order. */
    @FunctionalInterface
    public interface RecordHandler {
        /** Returns false to end the read behind this record. */
        boolean onRecord(ConsumerRecord<byte[], byte[]> record);
    }

    /** {@code config} is the root configuration. */
    public TopicReader(final Config config) {
        timeout = config.getDuration("millrace.broker.request-timeout");
        final Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.getString("millrace.broker.bootstrap"));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-reader");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Partitions that the topic has. */
    public int partitionCount(final String topic) {
        return guarded(() -> consumer.partitionsFor(topic).size(), topic, -1);
    }

    /** Offset of the first record that is kept. */
    public long startOffset(final String topic, final int partition) {
        final TopicPartition place = new TopicPartition(topic, partition);
        return guarded(() -> consumer.beginningOffsets(List.of(place)).get(place), topic, partition);
    }

    /** Offset that the next record will have. */
    public long endOffset(final String topic, final int partition) {
        final TopicPartition place = new TopicPartition(topic, partition);
        return guarded(() -> consumer.endOffsets(List.of(place)).get(place), topic, partition);
    }

    /**
     * Reads {@code fromOffset} to before {@code toOffset}, or to the end as it is now if that comes first.
     *
     * @return offset behind the last record read; {@code fromOffset} if there was none.
     * @throws BrokerException if {@code fromOffset} is no longer kept, or the broker does not answer in time.
     */
    public long read(
            final String topic,
            final int partition,
            final long fromOffset,
            final long toOffset,
            final RecordHandler handler) {
        final long end = Math.min(toOffset, endOffset(topic, partition));
        return guarded(
                () -> readAssigned(new TopicPartition(topic, partition), fromOffset, end, handler), topic, partition);
    }

    private long readAssigned(
            final TopicPartition place, final long fromOffset, final long end, final RecordHandler handler) {
        consumer.assign(List.of(place));
        consumer.seek(place, fromOffset);
        long next = fromOffset;
        long progressNs = System.nanoTime();
        while (consumer.position(place) < end) {
            final long before = consumer.position(place);
            for (final ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= end) {
                    return next;
                }
                next = record.offset() + 1;
                if (!handler.onRecord(record)) {
                    return next;
                }
            }
            if (consumer.position(place) > before) {
                progressNs = System.nanoTime();
            } else if (System.nanoTime() - progressNs > timeout.toNanos()) {
                throw new KafkaException("no progress at offset=" + before + " end=" + end);
            }
        }
        return next;
    }

    /** Last record of a partition; null if it holds none. */
    public ConsumerRecord<byte[], byte[]> last(final String topic, final int partition) {
        final long start = startOffset(topic, partition);
        final long end = endOffset(topic, partition);
        // The end may be a marker, or compacted away: step back ever further until a record is met.
        for (long back = 1, from = end; from > start; back *= 2) {
            from = Math.max(start, end - back);
            final Last last = new Last();
            read(topic, partition, from, end, last);
            if (last.record != null) {
                return last.record;
            }
        }
        return null;
    }

    private static final class Last implements RecordHandler {
        ConsumerRecord<byte[], byte[]> record;

        @Override
        public boolean onRecord(final ConsumerRecord<byte[], byte[]> next) {
            record = next;
            return true;
        }
    }

    private interface Call<T> {
        T call();
    }

    private static <T> T guarded(final Call<T> call, final String topic, final int partition) {
        try {
            return call.call();
        } catch (final KafkaException e) {
            throw new BrokerException(
                    "can't read topic=" + topic + " partition=" + partition + " error=" + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
