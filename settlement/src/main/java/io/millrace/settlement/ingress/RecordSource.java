package io.millrace.settlement.ingress;

import io.millrace.schema.Topics;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topic balance.events: its partitions assigned, sought to the settled places. Which record may come next is judged by
 * the sequences inside the records, never by offsets.
 */
public final class RecordSource implements EventSource {
    private final TopicCursor cursor;
    private final RecordDecoder decoder = new RecordDecoder();
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);

    /** @param settled where each part stands that is to be taken; several shards may share a partition. */
    public RecordSource(final Consumer<byte[], byte[]> consumer, final Collection<StreamPosition> settled) {
        final Map<Integer, Long> offsets = new TreeMap<>();
        settled.forEach(
                position -> offsets.merge(Stream.partition(position.part()), position.recordOffset(), Math::max));
        cursor = new TopicCursor(consumer, Topics.BALANCE_EVENTS, offsets);
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
            intake.onRecord(decode(record), record.offset());
            cursor.advance();
            count++;
        }
        return count;
    }

    private BalanceRecord decode(final ConsumerRecord<byte[], byte[]> record) {
        value.wrap(record.value());
        try {
            return decoder.decode(value, 0);
        } catch (final IndexOutOfBoundsException | IllegalArgumentException | NullPointerException error) {
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
