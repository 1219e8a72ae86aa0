package io.millrace.settlement.ledger;

/** The streams that settlement follows; each has parts, each part its own contiguous sequence. */
public enum Stream {
    /** The engine's outputs; part = lane. */
    ENGINE("engine"),
    /** UBSCore's balance events; part = shard &lt;&lt; 16 | partition. */
    BALANCE_EVENTS("balance.events"),
    /** The chain service's records; part = partition, sequence = offset + 1: the topic is compacted, and several chains may share it. */
    CHAIN_EVENTS("chain.events");

    private static final int PARTITION_BITS = 16;

    private final String label;

    Stream(final String label) {
        this.label = label;
    }

    /** As the store's tables spell it. */
    public String label() {
        return label;
    }

    /** Part of {@link #BALANCE_EVENTS} that a shard's records on a partition make. */
    public static int eventPart(final int shard, final int partition) {
        return shard << PARTITION_BITS | partition;
    }

    /** Partition of a part of {@link #BALANCE_EVENTS}. */
    public static int partition(final int eventPart) {
        return eventPart & (1 << PARTITION_BITS) - 1;
    }
}
