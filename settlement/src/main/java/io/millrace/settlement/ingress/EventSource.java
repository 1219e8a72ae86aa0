package io.millrace.settlement.ingress;

import io.millrace.settlement.ledger.StreamPosition;

/** A stream of events, from the place where it was opened. All methods belong to the agent's thread; none blocks. */
public interface EventSource extends AutoCloseable {
    /**
     * Hands on what has come while there is room; returns how many events.
     *
     * @throws io.millrace.settlement.ledger.Breach if the stream can't go on.
     */
    int poll(long nowNs, EventIntake intake);

    /** Everything up to the place is in the store for good; places of other streams are passed over. */
    void onDurable(StreamPosition position);

    @Override
    void close();
}
