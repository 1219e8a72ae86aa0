package io.millrace.engine.book;

import java.math.BigInteger;

/** What may enter a naive book: the first failure is the reason. */
final class NaiveAdmission {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final InstrumentDefinition instrument;
    private final BookLimits limits;

    NaiveAdmission(final InstrumentDefinition instrument, final BookLimits limits) {
        this.instrument = instrument;
        this.limits = limits;
    }

    Reason admit(
            final NaiveOrder o,
            final NewOrder order,
            final InstrumentState state,
            final long lastPrice,
            final int trailingCount) {
        final boolean rests = o.isLimit() && !o.isImmediate();
        if (o.type == OrderType.MARKET && !o.isImmediate()
                || o.postOnly && !rests
                || order.displayQuantity != 0 && !rests
                || order.quoteBudget != 0 && (o.isLimit() || o.side == Side.SELL || order.quantity != 0)
                || order.triggerPrice != 0 && !o.isStop()
                || order.trailingOffset != 0 && o.type != OrderType.TRAILING_STOP) {
            return Reason.BAD_TYPE;
        }
        if (state == InstrumentState.CANCEL_ONLY) {
            return Reason.CANCEL_ONLY;
        }
        final boolean gathers = o.isStop() || o.type == OrderType.LIMIT && rests && !o.postOnly;
        if (state == InstrumentState.HALTED || state == InstrumentState.AUCTION && !gathers) {
            return Reason.MARKET_HALTED;
        }
        if (state == InstrumentState.POST_ONLY && !o.postOnly) {
            return Reason.POST_ONLY_PERIOD;
        }
        if (order.quoteBudget < 0 || order.quoteBudget == 0 && !isQuantity(order)) {
            return Reason.BAD_QUANTITY;
        }
        final Reason reason = checkPrice(o, o.price, order.quantity);
        if (reason != Reason.NONE) {
            return reason;
        }
        return admitConditions(o, order, lastPrice, trailingCount);
    }

    private boolean isQuantity(final NewOrder order) {
        return isQuantity(order.quantity) && order.displayQuantity >= 0 && order.displayQuantity <= order.quantity;
    }

    boolean isQuantity(final long quantity) {
        return quantity > 0
                && quantity <= NewOrder.QUANTITY_MAX
                && BigInteger.valueOf(quantity)
                                .multiply(BigInteger.valueOf(instrument.lotSize()))
                                .compareTo(LONG_MAX)
                        <= 0;
    }

    Reason checkPrice(final NaiveOrder o, final long price, final long quantity) {
        if (price < 0 || price > instrument.priceMax() || price == 0 && o.isLimit()) {
            return Reason.BAD_PRICE;
        }
        return fits(price, quantity, 0) ? Reason.NONE : Reason.MAX_NOTIONAL;
    }

    private Reason admitConditions(
            final NaiveOrder o, final NewOrder order, final long lastPrice, final int trailingCount) {
        if (o.type == OrderType.STOP || o.type == OrderType.STOP_LIMIT) {
            if (o.trigger < 1 || o.trigger > instrument.priceMax()) {
                return Reason.BAD_TRIGGER;
            }
        }
        if (o.type == OrderType.TRAILING_STOP) {
            if (o.trailingOffset < 1 || o.trailingOffset > instrument.priceMax()) {
                return Reason.BAD_TRIGGER;
            }
            if (o.trigger == 0 && lastPrice == 0) {
                return Reason.NO_REFERENCE_PRICE;
            }
            final long distance = o.side == Side.BUY ? o.trailingOffset : -o.trailingOffset;
            final long trigger = o.trigger != 0 ? o.trigger : lastPrice + distance;
            if (trigger < 1 || trigger > instrument.priceMax()) {
                return Reason.BAD_TRIGGER;
            }
            if (trailingCount >= limits.trailingCountMax()) {
                return Reason.CAPACITY;
            }
        }
        if (o.timeInForce == TimeInForce.GTD) {
            return order.expireTimeUs <= order.timestampUs ? Reason.BAD_EXPIRY : Reason.NONE;
        }
        return order.expireTimeUs != 0 ? Reason.BAD_EXPIRY : Reason.NONE;
    }

    /** Whether an amend may be; whether a post-only order would take is the book's to say. */
    Reason admitAmend(
            final NaiveOrder o,
            final long price,
            final long quantity,
            final long trigger,
            final boolean keeps,
            final InstrumentState state) {
        if (state == InstrumentState.HALTED) {
            return Reason.MARKET_HALTED;
        }
        if (state == InstrumentState.CANCEL_ONLY) {
            return Reason.CANCEL_ONLY;
        }
        if (state == InstrumentState.POST_ONLY && !keeps && !o.postOnly) {
            return Reason.POST_ONLY_PERIOD;
        }
        if (o.byBudget ? quantity != 0 : !isQuantity(quantity)) {
            return Reason.BAD_QUANTITY;
        }
        final Reason reason = checkPrice(o, price, quantity);
        if (reason != Reason.NONE) {
            return reason;
        }
        final boolean isOffRange = trigger < 1 || trigger > instrument.priceMax();
        return o.waiting && isOffRange ? Reason.BAD_TRIGGER : Reason.NONE;
    }

    /** Whether what these lots cost, and what an order has filled already, fit 64 bits together. */
    boolean fits(final long price, final long quantity, final long filledNotional) {
        return notional(price, quantity).add(BigInteger.valueOf(filledNotional)).compareTo(LONG_MAX) <= 0;
    }

    BigInteger notional(final long price, final long quantity) {
        return BigInteger.valueOf(price)
                .multiply(BigInteger.valueOf(quantity))
                .multiply(BigInteger.valueOf(instrument.notionalPerTickLot()));
    }
}
