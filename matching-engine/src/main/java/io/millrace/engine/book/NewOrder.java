package io.millrace.engine.book;

/**
 * An order on its way into a book: filled in by the caller, read during {@link OrderBook#place}, then free for the next
 * one. {@link #of} clears what the one before has left. Not thread-safe.
 */
public final class NewOrder {
    /** Highest order id: a JSON number holds it exactly, and the memory of final states packs it. */
    public static final long ORDER_ID_MAX = (1L << 53) - 1;
    /** Highest quantity in lots, so that no sum over a book's orders can leave 64 bits. */
    public static final long QUANTITY_MAX = (1L << 40) - 1;

    long orderId;
    long userId;
    long price;
    long quantity;
    long fees;
    long timestampUs;
    /** Side, type, time in force, self-trade prevention and post-only; SPECIAL if any of the fields below is set. */
    int flags;

    long displayQuantity;
    long quoteBudget;
    long triggerPrice;
    long trailingOffset;
    long expireTimeUs;

    /** Start a good-till-cancelled limit order without fees. Ids are 1 or more. */
    public NewOrder of(final long orderId, final long userId, final Side side, final long price, final long quantity) {
        if (orderId < 1 || orderId > ORDER_ID_MAX || userId < 1) {
            throw new IllegalArgumentException("id out of range: orderId=" + orderId + " userId=" + userId);
        }
        this.orderId = orderId;
        this.userId = userId;
        this.price = price;
        this.quantity = quantity;
        this.fees = 0;
        this.timestampUs = 0;
        if (isSpecial()) {
            displayQuantity = 0;
            quoteBudget = 0;
            triggerPrice = 0;
            trailingOffset = 0;
            expireTimeUs = 0;
        }
        this.flags = OrderFlags.LIMIT_GTC | OrderFlags.ofSide(side);
        return this;
    }

    /** Whether it has what few orders need: a slice, a budget, a trigger, an offset or an end. */
    boolean isSpecial() {
        return (flags & OrderFlags.SPECIAL) != 0;
    }

    private NewOrder mark(final long value) {
        if (value != 0) {
            flags |= OrderFlags.SPECIAL;
        }
        return this;
    }

    public NewOrder type(final OrderType type) {
        flags = flags & ~OrderFlags.TYPE_MASK | type.code() << OrderFlags.TYPE_SHIFT;
        return this;
    }

    public NewOrder timeInForce(final TimeInForce timeInForce) {
        flags = flags & ~OrderFlags.TIF_MASK | timeInForce.code() << OrderFlags.TIF_SHIFT;
        return this;
    }

    public NewOrder stpMode(final StpMode stpMode) {
        flags = flags & ~OrderFlags.STP_MASK | stpMode.code() << OrderFlags.STP_SHIFT;
        return this;
    }

    public NewOrder postOnly(final boolean isPostOnly) {
        flags = isPostOnly ? flags | OrderFlags.POST_ONLY : flags & ~OrderFlags.POST_ONLY;
        return this;
    }

    /** Rates stamped on the order, in parts per million of what it receives; a negative maker rate is a rebate. */
    public NewOrder fees(final int makerFeePpm, final int takerFeePpm) {
        if (Math.abs((long) makerFeePpm) > ExactMath.PPM || Math.abs((long) takerFeePpm) > ExactMath.PPM) {
            throw new IllegalArgumentException(
                    "fee rate out of range: makerFeePpm=" + makerFeePpm + " takerFeePpm=" + takerFeePpm);
        }
        fees = (long) makerFeePpm << 32 | takerFeePpm & 0xFFFF_FFFFL;
        return this;
    }

    /** Lots shown of an iceberg; 0: all. */
    public NewOrder displayQuantity(final long displayQuantity) {
        this.displayQuantity = displayQuantity;
        return mark(displayQuantity);
    }

    /** What a market buy may spend, minor units of the quote asset; 0: it buys by quantity. */
    public NewOrder quoteBudget(final long quoteBudget) {
        this.quoteBudget = quoteBudget;
        return mark(quoteBudget);
    }

    /** Ticks at which a stop wakes; 0: none. */
    public NewOrder triggerPrice(final long triggerPrice) {
        this.triggerPrice = triggerPrice;
        return mark(triggerPrice);
    }

    /** Ticks that a trailing stop stays behind the last price; 0: none. */
    public NewOrder trailingOffset(final long trailingOffset) {
        this.trailingOffset = trailingOffset;
        return mark(trailingOffset);
    }

    /** When a GTD order expires; 0: never. */
    public NewOrder expireTimeUs(final long expireTimeUs) {
        this.expireTimeUs = expireTimeUs;
        return mark(expireTimeUs);
    }

    /** The command's time: what GTD must lie after, and whose day ends a DAY order. */
    public NewOrder timestampUs(final long timestampUs) {
        this.timestampUs = timestampUs;
        return this;
    }
}
