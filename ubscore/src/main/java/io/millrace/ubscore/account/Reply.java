package io.millrace.ubscore.account;

/** The answer to one command. Owned by the core: valid during the listener's call only. */
public final class Reply {
    public Outcome outcome;
    public Reason reason;
    /** The stored answer to an earlier command with the same id. */
    public boolean replayed;
    /** What is known of the order; NONE if no order is meant. */
    public OrderStatus orderStatus;

    public int lane;
    /** 0: none. */
    public int instrumentId;
    /** 0: none. With DUPLICATE_CLIENT_ORDER_ID the order that has the id. */
    public long orderId;
    /** The record this made on its lane; 0: none. */
    public long orderSequence;
    /** Sequence at which the effect is visible. */
    public long coreSequence;

    public long timestampUs;
    /** Orders that a mass cancel reached. */
    public int count;

    public final FixedText clientOrderId = new FixedText(FixedText.CLIENT_ORDER_ID_LENGTH);

    void clear() {
        outcome = Outcome.ACCEPTED;
        reason = Reason.NONE;
        replayed = false;
        orderStatus = OrderStatus.NONE;
        lane = 0;
        instrumentId = 0;
        orderId = 0;
        orderSequence = 0;
        coreSequence = 0;
        timestampUs = 0;
        count = 0;
        clientOrderId.clear();
    }
}
