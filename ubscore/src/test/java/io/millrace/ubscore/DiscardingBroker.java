package io.millrace.ubscore;

import io.millrace.ubscore.egress.OutboxBroker;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.egress.PartitionPlace;

/** Has everything at once and keeps nothing. */
final class DiscardingBroker implements OutboxBroker {
    private final long[] acknowledged;

    DiscardingBroker(final int partitionCount) {
        acknowledged = new long[partitionCount];
    }

    @Override
    public Tail tail(final PartitionPlace place, final Tail known) {
        acknowledged[place.index()] = known.sequence();
        return known;
    }

    @Override
    public boolean send(final PartitionPlace place, final OutboxRecord record) {
        acknowledged[place.index()] = record.sequence();
        return true;
    }

    @Override
    public long acknowledgedSequence(final PartitionPlace place) {
        return acknowledged[place.index()];
    }

    @Override
    public long acknowledgedOffset(final PartitionPlace place, final long sequence) {
        return sequence - 1;
    }

    @Override
    public boolean hasFailed() {
        return false;
    }

    @Override
    public void close() {}
}
