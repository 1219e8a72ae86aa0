package io.millrace.settlement.ingress;

import io.millrace.settlement.ledger.Breach;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions of a topic behind settled offsets, record after record. One thread; does not wait. */
final class TopicCursor implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicCursor.class);
    private static final long LOG_INTERVAL_NS = 10_000_000_000L;

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private long lastFaultLogNs;
    private boolean faultLogged;

    /** @param settled the last settled offset of each partition that is to be read; -1: none. */
    TopicCursor(final Consumer<byte[], byte[]> consumer, final String topic, final Map<Integer, Long> settled) {
        this.topic = topic;
        this.consumer = consumer;
        consumer.assign(settled.keySet().stream().map(this::partition).toList());
        settled.forEach((partition, offset) -> consumer.seek(partition(partition), offset + 1));
    }

    private TopicPartition partition(final int partition) {
        return new TopicPartition(topic, partition);
    }

    /** Asks for more if all was taken. */
    void fetch(final long nowNs) {
        if (!polled.isEmpty()) {
            return;
        }
        try {
            consumer.poll(Duration.ZERO).forEach(polled::add);
            faultLogged = false;
        } catch (final InvalidOffsetException error) {
            throw new Breach("broker does not have the records that come next: topic=" + topic + " "
                    + error.getMessage() + ": the topic was cut or is another exchange's; it must keep everything that"
                    + " settlement has not settled");
        } catch (final RetriableException error) {
            logFault(error, nowNs);
        }
    }

    private void logFault(final KafkaException error, final long nowNs) {
        if (!faultLogged || nowNs - lastFaultLogNs >= LOG_INTERVAL_NS) {
            faultLogged = true;
            lastFaultLogNs = nowNs;
            LOGGER.warn("broker gives no records, trying again topic={} reason={}", topic, error.toString());
        }
    }

    /** The next record, which stays; null: there is none now. */
    ConsumerRecord<byte[], byte[]> peek() {
        return polled.peek();
    }

    /** Takes the record that {@link #peek} showed. */
    void advance() {
        polled.remove();
    }

    /** What a decoder threw at a record, as the halt that it is. */
    static Breach unreadable(final ConsumerRecord<byte[], byte[]> record, final RuntimeException error) {
        return new Breach("record can't be read: topic=" + record.topic() + " partition=" + record.partition()
                + " offset=" + record.offset() + " length=" + (record.value() == null ? -1 : record.value().length)
                + " reason=" + error);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
