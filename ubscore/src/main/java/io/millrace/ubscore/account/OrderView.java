package io.millrace.ubscore.account;

/** One order as the core knows it. Filled in by a query; reusable. */
public final class OrderView {
    /** 0: it was rejected before it got an id. */
    public long orderId;

    public long userId;
    public int instrumentId;
    /** Null once it is closed: from here on, closed orders keep only id, user, instrument, status, reason and sequence. */
    public Side side;

    public OrderType type;
    public TimeInForce timeInForce;
    public OrderStatus status;
    public Reason reason;
    public long price;
    public long quantity;
    public long filledQuantity;
    public long filledNotional;
    /** Minor units that are still held for it, of the asset it gives. */
    public long hold;

    public long createdUs;
    /** The command that made it. */
    public long coreSequence;

    public final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);
}
