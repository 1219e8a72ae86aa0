package io.millrace.ubscore.account;

/** Money that came in on a chain. */
public final class Deposit extends SourcedOperation {
    public int assetId;
    /** Minor units, above 0. */
    public long amount;
    /** What the source calls it. */
    public final FixedText reference = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
