package io.millrace.exchange.source;

import io.millrace.redpanda.TopicReader;

/** Topics, wherever they are. A partition that does not exist is empty. One thread. */
public interface TopicSource extends AutoCloseable {
    /** Offset of the first record that is kept. */
    long startOffset(String topic, int partition);

    /** Offset that the next record will have. */
    long endOffset(String topic, int partition);

    /** Partitions that the topic has; 0: there is no such topic. */
    int partitionCount(String topic);

    /**
     * Reads {@code fromOffset} to before {@code toOffset}, or to the end if that comes first; returns the offset behind the last record read.
     *
     * @throws CorruptSourceException naming the place, if a record is not what was written.
     * @throws io.millrace.redpanda.BrokerException if the broker can't be asked, or no longer has {@code fromOffset}.
     */
    long read(String topic, int partition, long fromOffset, long toOffset, TopicReader.RecordHandler handler);

    /**
     * Reads all that is kept of a partition, for its checksums alone; returns how many records there are. Offsets may be left out, as
     * compaction does.
     *
     * @throws CorruptSourceException naming the place, if a record is not what was written.
     */
    long verify(String topic, int partition);

    @Override
    void close();
}
