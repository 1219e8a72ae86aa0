package io.millrace.exchange.source;

import io.millrace.redpanda.TopicReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Passes records on whose offsets leave nothing out: our topics are neither compacted nor written in transactions. */
final class Contiguous implements TopicReader.RecordHandler {
    private final String topic;
    private final int partition;
    private final TopicReader.RecordHandler handler;
    private long nextOffset;

    Contiguous(
            final String topic, final int partition, final long fromOffset, final TopicReader.RecordHandler handler) {
        this.topic = topic;
        this.partition = partition;
        this.handler = handler;
        nextOffset = fromOffset;
    }

    /** Offset that the next record must have. */
    long nextOffset() {
        return nextOffset;
    }

    @Override
    public boolean onRecord(final ConsumerRecord<byte[], byte[]> record) {
        if (record.offset() != nextOffset) {
            throw new CorruptSourceException("offsets are not contiguous topic=" + topic + " partition=" + partition
                    + " expected-offset=" + nextOffset + " found-offset=" + record.offset());
        }
        nextOffset++;
        return handler.onRecord(record);
    }
}
