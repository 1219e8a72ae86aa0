package io.millrace.simulation;

import io.millrace.schema.Accounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Three topics in memory. What is in a partition stays; what a producer has sent gets there late, in part, or, when the producer is
 * gone, perhaps still afterwards, as a retried request of a dead producer does.
 */
final class SimulatedBroker {
    final List<List<byte[]>> orders;
    final List<List<byte[]>> events;
    final List<List<byte[]>> operations;
    private final List<Late> late = new ArrayList<>();
    private final Random random;
    private boolean up = true;

    /** A record of a producer that is gone, still on its way. */
    private record Late(List<byte[]> partition, byte[] value) {}

    SimulatedBroker(final int laneCount, final int partitionCount, final Random random) {
        this.random = random;
        orders = partitions(laneCount);
        events = partitions(partitionCount);
        operations = partitions(partitionCount);
    }

    private static List<List<byte[]>> partitions(final int count) {
        final List<List<byte[]>> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(new ArrayList<>());
        }
        return partitions;
    }

    boolean isUp() {
        return up;
    }

    void up(final boolean up) {
        this.up = up;
    }

    /** Appends what a gateway produces for a user. */
    void operation(final long userId, final byte[] value) {
        operations.get(Accounts.partition(userId, operations.size())).add(value);
    }

    /** Takes what a dead producer had under way: some of it arrives yet, in its order. */
    void orphan(final List<byte[]> partition, final List<byte[]> values) {
        for (final byte[] value : values) {
            if (random.nextInt(3) == 0) {
                return;
            }
            late.add(new Late(partition, value));
        }
    }

    /** Lets late records arrive; true if there are more. */
    boolean deliverLate(final boolean all) {
        while (up && !late.isEmpty() && (all || random.nextInt(4) == 0)) {
            final Late record = late.remove(0);
            record.partition().add(record.value());
        }
        return !late.isEmpty();
    }
}
