package io.millrace.exchange.audit;

import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.exchange.source.TopicSource;
import io.millrace.schema.Topics;
import java.util.List;

/** The topics that nothing can be recomputed from, for their checksums; the others are read by the checks that need them. */
final class TopicChecks {
    private static final List<String> SOURCES =
            List.of(Topics.ORDERS, Topics.BALANCE_OPERATIONS, Topics.BALANCE_EVENTS, Topics.CHAIN_EVENTS);

    private final TopicSource topics;
    private final Findings findings;

    TopicChecks(final TopicSource topics, final Findings findings) {
        this.topics = topics;
        this.findings = findings;
    }

    void run() {
        verify(Topics.BALANCE_OPERATIONS);
        verify(Topics.CHAIN_EVENTS);
        for (final String source : SOURCES) {
            final String deadLetters = Topics.DEAD_LETTER_PREFIX + source;
            final long count = verify(deadLetters);
            if (count > 0) {
                findings.note("topic=" + deadLetters + " has records that could not be read records=" + count);
            }
        }
    }

    private long verify(final String topic) {
        long count = 0;
        for (int partition = 0; partition < topics.partitionCount(topic); partition++) {
            try {
                count += topics.verify(topic, partition);
            } catch (final CorruptSourceException e) {
                findings.add("topic=" + topic + " partition=" + partition, e.getMessage());
            }
        }
        findings.examined(count);
        return count;
    }
}
