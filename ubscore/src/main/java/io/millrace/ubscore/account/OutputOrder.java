package io.millrace.ubscore.account;

/** One touched order of an engine's output, as it stands after the command. Filled in by the caller; reusable. */
public final class OutputOrder {
    public long orderId;
    public long userId;
    public int instrumentId;
    public Side side;
    public OrderStatus status;
    /** Why it closed; NONE while it is open. */
    public Reason reason;
    /** Ticks; 0: none. */
    public long price;
    /** Lots in all; 0: by budget. */
    public long quantity;
    /** Lots. */
    public long filledQuantity;
    /** Lots that rest, or that were cancelled if it is final. */
    public long remainingQuantity;
    /** Minor units of the quote asset. */
    public long filledNotional;
    /** Ticks; the current trigger of a trailing stop. */
    public long triggerPrice;
}
