package io.millrace.engine.book;

import static io.millrace.engine.book.OrderFlags.isImmediate;
import static io.millrace.engine.book.OrderFlags.isPostOnly;
import static io.millrace.engine.book.OrderFlags.isSell;
import static io.millrace.engine.book.OrderFlags.isType;

/** What may enter a book: checks in a fixed order, of which the first failure is the reason. */
final class Admission {
    private static final long DAY_US = 86_400_000_000L;

    private final InstrumentDefinition instrument;
    private final Matcher matcher;
    private final Stops stops;
    /** Most lots of which the base amount fits 64 bits. */
    private final long quantityMax;

    private long priceMax;

    Admission(final InstrumentDefinition instrument, final Matcher matcher, final Stops stops) {
        this.instrument = instrument;
        this.matcher = matcher;
        this.stops = stops;
        this.quantityMax = Math.min(NewOrder.QUANTITY_MAX, Long.MAX_VALUE / instrument.lotSize());
        this.priceMax = instrument.priceMax();
    }

    long priceMax() {
        return priceMax;
    }

    void priceMax(final long priceMax) {
        this.priceMax = priceMax;
    }

    /** Whether a new order may enter, its id and the book's room aside. */
    Reason check(final NewOrder order, final InstrumentState state) {
        final int flags = order.flags;
        final boolean isPlain = !order.isSpecial() && isType(flags, OrderType.LIMIT);
        if (isPlain ? isPostOnly(flags) && isImmediate(flags) : !isMeaningful(order)) {
            return Reason.BAD_TYPE;
        }
        if (state != InstrumentState.OPEN) {
            final Reason reason = checkState(flags, state);
            if (reason != Reason.NONE) {
                return reason;
            }
        }
        if (!isQuantity(order)) {
            return Reason.BAD_QUANTITY;
        }
        final Reason reason = checkPrice(flags, order.price, order.quantity);
        if (reason != Reason.NONE || isPlain && !isTimed(flags)) {
            return reason;
        }
        return checkConditions(order);
    }

    private static boolean isTimed(final int flags) {
        return OrderFlags.timeInForce(flags) >= TimeInForce.GTD.code();
    }

    /** Whether type, time in force and flags go together. */
    private static boolean isMeaningful(final NewOrder order) {
        final int flags = order.flags;
        final boolean isLimit = isType(flags, OrderType.LIMIT) || isType(flags, OrderType.STOP_LIMIT);
        final boolean isStop = OrderFlags.type(flags) >= OrderType.STOP.code();
        final boolean isTrailing = isType(flags, OrderType.TRAILING_STOP);
        final boolean mayRest = isLimit && !isImmediate(flags);
        final boolean isBudgetBuy = !isLimit && !isSell(flags) && order.quantity == 0;
        return (!isType(flags, OrderType.MARKET) || isImmediate(flags))
                && (!isPostOnly(flags) || mayRest)
                && (order.displayQuantity == 0 || mayRest)
                && (order.quoteBudget == 0 || isBudgetBuy)
                && (order.triggerPrice == 0 || isStop)
                && (order.trailingOffset == 0 || isTrailing);
    }

    /** Whether a state lets an order of this kind in. */
    private static Reason checkState(final int flags, final InstrumentState state) {
        return switch (state) {
            case OPEN -> Reason.NONE;
            case POST_ONLY -> isPostOnly(flags) ? Reason.NONE : Reason.POST_ONLY_PERIOD;
            case CANCEL_ONLY -> Reason.CANCEL_ONLY;
            case HALTED -> Reason.MARKET_HALTED;
            case AUCTION -> mayGather(flags) ? Reason.NONE : Reason.MARKET_HALTED;
        };
    }

    /** In a call auction an order must be able to wait, and to trade with whom it meets. Stops wait anyway. */
    private static boolean mayGather(final int flags) {
        final boolean isStop = OrderFlags.type(flags) >= OrderType.STOP.code();
        return isStop || isType(flags, OrderType.LIMIT) && !isImmediate(flags) && !isPostOnly(flags);
    }

    private boolean isQuantity(final NewOrder order) {
        if (order.quoteBudget != 0) {
            return order.quoteBudget > 0;
        }
        return order.quantity > 0
                && order.quantity <= quantityMax
                && order.displayQuantity >= 0
                && order.displayQuantity <= order.quantity;
    }

    /** Whether an order may have this limit, or collar, and a notional that fits; also asked for amends. */
    Reason checkPrice(final int flags, final long price, final long quantity) {
        final boolean isLimit = isType(flags, OrderType.LIMIT) || isType(flags, OrderType.STOP_LIMIT);
        if (price < (isLimit ? 1 : 0) || price > priceMax) {
            return Reason.BAD_PRICE;
        }
        return matcher.fitsNotional(price, quantity) ? Reason.NONE : Reason.MAX_NOTIONAL;
    }

    boolean isQuantity(final long quantity) {
        return quantity > 0 && quantity <= quantityMax;
    }

    boolean isPrice(final long price) {
        return price > 0 && price <= priceMax;
    }

    private Reason checkConditions(final NewOrder order) {
        if (OrderFlags.type(order.flags) >= OrderType.STOP.code()) {
            final Reason reason = checkTrigger(order);
            if (reason != Reason.NONE) {
                return reason;
            }
        }
        final boolean isGtd = OrderFlags.isTimeInForce(order.flags, TimeInForce.GTD);
        if (isGtd ? order.expireTimeUs <= order.timestampUs : order.expireTimeUs != 0) {
            return Reason.BAD_EXPIRY;
        }
        return Reason.NONE;
    }

    private Reason checkTrigger(final NewOrder order) {
        if (!isType(order.flags, OrderType.TRAILING_STOP)) {
            return isPrice(order.triggerPrice) ? Reason.NONE : Reason.BAD_TRIGGER;
        }
        if (order.trailingOffset < 1 || order.trailingOffset > priceMax) {
            return Reason.BAD_TRIGGER;
        }
        if (order.triggerPrice == 0 && matcher.lastPrice == 0) {
            return Reason.NO_REFERENCE_PRICE;
        }
        if (!isPrice(trigger(order))) {
            return Reason.BAD_TRIGGER;
        }
        return stops.isTrailingFull() ? Reason.CAPACITY : Reason.NONE;
    }

    /** Where a stop waits at first: the trigger given, or the offset from the last price. */
    long trigger(final NewOrder order) {
        if (order.triggerPrice != 0 || order.trailingOffset == 0) {
            return order.triggerPrice;
        }
        return matcher.lastPrice + (isSell(order.flags) ? -order.trailingOffset : order.trailingOffset);
    }

    /** When an order ends by itself; {@link Long#MAX_VALUE}: never. */
    static long expireTimeUs(final NewOrder order) {
        if (OrderFlags.isTimeInForce(order.flags, TimeInForce.DAY)) {
            return (Math.floorDiv(order.timestampUs, DAY_US) + 1) * DAY_US;
        }
        return order.expireTimeUs == 0 ? Long.MAX_VALUE : order.expireTimeUs;
    }

    /** The instrument as it was defined, with its priceMax of today. */
    InstrumentDefinition instrument() {
        return new InstrumentDefinition(
                instrument.instrumentId(),
                instrument.baseAssetId(),
                instrument.quoteAssetId(),
                instrument.lotSize(),
                instrument.notionalPerTickLot(),
                priceMax);
    }
}
