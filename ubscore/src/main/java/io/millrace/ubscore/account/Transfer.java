package io.millrace.ubscore.account;

/** Bring an amount in, or take it out. */
public final class Transfer extends Operation {
    /** Null: a code that is not known, which is refused. */
    public TransferKind kind;

    public int assetId;
    /** Minor units, above 0. */
    public long amount;

    public long requestTimeUs;
    public final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
