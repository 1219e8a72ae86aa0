package io.millrace.settlement.ingress;

import io.millrace.schema.Topics;
import io.millrace.settlement.ledger.ChainRecord;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic chain.events: its partitions assigned, sought to the settled places. A record that names an asset or an instrument which
 * the other streams have not defined yet waits, and those behind it.
 */
public final class ChainSource implements EventSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChainSource.class);
    private static final long LOG_INTERVAL_NS = 10_000_000_000L;

    private final TopicCursor cursor;
    private final ChainRecordDecoder decoder = new ChainRecordDecoder();
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private boolean isWaiting;
    private long waitingSinceNs;

    /** @param settled where each partition stands that is to be taken. */
    public ChainSource(final Consumer<byte[], byte[]> consumer, final Collection<StreamPosition> settled) {
        final Map<Integer, Long> offsets = new TreeMap<>();
        settled.forEach(position -> offsets.put(position.part(), position.recordOffset()));
        cursor = new TopicCursor(consumer, Topics.CHAIN_EVENTS, offsets);
    }

    @Override
    public int poll(final long nowNs, final EventIntake intake) {
        if (intake.hasRoom()) {
            cursor.fetch(nowNs);
        }
        int count = 0;
        for (ConsumerRecord<byte[], byte[]> record = cursor.peek();
                record != null && intake.hasRoom();
                record = cursor.peek()) {
            final ChainRecord decoded = decode(record);
            if (!intake.onChainRecord(decoded, record.partition(), record.offset())) {
                onWaiting(record, decoded, nowNs);
                break;
            }
            isWaiting = false;
            cursor.advance();
            count++;
        }
        return count;
    }

    private void onWaiting(final ConsumerRecord<byte[], byte[]> record, final ChainRecord decoded, final long nowNs) {
        if (!isWaiting) {
            isWaiting = true;
            waitingSinceNs = nowNs;
        } else if (nowNs - waitingSinceNs >= LOG_INTERVAL_NS) {
            waitingSinceNs = nowNs;
            LOGGER.warn(
                    "record names an asset or instrument that is not defined, waiting for it topic={} partition={}"
                            + " offset={} record={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    decoded);
        }
    }

    private ChainRecord decode(final ConsumerRecord<byte[], byte[]> record) {
        try {
            value.wrap(record.value());
            return decoder.decode(value, 0);
        } catch (final IndexOutOfBoundsException
                | IllegalArgumentException
                | NullPointerException
                | ArithmeticException error) {
            throw TopicCursor.unreadable(record, error);
        }
    }

    @Override
    public void onDurable(final StreamPosition position) {
        // The broker is told nothing: the place stands in the store.
    }

    @Override
    public void close() {
        cursor.close();
    }
}
