package io.millrace.ubscore.egress;

/**
 * The broker as the publisher sees it: where a partition ends, and a way to write behind that. Faults are unchecked exceptions: the
 * publisher closes it, waits and opens another. One thread.
 */
public interface OutboxBroker extends AutoCloseable {
    /** Makes brokers; a fault of the broker's is an exception here too. */
    @FunctionalInterface
    interface Factory {
        OutboxBroker open();
    }

    /**
     * Where this shard's records end in a partition.
     *
     * @param sequence last one that is there; 0: none was found.
     * @param offset   its offset; -1: none was found.
     */
    record Tail(long sequence, long offset) {
        /** Nothing found. */
        public static final Tail NONE = new Tail(0, -1);
    }

    /**
     * Looks for the shard's last record behind an offset. May wait for the broker, within bounds.
     *
     * @param acknowledged what is known to be there: the place that is searched from.
     * @throws io.millrace.ubscore.account.BreachException if the partition ends before it, or has a gap behind it.
     */
    Tail tail(PartitionPlace place, Tail acknowledged);

    /** Hands a record over; false: not now. What was handed over is written in order, or {@link #hasFailed()} says so. */
    boolean send(PartitionPlace place, OutboxRecord record);

    /** Last sequence of the partition that the broker has acknowledged to this; 0: none. */
    long acknowledgedSequence(PartitionPlace place);

    /** Offset of a record that is the last acknowledged or shortly before it, or one below it; -1: not known. */
    long acknowledgedOffset(PartitionPlace place, long sequence);

    /** Whether a record was lost on the way: nothing more may be sent. */
    boolean hasFailed();

    @Override
    void close();
}
