package io.millrace.settlement.recovery;

import io.millrace.settlement.ledger.StreamPosition;

/** Hears that everything up to a place is in the store for good. Called on the agent's thread. */
@FunctionalInterface
public interface ProgressListener {
    void onDurable(StreamPosition position);
}
