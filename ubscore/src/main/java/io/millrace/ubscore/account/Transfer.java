package io.millrace.ubscore.account;

/** One record of the topic balance.operations. Filled in by the caller, read during the call only; reusable. */
public final class Transfer {
    /** Partition of the record, and its offset there: applied once, ascending. */
    public int partition;

    public long recordOffset;
    /** Null: a code that is not known, which is refused. */
    public TransferKind kind;

    public long userId;
    public int assetId;
    /** Minor units, above 0. */
    public long amount;

    public long requestTimeUs;
    public final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
