package io.millrace.ubscore.account;

/** What became of a transfer. Owned by the core: valid during the listener's call only. */
public final class TransferResult {
    /** Null: a kind that was not known. */
    public TransferKind kind;

    public Outcome outcome;
    public Reason reason;
    /** The stored result of an earlier transfer with this id. */
    public boolean replayed;

    public long userId;
    public int assetId;
    /** The asset's decimals. */
    public int scale;
    /** Minor units. */
    public long amount;

    public long availableAfter;
    public long heldAfter;
    public final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
