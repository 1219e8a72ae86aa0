package io.millrace.benchmarks.core;

import io.millrace.ubscore.egress.OutboxBroker;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.egress.PartitionPlace;

/** A broker that has everything at once and keeps nothing: what is measured is UBSCore, its acknowledgements through the log with it. */
final class OpenBroker implements OutboxBroker {
    private final long[] acknowledged;

    OpenBroker(final int partitionCount) {
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
