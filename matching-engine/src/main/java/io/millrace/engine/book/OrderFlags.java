package io.millrace.engine.book;

/**
 * The word that holds an order's kind and state.
 *
 * <pre>
 *   31      24 23    21 20        11 10    9    7 6   4 3    1  0
 *  +----------+--------+------------+----+------+-----+------+----+
 *  | reason   | status | state bits |post| stp  | tif | type |sell|
 *  +----------+--------+------------+----+------+-----+------+----+
 * </pre>
 *
 * Status 0 means open; open orders say NEW or PARTIALLY_FILLED by what they have filled.
 */
final class OrderFlags {
    static final int SELL = 1;
    static final int TYPE_SHIFT = 1;
    static final int TYPE_MASK = 7 << TYPE_SHIFT;
    static final int TIF_SHIFT = 4;
    static final int TIF_MASK = 7 << TIF_SHIFT;
    static final int STP_SHIFT = 7;
    static final int STP_MASK = 7 << STP_SHIFT;
    static final int POST_ONLY = 1 << 10;
    /** Everything that an order brings along. */
    static final int KIND_MASK = (1 << 11) - 1;

    /** In the list of orders that the running command has touched. */
    static final int TOUCHED = 1 << 11;
    /** A stop that the running command has triggered. */
    static final int TRIGGERED = 1 << 12;
    /** Has an entry in the side arrays. */
    static final int EXTRA = 1 << 13;
    /** Waits for its trigger. */
    static final int WAITING = 1 << 14;
    /** Shows a slice at a time. */
    static final int ICEBERG = 1 << 15;
    /** Buys by budget, not by quantity. */
    static final int BUDGET = 1 << 16;
    /** Is in the heap of expiries. */
    static final int EXPIRES = 1 << 17;
    /** Follows the last price while it waits. */
    static final int TRAILS = 1 << 18;

    /** Has fee rates other than 0. */
    static final int CHARGED = 1 << 19;

    /** Of a new order: it has fields that few orders need. Not of an order in a slot. */
    static final int SPECIAL = 1 << 20;

    static final int STATUS_SHIFT = 21;
    static final int STATUS_MASK = 7 << STATUS_SHIFT;
    static final int REASON_SHIFT = 24;

    /** What tells a plain limit order from others. */
    static final int PLAIN_MASK = SPECIAL | TYPE_MASK | TIF_MASK;

    static final int LIMIT_IOC = OrderType.LIMIT.code() << TYPE_SHIFT | TimeInForce.IOC.code() << TIF_SHIFT;
    static final int LIMIT_GTC = OrderType.LIMIT.code() << TYPE_SHIFT | TimeInForce.GTC.code() << TIF_SHIFT;

    private static final int IMMEDIATE_BITS = 1 << TimeInForce.IOC.code() | 1 << TimeInForce.FOK.code();

    private OrderFlags() {}

    /** Bits of a final state. */
    static int closed(final OrderStatus status, final Reason reason) {
        return status.code() << STATUS_SHIFT | reason.code() << REASON_SHIFT;
    }

    /** Sides come as often as not: no branch. */
    static int ofSide(final Side side) {
        return side.code() - Side.BUY.code();
    }

    static int type(final int flags) {
        return (flags & TYPE_MASK) >>> TYPE_SHIFT;
    }

    static boolean isPostOnly(final int flags) {
        return (flags & POST_ONLY) != 0;
    }

    static int timeInForce(final int flags) {
        return (flags & TIF_MASK) >>> TIF_SHIFT;
    }

    static int stpMode(final int flags) {
        return (flags & STP_MASK) >>> STP_SHIFT;
    }

    static boolean isSell(final int flags) {
        return (flags & SELL) != 0;
    }

    static boolean isType(final int flags, final OrderType type) {
        return type(flags) == type.code();
    }

    static boolean isTimeInForce(final int flags, final TimeInForce timeInForce) {
        return timeInForce(flags) == timeInForce.code();
    }

    /** IOC or FOK: never rests. */
    static boolean isImmediate(final int flags) {
        return (IMMEDIATE_BITS >>> timeInForce(flags) & 1) != 0;
    }

    static OrderStatus status(final int flags, final long filled) {
        final int code = (flags & STATUS_MASK) >>> STATUS_SHIFT;
        if (code != 0) {
            return OrderStatus.of(code);
        }
        return filled > 0 ? OrderStatus.PARTIALLY_FILLED : OrderStatus.NEW;
    }

    static boolean isOpen(final int flags) {
        return (flags & STATUS_MASK) == 0;
    }

    static Reason reason(final int flags) {
        return Reason.of(flags >>> REASON_SHIFT);
    }
}
