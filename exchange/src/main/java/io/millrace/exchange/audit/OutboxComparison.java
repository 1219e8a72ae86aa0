package io.millrace.exchange.audit;

import io.millrace.exchange.source.TopicCursor;
import io.millrace.exchange.source.TopicSource;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.LaneStampDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.ubscore.CoreReplay;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.egress.OutboxRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds every record that a replay of UBSCore's log makes against the topic that it went to, byte for byte. Stops the replay at a
 * sequence that was asked for, or before the first command whose records are not everywhere yet. One thread.
 */
final class OutboxComparison implements CoreReplay.Listener {
    private final int shard;
    private final TopicSource topics;
    private final long coreSequenceMax;
    private final long[] settledEvents;
    private final Findings findings;
    private final Map<String, Follower> followers = new LinkedHashMap<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final LaneStampDecoder stamp = new LaneStampDecoder();
    private final SideBySide sides = new SideBySide();
    private boolean isBeyond;
    private long cutSequence = -1;

    /** One partition as it is read. */
    private static final class Follower {
        final String place;
        final TopicCursor cursor;
        ConsumerRecord<byte[], byte[]> record;
        long sequence;

        Follower(final String place, final TopicCursor cursor) {
            this.place = place;
            this.cursor = cursor;
        }
    }

    /**
     * @param coreSequenceMax where to stop
     * @param settledEvents   last event of each partition that the store has; null: it is not asked
     */
    OutboxComparison(
            final int shard,
            final TopicSource topics,
            final long coreSequenceMax,
            final long[] settledEvents,
            final Findings findings) {
        this.shard = shard;
        this.topics = topics;
        this.coreSequenceMax = coreSequenceMax;
        this.settledEvents = settledEvents;
        this.findings = findings;
    }

    /** Fixes the ends of the topics as they are now. */
    void fixEnds(final int laneCount, final int partitionCount) {
        for (int lane = 0; lane < laneCount; lane++) {
            follower(Topics.ORDERS, lane);
        }
        for (int partition = 0; partition < partitionCount; partition++) {
            follower(Topics.BALANCE_EVENTS, partition);
        }
    }

    private Follower follower(final String topic, final int partition) {
        final String place = "topic=" + topic + " partition=" + partition;
        return followers.computeIfAbsent(
                place,
                key -> new Follower(
                        key, new TopicCursor(topics, topic, partition, topics.startOffset(topic, partition))));
    }

    @Override
    public void onRecord(final boolean isOrder, final int partition, final OutboxRecord record) {
        if (isBeyond) {
            return;
        }
        final Follower follower = follower(isOrder ? Topics.ORDERS : Topics.BALANCE_EVENTS, partition);
        isBeyond = !goTo(follower, record.sequence())
                || !isOrder && settledEvents != null && record.sequence() > settledEvents[partition];
        if (!isBeyond) {
            findings.examined(1);
            compare(follower, record);
        }
    }

    /** Goes to the record of a sequence; false if the topic ends before it. */
    private boolean goTo(final Follower follower, final long sequence) {
        while (follower.sequence < sequence) {
            follower.record = follower.cursor.next();
            if (follower.record == null) {
                return false;
            }
            buffer.wrap(follower.record.value());
            // The stamps of both topics have one layout.
            stamp.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH);
            if (stamp.shard() == shard) {
                follower.sequence = Math.max(follower.sequence, stamp.orderSequence());
            }
        }
        return true;
    }

    private void compare(final Follower follower, final OutboxRecord expected) {
        final byte[] found = follower.record.value();
        boolean equal = follower.sequence == expected.sequence() && found.length == expected.valueLength();
        for (int i = 0; equal && i < found.length; i++) {
            equal = found[i] == expected.buffer().getByte(expected.valueOffset() + i);
        }
        if (!equal) {
            findings.add(
                    follower.place + " offset=" + follower.record.offset() + " sequence=" + expected.sequence(),
                    sides.differences(
                            "topic",
                            new SideBySide.Bytes(new UnsafeBuffer(found), 0, found.length),
                            "ubscore's log",
                            new SideBySide.Bytes(expected.buffer(), expected.valueOffset(), expected.valueLength())));
        }
    }

    @Override
    public boolean onCommand(final BalanceCore core) {
        if (isBeyond) {
            cutSequence = core.coreSequence() - 1;
            return false;
        }
        return core.coreSequence() < coreSequenceMax;
    }

    /** Whether the replay was stopped behind a command whose records are not everywhere yet. */
    boolean isCut() {
        return cutSequence >= 0;
    }

    /** Last sequence whose records, with all before it, are everywhere; meaningful when cut. */
    long cutSequence() {
        return cutSequence;
    }

    /** The log was replayed to its end: what the topics have beyond it, the log has lost. */
    void requireTopicsAtEnd() {
        for (final Follower follower : followers.values()) {
            final long last = follower.sequence;
            if (goTo(follower, last + 1)) {
                findings.add(
                        follower.place + " offset=" + follower.record.offset(),
                        "topic has a record that ubscore's log does not give sequence=" + follower.sequence
                                + " last-of-log=" + last);
            }
        }
    }
}
