package io.millrace.ubscore.egress;

/**
 * A broker that has everything at once and keeps nothing: for benchmarks and tests of UBSCore alone, its acknowledgements through
 * the log included.
 */
public final class DiscardingOutboxBroker implements OutboxBroker {
    private final long[] acknowledged;

    /** @param partitionCount of all topics together, as {@link PartitionPlace#index} counts them */
    public DiscardingOutboxBroker(final int partitionCount) {
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
