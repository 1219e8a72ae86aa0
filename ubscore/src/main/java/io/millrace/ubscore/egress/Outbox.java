package io.millrace.ubscore.egress;

import io.millrace.ubscore.account.OutboxGauge;

/**
 * Everything that UBSCore has written and the broker has not acknowledged: one bounded ring per lane of {@code orders} and per
 * partition of {@code balance.events}. Replicated state: it changes by logged commands alone, so that its bound refuses the same
 * orders on every node. Fills and transfers have a reserve of their own in each partition, larger than the largest output's
 * events: orders that fill the rest can't keep them out, and they empty nothing that orders wait for, so the two can't deadlock.
 */
public final class Outbox implements OutboxGauge {
    private final OutboxPartition[] lanes;
    private final OutboxPartition[] events;
    private final OutboxBounds bounds;

    /** Empty, as at the start of a log. */
    public Outbox(final int laneCount, final int partitionCount, final OutboxBounds bounds) {
        this.bounds = bounds;
        lanes = new OutboxPartition[laneCount];
        for (int i = 0; i < laneCount; i++) {
            lanes[i] = new OutboxPartition(bounds.laneLength());
        }
        events = new OutboxPartition[partitionCount];
        for (int i = 0; i < partitionCount; i++) {
            events[i] = new OutboxPartition(bounds.eventLength());
        }
    }

    @Override
    public boolean hasLaneRoom(final int lane, final int count) {
        return lanes[lane].hasRoom(count, 0);
    }

    @Override
    public boolean hasEventRoom(final int partition, final int count) {
        return events[partition].hasRoom(count, bounds.eventReserveLength());
    }

    @Override
    public boolean hasReservedRoom(final int partition, final int count) {
        return events[partition].hasRoom(count, 0);
    }

    /** The records of a lane. */
    public OutboxPartition lane(final int lane) {
        return lanes[lane];
    }

    /** The records of a partition of {@code balance.events}. */
    public OutboxPartition events(final int partition) {
        return events[partition];
    }

    /** Lanes of {@code orders}. */
    public int laneCount() {
        return lanes.length;
    }

    /** Partitions of {@code balance.events}. */
    public int partitionCount() {
        return events.length;
    }
}
