package io.millrace.settlement.ledger;

/** Takes what the ledger makes of events. Called on the agent's thread, inside the call that brought the event. */
public interface LedgerListener {
    /** A row to write. */
    void onRow(Row row);

    /** All rows up to this place were told. */
    void onPosition(StreamPosition position);
}
