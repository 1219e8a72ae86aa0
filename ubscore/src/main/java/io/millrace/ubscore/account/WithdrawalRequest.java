package io.millrace.ubscore.account;

/** Hold an amount until a chain has paid it out. */
public final class WithdrawalRequest extends Operation {
    public int assetId;
    /** Minor units, above 0. */
    public long amount;

    public long requestTimeUs;
    /** Whether an operator must approve it. */
    public boolean review;

    public final FixedText address = new FixedText(FixedText.ADDRESS_LENGTH);
    public final FixedText requestId = new FixedText(FixedText.REQUEST_ID_LENGTH);
}
