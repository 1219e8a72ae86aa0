package io.millrace.exchange.replay;

import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.ToolException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a range of a partition begins and ends: {@code start}, {@code end}, an offset, or {@code @TIME}. */
final class Range {
    private final TopicSource topics;
    private final String topic;
    private final int partition;

    Range(final TopicSource topics, final String topic, final int partition) {
        this.topics = topics;
        this.topic = topic;
        this.partition = partition;
    }

    /**
     * Offset that a bound names.
     *
     * @throws ToolException if it is before what is kept, or is no bound.
     */
    long offset(final String bound) {
        final long start = topics.startOffset(topic, partition);
        final long end = topics.endOffset(topic, partition);
        if (bound.equals("start")) {
            return start;
        }
        if (bound.equals("end")) {
            return end;
        }
        try {
            if (bound.startsWith("@")) {
                return firstAt(Instant.parse(bound.substring(1)).toEpochMilli(), start, end);
            }
            final long offset = Long.parseUnsignedLong(bound);
            if (offset < start) {
                throw ToolException.infrastructure("no longer kept topic=" + topic + " partition=" + partition
                        + " offset=" + offset + " first-kept-offset=" + start);
            }
            return Math.min(offset, end);
        } catch (final DateTimeParseException | NumberFormatException e) {
            throw ToolException.usage(
                    "a bound is start, end, an offset, or a time like @2026-01-31T12:00:00Z, not " + bound);
        }
    }

    /** Offset of the first record at or behind a time, found by halves: times of one partition do not fall. */
    private long firstAt(final long timeMs, final long start, final long end) {
        if (start > 0 && start < end && timestamp(start) > timeMs) {
            throw ToolException.infrastructure("no longer kept topic=" + topic + " partition=" + partition
                    + " first-kept-time=" + Instant.ofEpochMilli(timestamp(start)) + " asked-for="
                    + Instant.ofEpochMilli(timeMs));
        }
        long low = start;
        long high = end;
        while (low < high) {
            final long middle = low + (high - low) / 2;
            if (timestamp(middle) < timeMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long timestamp(final long offset) {
        final ConsumerRecord<?, ?>[] found = new ConsumerRecord<?, ?>[1];
        topics.read(topic, partition, offset, offset + 1, record -> {
            found[0] = record;
            return false;
        });
        return found[0].timestamp();
    }
}
