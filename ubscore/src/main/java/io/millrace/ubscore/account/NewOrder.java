package io.millrace.ubscore.account;

/** An order as a client asks for it. Filled in by the caller, read during the call only; reusable. */
public final class NewOrder {
    public long userId;
    /** When the client made the request: the idempotency window is measured from it. */
    public long requestTimeUs;

    public int instrumentId;
    /** Null in any of these five: a code that is not known, which is refused. */
    public Side side;

    public OrderType type;
    public TimeInForce timeInForce;
    public StpMode stpMode;
    public boolean postOnly;
    /** Ticks; 0 when the type has none. */
    public long price;
    /** Lots; 0 when a budget is given. */
    public long quantity;
    /** Lots shown of an iceberg; 0: all. */
    public long displayQuantity;
    /** Buy at market: what may be spent, minor units of the quote asset; 0: by quantity. */
    public long quoteBudget;
    /** Ticks; 0 when the type has none. */
    public long triggerPrice;
    /** Ticks; trailing stops only. */
    public long trailingOffset;
    /** GTD: when it expires; 0 otherwise. */
    public long expireTimeUs;

    public final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
}
