package io.millrace.simulation;

import io.millrace.schema.sbe.OutboxStream;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.egress.OutboxBroker;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.egress.PartitionPlace;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** UBSCore's producer over the simulated broker: records arrive in order, their acknowledgements later or never. */
final class SimulatedProducer implements OutboxBroker {
    private static final int QUEUE_MAX = 64;
    /** Of the stamp that every record of UBSCore's starts with, behind the message header. */
    private static final int SEQUENCE_OFFSET = 12;

    private final SimulatedBroker broker;
    private final Random random;
    private final Map<Integer, Part> parts = new HashMap<>();
    private boolean failed;

    private record Sent(long sequence, byte[] value) {}

    private static final class Part {
        final List<byte[]> partition;
        final ArrayDeque<Sent> queue = new ArrayDeque<>();
        final Map<Long, Long> offsets = new HashMap<>();
        long acknowledged;

        Part(final List<byte[]> partition) {
            this.partition = partition;
        }
    }

    SimulatedProducer(final SimulatedBroker broker, final Random random) {
        if (!broker.isUp()) {
            throw new IllegalStateException("broker is away");
        }
        this.broker = broker;
        this.random = random;
    }

    private List<byte[]> partition(final PartitionPlace place) {
        return (place.stream() == OutboxStream.ORDERS ? broker.orders : broker.events).get(place.partition());
    }

    private Part part(final PartitionPlace place) {
        return parts.computeIfAbsent(place.index(), key -> new Part(partition(place)));
    }

    @Override
    public Tail tail(final PartitionPlace place, final Tail acknowledged) {
        final List<byte[]> partition = partition(place);
        if (partition.size() <= acknowledged.offset()) {
            throw new BreachException("broker lacks acknowledged records topic=" + place.topic() + " partition="
                    + place.partition() + " acknowledgedOffset=" + acknowledged.offset() + " end=" + partition.size());
        }
        long sequence = acknowledged.sequence();
        long offset = acknowledged.offset();
        for (int at = (int) acknowledged.offset() + 1; at < partition.size(); at++) {
            final long found = sequence(partition.get(at));
            if (found > sequence + 1) {
                throw new BreachException("gap in what was published topic=" + place.topic() + " partition="
                        + place.partition() + " sequence=" + found + " before=" + sequence);
            }
            if (found == sequence + 1) {
                sequence = found;
                offset = at;
            }
        }
        return new Tail(sequence, offset);
    }

    static long sequence(final byte[] value) {
        return new UnsafeBuffer(value).getLong(SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean send(final PartitionPlace place, final OutboxRecord record) {
        final Part part = part(place);
        if (failed || part.queue.size() >= QUEUE_MAX) {
            return false;
        }
        final byte[] value = new byte[record.valueLength()];
        record.buffer().getBytes(record.valueOffset(), value);
        part.queue.add(new Sent(record.sequence(), value));
        return true;
    }

    /** Lets records arrive; with {@code faults} a request may fail, its records there or not. */
    void deliver(final boolean faults) {
        if (failed || !broker.isUp()) {
            return;
        }
        for (final Part part : parts.values()) {
            for (int count = random.nextInt(8); count > 0 && !part.queue.isEmpty(); count--) {
                final Sent sent = part.queue.poll();
                part.partition.add(sent.value());
                if (faults && random.nextInt(300) == 0) {
                    failed = true;
                    return;
                }
                part.acknowledged = sent.sequence();
                part.offsets.put(sent.sequence(), part.partition.size() - 1L);
            }
        }
    }

    @Override
    public long acknowledgedSequence(final PartitionPlace place) {
        return part(place).acknowledged;
    }

    @Override
    public long acknowledgedOffset(final PartitionPlace place, final long sequence) {
        return part(place).offsets.getOrDefault(sequence, -1L);
    }

    @Override
    public boolean hasFailed() {
        return failed;
    }

    @Override
    public void close() {
        failed = true;
        for (final Part part : parts.values()) {
            final List<byte[]> values = new ArrayList<>();
            part.queue.forEach(sent -> values.add(sent.value()));
            part.queue.clear();
            broker.orphan(part.partition, values);
        }
    }
}
