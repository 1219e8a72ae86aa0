package io.millrace.ubscore.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.AcknowledgeOutboxDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.OutboxStream;
import io.millrace.ubscore.account.BreachException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class OutboxPublisherTest {
    private static final long RETRY_NS = 1_000;

    private final Outbox outbox = new Outbox(1, 1, new OutboxBounds(1 << 20, 64 << 20, 20 << 20));
    private final FakeBroker topics = new FakeBroker();
    private final OutboxPublisher publisher =
            new OutboxPublisher(outbox, topics::open, this::onCommand, 100, 10, RETRY_NS);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[64]);
    private boolean logTakes = true;
    private boolean logLoses;
    private long nowNs = 100;

    /** A broker whose partitions survive its connections. */
    private static final class FakeBroker {
        final List<List<Long>> partitions = List.of(new ArrayList<>(), new ArrayList<>());
        boolean away;
        boolean failsAtNextSend;
        /** Records that are taken and not acknowledged before {@link #flush}. */
        boolean slow;

        int openCount;
        Connection connection;

        OutboxBroker open() {
            if (away) {
                throw new IllegalStateException("away");
            }
            openCount++;
            connection = new Connection();
            return connection;
        }

        void flush() {
            for (int i = 0; i < 2; i++) {
                final List<Long> partition = partitions.get(i);
                connection.acknowledged[i] = partition.isEmpty() ? 0 : partition.get(partition.size() - 1);
            }
        }

        final class Connection implements OutboxBroker {
            final long[] acknowledged = new long[2];
            boolean failed;

            @Override
            public Tail tail(final PartitionPlace place, final Tail known) {
                final List<Long> partition = partitions.get(place.index());
                final int last = partition.size() - 1;
                if (last < known.offset()) {
                    throw new BreachException("broker lacks acknowledged records");
                }
                return last < 0 ? known : new Tail(partition.get(last), last);
            }

            @Override
            public boolean send(final PartitionPlace place, final OutboxRecord record) {
                if (failed) {
                    return false;
                }
                if (failsAtNextSend) {
                    failsAtNextSend = false;
                    failed = true;
                    return true;
                }
                partitions.get(place.index()).add(record.sequence());
                if (!slow) {
                    acknowledged[place.index()] = record.sequence();
                }
                return true;
            }

            @Override
            public long acknowledgedSequence(final PartitionPlace place) {
                return acknowledged[place.index()];
            }

            @Override
            public long acknowledgedOffset(final PartitionPlace place, final long sequence) {
                return partitions.get(place.index()).lastIndexOf(sequence);
            }

            @Override
            public boolean hasFailed() {
                return failed;
            }

            @Override
            public void close() {}
        }
    }

    private boolean onCommand(final DirectBuffer buffer, final int offset, final int length) {
        if (!logTakes) {
            return false;
        }
        final AcknowledgeOutboxDecoder command = new AcknowledgeOutboxDecoder();
        command.wrapAndApplyHeader(buffer, offset, new MessageHeaderDecoder());
        if (!logLoses) {
            final OutboxPartition ring = command.stream() == OutboxStream.ORDERS
                    ? outbox.lane(command.partition())
                    : outbox.events(command.partition());
            ring.acknowledge(command.sequence(), command.recordOffset());
        }
        return true;
    }

    private void write(final long from, final long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            outbox.lane(0).append(sequence, bytes, 0, bytes, 64);
        }
    }

    private void run(final int steps) {
        for (int i = 0; i < steps; i++) {
            publisher.doWork(nowNs += 10);
        }
    }

    private static List<Long> sequences(final long from, final long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void shouldPublishInOrderAndLetGoOfWhatIsAcknowledged() {
        publisher.begin();
        write(1, 1000);
        run(30);
        assertEquals(sequences(1, 1000), topics.partitions.get(0));
        assertEquals(1000, outbox.lane(0).acknowledgedSequence());
        assertEquals(999, outbox.lane(0).acknowledgedOffset());
    }

    @Test
    void shouldBoundWhatIsUnderWay() {
        topics.slow = true;
        publisher.begin();
        write(1, 1000);
        run(10);
        assertEquals(100, topics.partitions.get(0).size());
        topics.flush();
        run(10);
        assertEquals(200, topics.partitions.get(0).size());
    }

    @Test
    void shouldResumeBehindWhatIsFoundInTopic() {
        topics.slow = true;
        publisher.begin();
        write(1, 60);
        run(5);
        publisher.end();
        assertEquals(0, outbox.lane(0).acknowledgedSequence());
        topics.slow = false;
        publisher.begin();
        write(61, 80);
        run(10);
        assertEquals(sequences(1, 80), topics.partitions.get(0));
        assertEquals(80, outbox.lane(0).acknowledgedSequence());
    }

    @Test
    void shouldWaitUntilLogHasToldOfWhatIsInTopic() {
        topics.partitions.get(0).addAll(sequences(1, 5));
        publisher.begin();
        write(1, 3);
        run(5);
        assertEquals(sequences(1, 5), topics.partitions.get(0));
        write(4, 7);
        run(5);
        assertEquals(sequences(1, 7), topics.partitions.get(0));
    }

    @Test
    void shouldWaitForBrokerThatIsAway() {
        topics.away = true;
        publisher.begin();
        write(1, 10);
        run(1000);
        topics.away = false;
        run(200);
        assertEquals(sequences(1, 10), topics.partitions.get(0));
    }

    @Test
    void shouldStartOverFromTailWhenRecordWasNotWritten() {
        publisher.begin();
        write(1, 10);
        run(5);
        topics.failsAtNextSend = true;
        write(11, 20);
        run(300);
        assertTrue(topics.openCount >= 2);
        assertEquals(sequences(1, 20), topics.partitions.get(0));
        assertEquals(20, outbox.lane(0).acknowledgedSequence());
    }

    @Test
    void shouldRepeatAcknowledgementThatWasLost() {
        logLoses = true;
        publisher.begin();
        write(1, 10);
        run(20);
        logLoses = false;
        assertEquals(0, outbox.lane(0).acknowledgedSequence());
        run(300);
        assertEquals(10, outbox.lane(0).acknowledgedSequence());
    }

    @Test
    void shouldHaltWhenBrokerLostWhatItAcknowledged() {
        publisher.begin();
        write(1, 10);
        run(5);
        publisher.end();
        topics.partitions.get(0).clear();
        publisher.begin();
        assertThrows(BreachException.class, () -> run(1));
    }
}
