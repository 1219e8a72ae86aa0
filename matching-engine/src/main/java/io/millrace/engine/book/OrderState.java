package io.millrace.engine.book;

/** View of one order as it stands; valid until the book is called again or its listener returns. */
public final class OrderState {
    private final OrderTable table;
    private final int instrumentId;

    int slot;

    OrderState(final OrderTable table, final int instrumentId) {
        this.table = table;
        this.instrumentId = instrumentId;
    }

    public int instrumentId() {
        return instrumentId;
    }

    public long orderId() {
        return table.field(slot, OrderTable.ID);
    }

    public long userId() {
        return table.field(slot, OrderTable.USER);
    }

    public Side side() {
        return OrderFlags.isSell(table.flags(slot)) ? Side.SELL : Side.BUY;
    }

    /** What it is now: a stop that was triggered is a MARKET or LIMIT order. */
    public OrderType type() {
        return OrderType.of(OrderFlags.type(table.flags(slot)));
    }

    public TimeInForce timeInForce() {
        return TimeInForce.of(OrderFlags.timeInForce(table.flags(slot)));
    }

    public OrderStatus status() {
        return OrderFlags.status(table.flags(slot), table.field(slot, OrderTable.FILLED));
    }

    /** Why it closed; NONE while it is open. */
    public Reason reason() {
        return OrderFlags.reason(table.flags(slot));
    }

    /** A stop that this command triggered. */
    public boolean isTriggered() {
        return table.hasFlag(slot, OrderFlags.TRIGGERED);
    }

    /** A stop that waits for its trigger. */
    public boolean isWaiting() {
        return table.hasFlag(slot, OrderFlags.WAITING);
    }

    /** Ticks; 0: none. */
    public long price() {
        return table.field(slot, OrderTable.PRICE);
    }

    /** Lots in all; 0: by budget. */
    public long quantity() {
        return table.quantity(slot);
    }

    public long filledQuantity() {
        return table.field(slot, OrderTable.FILLED);
    }

    /** Lots that rest, or that were cancelled if it is final; what self-trade prevention took is in neither. */
    public long remainingQuantity() {
        return table.field(slot, OrderTable.REMAINING);
    }

    /** Lots that it shows in the book; 0 while a stop waits. */
    public long shownQuantity() {
        return isWaiting() ? 0 : table.shown(slot);
    }

    /** Minor units of the quote asset. */
    public long filledNotional() {
        return table.field(slot, OrderTable.FILLED_NOTIONAL);
    }

    /** Ticks; of a trailing stop the current one; 0: none. */
    public long triggerPrice() {
        return table.extraOrZero(slot, OrderTable.TRIGGER);
    }
}
