package io.millrace.exchange.source;

import com.typesafe.config.Config;
import io.millrace.redpanda.BrokerException;
import io.millrace.redpanda.TopicReader;
import org.apache.kafka.common.errors.CorruptRecordException;

/** Topics of a broker that runs. */
public final class BrokerTopics implements TopicSource {
    private final TopicReader reader;

    /** {@code config} is the root. */
    public BrokerTopics(final Config config) {
        reader = new TopicReader(config);
    }

    @Override
    public long startOffset(final String topic, final int partition) {
        return reader.startOffset(topic, partition);
    }

    @Override
    public long endOffset(final String topic, final int partition) {
        return reader.endOffset(topic, partition);
    }

    @Override
    public int partitionCount(final String topic) {
        return reader.partitionCount(topic);
    }

    @Override
    public long read(
            final String topic,
            final int partition,
            final long fromOffset,
            final long toOffset,
            final TopicReader.RecordHandler handler) {
        final Contiguous contiguous = new Contiguous(topic, partition, fromOffset, handler);
        try {
            return reader.read(topic, partition, fromOffset, toOffset, contiguous);
        } catch (final BrokerException e) {
            throw explained(e, topic, partition, contiguous.nextOffset());
        }
    }

    @Override
    public long verify(final String topic, final int partition) {
        final long[] count = {0};
        final long[] next = {startOffset(topic, partition)};
        try {
            reader.read(topic, partition, next[0], Long.MAX_VALUE, record -> {
                count[0]++;
                next[0] = record.offset() + 1;
                return true;
            });
        } catch (final BrokerException e) {
            throw explained(e, topic, partition, next[0]);
        }
        return count[0];
    }

    private static RuntimeException explained(
            final BrokerException e, final String topic, final int partition, final long offset) {
        return isCorruption(e)
                ? new CorruptSourceException(
                        "record is not what was written topic=" + topic + " partition=" + partition + " offset="
                                + offset + " cause=" + rootMessage(e),
                        e)
                : e;
    }

    /** The client names a failed checksum in words alone once it has wrapped it. */
    private static boolean isCorruption(final Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            final String message = String.valueOf(cause.getMessage());
            if (cause instanceof CorruptRecordException
                    || message.contains("corrupt")
                    || message.contains("is invalid")) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(final Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    @Override
    public void close() {
        reader.close();
    }
}
