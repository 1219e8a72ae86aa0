package io.millrace.ubscore.egress;

import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.AcknowledgeOutboxEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OutboxStream;
import io.millrace.ubscore.account.BreachException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the outbox into the broker while this node leads. Each partition is first read to its end and resumed behind what is found
 * there; what the broker acknowledges is acknowledged through the log, which lets go of it on every node. A broker that is away is
 * waited for without end: the outbox has the bound. One thread; {@link #doWork} is one step.
 */
public final class OutboxPublisher implements LeaderDuty {
    private static final Logger LOGGER = LoggerFactory.getLogger(OutboxPublisher.class);
    /** Records taken from a partition per step, so that partitions take turns. */
    private static final int RECORDS_PER_STEP_MAX = 256;

    /** An acknowledgement that has had no effect for so many intervals was lost on the way to the log. */
    private static final int INTERVALS_TO_REPEAT = 100;

    private final OutboxBroker.Factory factory;
    private final CommandSink sink;
    private final Part[] parts;
    private final int inFlightMax;
    private final long acknowledgeIntervalNs;
    private final long retryIntervalNs;
    private final OutboxRecord record = new OutboxRecord();
    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AcknowledgeOutboxEncoder acknowledgement = new AcknowledgeOutboxEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(
            new byte
                    [MessageHeaderEncoder.ENCODED_LENGTH
                            + AcknowledgeOutboxEncoder.BLOCK_LENGTH
                            + CommandFrame.TRAILER_LENGTH]);
    private OutboxBroker broker;
    private long retryNs;
    private boolean waits;
    private long acknowledgedNs;

    /** One partition: its ring, and how far it has been read, written and acknowledged. */
    private static final class Part {
        final PartitionPlace place;
        final OutboxPartition ring;
        OutboxBroker.Tail tail;
        boolean resumed;
        long position;
        long sentSequence;
        long offeredSequence;
        int intervalsWithoutEffect;

        Part(final PartitionPlace place, final OutboxPartition ring) {
            this.place = place;
            this.ring = ring;
        }

        OutboxBroker.Tail acknowledged() {
            return new OutboxBroker.Tail(ring.acknowledgedSequence(), ring.acknowledgedOffset());
        }
    }

    public OutboxPublisher(
            final Outbox outbox,
            final OutboxBroker.Factory factory,
            final CommandSink sink,
            final int inFlightMax,
            final long acknowledgeIntervalNs,
            final long retryIntervalNs) {
        this.factory = factory;
        this.sink = sink;
        this.inFlightMax = inFlightMax;
        this.acknowledgeIntervalNs = acknowledgeIntervalNs;
        this.retryIntervalNs = retryIntervalNs;
        parts = new Part[outbox.laneCount() + outbox.partitionCount()];
        for (int i = 0; i < outbox.laneCount(); i++) {
            parts[i] = new Part(new PartitionPlace(i, OutboxStream.ORDERS, i), outbox.lane(i));
        }
        for (int i = 0; i < outbox.partitionCount(); i++) {
            final int index = outbox.laneCount() + i;
            parts[index] = new Part(new PartitionPlace(index, OutboxStream.BALANCE_EVENTS, i), outbox.events(i));
        }
    }

    @Override
    public void begin() {
        waits = false;
    }

    @Override
    public int doWork(final long nowNs) {
        if (waits && nowNs - retryNs < 0) {
            return 0;
        }
        try {
            if (broker == null) {
                open();
            }
            if (broker.hasFailed()) {
                throw new BrokerFault("a record was not written");
            }
            int count = 0;
            for (final Part part : parts) {
                count += part.resumed || resume(part) ? send(part) : 0;
            }
            if (nowNs - acknowledgedNs >= acknowledgeIntervalNs) {
                acknowledgedNs = nowNs;
                count += acknowledge();
            }
            return count;
        } catch (final BreachException e) {
            throw e;
        } catch (final RuntimeException e) {
            LOGGER.warn("broker fault, trying again retry_ms={} error={}", retryIntervalNs / 1_000_000, e.toString());
            end();
            waits = true;
            retryNs = nowNs + retryIntervalNs;
            return 0;
        }
    }

    private void open() {
        broker = factory.open();
        for (final Part part : parts) {
            part.tail = null;
            part.resumed = false;
        }
    }

    /** Reads where the partition ends; waits until the log has told this node of all that is there. */
    private boolean resume(final Part part) {
        if (part.tail == null) {
            final OutboxBroker.Tail acknowledged = part.acknowledged();
            final OutboxBroker.Tail found = broker.tail(part.place, acknowledged);
            part.tail = found.sequence() > acknowledged.sequence() ? found : acknowledged;
        }
        if (part.tail.sequence() > part.ring.lastSequence()) {
            return false;
        }
        part.position = part.ring.tailPosition();
        part.sentSequence = part.tail.sequence();
        part.offeredSequence = 0;
        part.resumed = true;
        LOGGER.info(
                "publishing topic={} partition={} behind_sequence={} written_sequence={}",
                part.place.topic(),
                part.place.partition(),
                part.sentSequence,
                part.ring.lastSequence());
        return true;
    }

    private int send(final Part part) {
        int count = 0;
        while (count < RECORDS_PER_STEP_MAX && part.sentSequence - acknowledgedSequence(part) < inFlightMax) {
            if (part.ring.tailPosition() > part.position) {
                part.position = part.ring.tailPosition();
            }
            if (!part.ring.read(part.position, record)) {
                break;
            }
            if (record.sequence() > part.sentSequence) {
                if (record.sequence() != part.sentSequence + 1) {
                    throw new BreachException("outbox lacks a record topic=" + part.place.topic() + " partition="
                            + part.place.partition() + " sent=" + part.sentSequence + " next=" + record.sequence());
                }
                if (!broker.send(part.place, record)) {
                    break;
                }
                part.sentSequence = record.sequence();
                count++;
            }
            part.position = record.nextPosition();
        }
        return count;
    }

    private long acknowledgedSequence(final Part part) {
        return Math.max(part.tail.sequence(), broker.acknowledgedSequence(part.place));
    }

    private OutboxBroker.Tail acknowledgedByBroker(final Part part) {
        final long sequence = broker.acknowledgedSequence(part.place);
        return sequence > part.tail.sequence()
                ? new OutboxBroker.Tail(sequence, broker.acknowledgedOffset(part.place, sequence))
                : part.tail;
    }

    private int acknowledge() {
        int count = 0;
        for (final Part part : parts) {
            if (part.resumed) {
                repeatIfLost(part);
                final OutboxBroker.Tail reached = acknowledgedByBroker(part);
                if (reached.sequence() > Math.max(part.offeredSequence, part.ring.acknowledgedSequence())
                        && offer(part.place, reached)) {
                    part.offeredSequence = reached.sequence();
                    count++;
                }
            }
        }
        return count;
    }

    private static void repeatIfLost(final Part part) {
        if (part.ring.acknowledgedSequence() >= part.offeredSequence) {
            part.intervalsWithoutEffect = 0;
        } else if (++part.intervalsWithoutEffect > INTERVALS_TO_REPEAT) {
            part.intervalsWithoutEffect = 0;
            part.offeredSequence = 0;
        }
    }

    private boolean offer(final PartitionPlace place, final OutboxBroker.Tail reached) {
        acknowledgement.wrapAndApplyHeader(buffer, 0, header).stream(place.stream())
                .partition(place.partition())
                .sequence(reached.sequence())
                .recordOffset(reached.offset());
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + AcknowledgeOutboxEncoder.BLOCK_LENGTH;
        return sink.offer(buffer, 0, frame.seal(buffer, 0, length));
    }

    @Override
    public void end() {
        CloseHelper.quietClose(broker);
        broker = null;
    }

    @Override
    public String name() {
        return "publisher";
    }

    /** The broker did not take what it was given. */
    private static final class BrokerFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokerFault(final String message) {
            super(message);
        }
    }
}
