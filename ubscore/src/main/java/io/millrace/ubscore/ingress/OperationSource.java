package io.millrace.ubscore.ingress;

/** The topic {@code balance.operations} as the transfer bridge sees it. Faults are unchecked exceptions. One thread. */
public interface OperationSource extends AutoCloseable {
    /** Makes sources; a fault of the broker's is an exception here too. */
    @FunctionalInterface
    interface Factory {
        OperationSource open();
    }

    /** Takes records. */
    @FunctionalInterface
    interface Handler {
        /** One record, value whole. */
        void onRecord(int partition, long offset, byte[] value);
    }

    /**
     * Reads a partition from an offset on; -1: from the first record that is kept.
     *
     * @throws io.millrace.ubscore.account.BreachException if records from there on were dropped or are not there.
     */
    void seek(int partition, long offset);

    /** Holds a partition back, or lets it go on. */
    void pause(int partition, boolean paused);

    /** Hands over what has come; returns how many records. Does not wait. */
    int poll(Handler handler);

    /** Sets a record aside where an operator finds it; returns when the broker has it. */
    void setAside(int partition, long offset, byte[] value);

    @Override
    void close();
}
