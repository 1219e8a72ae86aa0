package io.millrace.ubscore.account;

/** Where a record of the topic balance.operations stands. Filled in by the caller, read during the call only; reusable. */
public class Operation {
    /** Partition of the record, and its offset there: applied once, ascending. */
    public int partition;

    public long recordOffset;
    public long userId;
}
