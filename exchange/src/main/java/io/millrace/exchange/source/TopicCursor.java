package io.millrace.exchange.source;

import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A partition's records one by one, read ahead in pieces. */
public final class TopicCursor {
    private static final int READ_AHEAD = 4096;

    private final TopicSource topics;
    private final String topic;
    private final int partition;
    private final long endOffset;
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();
    private long nextOffset;

    /** Up to the end as it is now. */
    public TopicCursor(final TopicSource topics, final String topic, final int partition, final long fromOffset) {
        this(topics, topic, partition, fromOffset, topics.endOffset(topic, partition));
    }

    /** Up to before {@code endOffset}. */
    public TopicCursor(
            final TopicSource topics,
            final String topic,
            final int partition,
            final long fromOffset,
            final long endOffset) {
        this.topics = topics;
        this.topic = topic;
        this.partition = partition;
        this.endOffset = endOffset;
        nextOffset = fromOffset;
    }

    /** The next record; null at the end. */
    public ConsumerRecord<byte[], byte[]> next() {
        if (ahead.isEmpty() && nextOffset < endOffset) {
            nextOffset =
                    topics.read(topic, partition, nextOffset, Math.min(endOffset, nextOffset + READ_AHEAD), record -> {
                        ahead.add(record);
                        return true;
                    });
        }
        return ahead.poll();
    }
}
