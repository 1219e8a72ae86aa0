package io.millrace.ubscore.account;

/** What became of a withdrawal. Owned by the core: valid during the listener's call only. */
public final class WithdrawalResult {
    /** 0: it was refused before it got one. */
    public long withdrawalId;

    public long userId;
    public int assetId;
    /** The asset's decimals. */
    public int scale;

    public WithdrawalState state;
    /** Of the operation that this answers. */
    public Outcome outcome;

    public Reason reason;
    /** It answers a repeated request; nothing changed. */
    public boolean replayed;
    /** Minor units. */
    public long amount;

    public long createdUs;
    public long availableAfter;
    public long heldAfter;
    public final FixedText address = new FixedText(FixedText.ADDRESS_LENGTH);
    public final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
