package io.millrace.exchange.replay;

import io.millrace.exchange.source.TopicCursor;
import io.millrace.exchange.source.TopicSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Partitions of a topic as one stream in the order of the records' times; within a partition in the order of its offsets. */
final class MergedTopic {
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.<Head>comparingLong(head -> head.record.timestamp())
                    .thenComparingInt(head -> head.record.partition()));

    private record Head(ConsumerRecord<byte[], byte[]> record, TopicCursor cursor) {}

    /** Partition {@code partitions[i]} from {@code froms[i]} to before {@code tos[i]}. */
    MergedTopic(
            final TopicSource topics,
            final String topic,
            final List<Integer> partitions,
            final List<Long> froms,
            final List<Long> tos) {
        for (int i = 0; i < partitions.size(); i++) {
            push(new TopicCursor(topics, topic, partitions.get(i), froms.get(i), tos.get(i)));
        }
    }

    private void push(final TopicCursor cursor) {
        final ConsumerRecord<byte[], byte[]> record = cursor.next();
        if (record != null) {
            heads.add(new Head(record, cursor));
        }
    }

    /** The next record; null at the end. */
    ConsumerRecord<byte[], byte[]> next() {
        final Head head = heads.poll();
        if (head == null) {
            return null;
        }
        push(head.cursor);
        return head.record;
    }
}
