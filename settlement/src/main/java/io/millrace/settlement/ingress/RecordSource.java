package io.millrace.settlement.ingress;

import io.millrace.schema.Topics;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic balance.events: its partitions assigned, sought to the settled places. Which record may come next is judged by
 * the sequences inside the records, never by offsets.
 */
public final class RecordSource implements EventSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(RecordSource.class);
    private static final long LOG_INTERVAL_NS = 10_000_000_000L;

    private final Consumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder = new RecordDecoder();
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private long lastFaultLogNs;
    private boolean faultLogged;

    /** @param settled where each part stands that is to be taken; several shards may share a partition. */
    public RecordSource(final Consumer<byte[], byte[]> consumer, final Collection<StreamPosition> settled) {
        this.consumer = consumer;
        final Map<Integer, Long> offsets = new TreeMap<>();
        settled.forEach(
                position -> offsets.merge(Stream.partition(position.part()), position.recordOffset(), Math::max));
        consumer.assign(
                offsets.keySet().stream().map(RecordSource::topicPartition).toList());
        offsets.forEach((partition, offset) -> consumer.seek(topicPartition(partition), offset + 1));
    }

    private static TopicPartition topicPartition(final int partition) {
        return new TopicPartition(Topics.BALANCE_EVENTS, partition);
    }

    @Override
    public int poll(final long nowNs, final EventIntake intake) {
        if (polled.isEmpty() && intake.hasRoom()) {
            fetch(nowNs);
        }
        int count = 0;
        while (!polled.isEmpty() && intake.hasRoom()) {
            final ConsumerRecord<byte[], byte[]> record = polled.poll();
            intake.onRecord(decode(record), record.offset());
            count++;
        }
        return count;
    }

    private void fetch(final long nowNs) {
        try {
            consumer.poll(Duration.ZERO).forEach(polled::add);
            faultLogged = false;
        } catch (final InvalidOffsetException error) {
            throw new Breach("broker does not have the records that come next: topic=" + Topics.BALANCE_EVENTS + " "
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
            LOGGER.warn("broker gives no records, trying again reason={}", error.toString());
        }
    }

    private BalanceRecord decode(final ConsumerRecord<byte[], byte[]> record) {
        value.wrap(record.value());
        try {
            return decoder.decode(value, 0);
        } catch (final IndexOutOfBoundsException | IllegalArgumentException | NullPointerException error) {
            throw new Breach("record can't be read: topic=" + record.topic() + " partition=" + record.partition()
                    + " offset=" + record.offset() + " length=" + record.value().length + " reason=" + error);
        }
    }

    @Override
    public void onDurable(final StreamPosition position) {
        // The broker is told nothing: the place stands in the store.
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
