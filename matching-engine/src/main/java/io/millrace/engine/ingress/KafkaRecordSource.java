package io.millrace.engine.ingress;

import io.millrace.engine.EngineContext;
import io.millrace.engine.LaneBreachException;
import io.millrace.schema.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition of the topic {@code orders} on a broker with the Kafka API: assigned and sought, no group, no commit, no reset.
 * A broker that is away, or refuses, is asked again with a growing pause, from the same place. Created and used on the
 * lane's thread.
 */
public final class KafkaRecordSource implements RecordSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaRecordSource.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);

    private final TopicPartition partition;
    private final Map<String, Object> properties;
    private final Duration pollTimeout;
    private final int countMax;
    private final long retryMinNs;
    private final long retryMaxNs;
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);

    private KafkaConsumer<byte[], byte[]> consumer;
    private Iterator<ConsumerRecord<byte[], byte[]>> records = Collections.emptyIterator();
    private int remaining;
    private boolean hasMore;
    private long offset = -1;
    private long nextOffset;
    private long retryAtNs = System.nanoTime();
    private long retryNs;

    public KafkaRecordSource(final int lane, final EngineContext context) {
        partition = new TopicPartition(Topics.ORDERS, lane);
        properties = properties(lane, context);
        pollTimeout = Duration.ofNanos(context.polling().timeoutNs());
        countMax = context.polling().countMax();
        retryMinNs = context.polling().retryMinNs();
        retryMaxNs = context.polling().retryMaxNs();
        retryNs = retryMinNs;
    }

    private static Map<String, Object> properties(final int lane, final EngineContext context) {
        final Map<String, Object> properties = new HashMap<>();
        properties.put(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, context.polling().bootstrap());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-engine-lane-" + lane);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, context.polling().countMax());
        properties.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                context.polling().fetchLengthMax());
        properties.put(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 * context.polling().fetchLengthMax());
        properties.put(
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                TimeUnit.NANOSECONDS.toMillis(context.polling().retryMaxNs()));
        return properties;
    }

    @Override
    public void seek(final long offset) {
        nextOffset = offset;
        forget();
        if (consumer != null) {
            consumer.seek(partition, nextOffset);
        }
    }

    @Override
    public int poll(final boolean mayWait) {
        if (remaining > 0) {
            return remaining;
        }
        if (consumer == null && !open()) {
            return 0;
        }
        try {
            final List<ConsumerRecord<byte[], byte[]>> found =
                    consumer.poll(mayWait ? pollTimeout : Duration.ZERO).records(partition);
            records = found.iterator();
            remaining = found.size();
            hasMore = remaining == countMax;
            retryNs = retryMinNs;
        } catch (final OffsetOutOfRangeException ex) {
            throw new LaneBreachException(
                    "broker does not have the next record: partition=" + partition + " next-offset=" + nextOffset, ex);
        } catch (final InterruptException ex) {
            Thread.currentThread().interrupt();
        } catch (final KafkaException ex) {
            retryLater(ex);
        }
        return remaining;
    }

    @Override
    public boolean hasMore() {
        return remaining > 0 || hasMore;
    }

    @Override
    public boolean next() {
        if (remaining == 0) {
            return false;
        }
        final ConsumerRecord<byte[], byte[]> next = records.next();
        remaining--;
        offset = next.offset();
        nextOffset = offset + 1;
        if (next.value() == null) {
            throw new LaneBreachException("record has no value: partition=" + partition + " offset=" + offset);
        }
        value.wrap(next.value());
        return true;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public DirectBuffer value() {
        return value;
    }

    @Override
    public void close() {
        forget();
        if (consumer != null) {
            try {
                consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            } catch (final KafkaException ex) {
                LOGGER.warn("consumer did not close partition={} cause={}", partition, ex.toString());
            }
            consumer = null;
        }
    }

    private boolean open() {
        if (System.nanoTime() - retryAtNs < 0) {
            LockSupport.parkNanos(pollTimeout.toNanos());
            return false;
        }
        try {
            consumer = new KafkaConsumer<>(properties);
            consumer.assign(List.of(partition));
            consumer.seek(partition, nextOffset);
            LOGGER.info("reading partition={} from-offset={}", partition, nextOffset);
            return true;
        } catch (final KafkaException ex) {
            retryLater(ex);
            return false;
        }
    }

    private void retryLater(final KafkaException ex) {
        LOGGER.warn(
                "broker refuses, asking again partition={} next-offset={} retry-ms={} cause={}",
                partition,
                nextOffset,
                TimeUnit.NANOSECONDS.toMillis(retryNs),
                ex.toString());
        close();
        retryAtNs = System.nanoTime() + retryNs;
        retryNs = Math.min(retryMaxNs, 2 * retryNs);
    }

    private void forget() {
        records = Collections.emptyIterator();
        remaining = 0;
        hasMore = false;
    }
}
