package io.millrace.ubscore.account;

/** A client's wish to change one order. Filled in by the caller, read during the call only; reusable. */
public final class AmendOrder {
    public long userId;
    public long requestTimeUs;
    /** 0: look up {@link #clientOrderId}. */
    public long orderId;
    /** Ticks; 0: unchanged. */
    public long price;
    /** Lots in all, filled ones included; 0: unchanged. */
    public long quantity;
    /** Ticks; 0: unchanged. */
    public long triggerPrice;

    public final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
}
