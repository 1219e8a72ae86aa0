package io.millrace.exchange.audit;

import io.millrace.exchange.source.TopicSource;
import io.millrace.redpanda.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Topics in memory, whose records can be taken away and altered. */
final class MemoryTopics implements TopicSource {
    private final Map<String, List<byte[]>> partitions = new TreeMap<>();

    /** Values of a partition, by offset; to be changed by whoever wants to. */
    List<byte[]> records(final String topic, final int partition) {
        return partitions.computeIfAbsent(topic + "-" + partition, key -> new ArrayList<>());
    }

    @Override
    public long startOffset(final String topic, final int partition) {
        return 0;
    }

    @Override
    public long endOffset(final String topic, final int partition) {
        return records(topic, partition).size();
    }

    @Override
    public int partitionCount(final String topic) {
        return (int) partitions.keySet().stream()
                .filter(key -> key.startsWith(topic + "-"))
                .count();
    }

    @Override
    public long read(
            final String topic,
            final int partition,
            final long fromOffset,
            final long toOffset,
            final TopicReader.RecordHandler handler) {
        final List<byte[]> records = records(topic, partition);
        long offset = fromOffset;
        while (offset < Math.min(toOffset, records.size())) {
            final byte[] value = records.get((int) offset);
            if (!handler.onRecord(new ConsumerRecord<>(topic, partition, offset++, null, value))) {
                break;
            }
        }
        return offset;
    }

    @Override
    public long verify(final String topic, final int partition) {
        return records(topic, partition).size();
    }

    @Override
    public void close() {}
}
