package io.millrace.ubscore.account;

/** A client's wish to cancel one order. Filled in by the caller, read during the call only; reusable. */
public final class CancelOrder {
    public long userId;
    public long requestTimeUs;
    /** 0: look up {@link #clientOrderId}. */
    public long orderId;

    public final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
}
