package io.millrace.exchange.source;

import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A partition's records one by one, read ahead in pieces, up to its end as it was at first. */
public final class TopicCursor {
    private static final int READ_AHEAD = 4096;

    private final TopicSource topics;
    private final String topic;
    private final int partition;
    private final long endOffset;
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();
    private long nextOffset;

    public TopicCursor(final TopicSource topics, final String topic, final int partition, final long fromOffset) {
        this.topics = topics;
        this.topic = topic;
        this.partition = partition;
        nextOffset = fromOffset;
        endOffset = topics.endOffset(topic, partition);
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
