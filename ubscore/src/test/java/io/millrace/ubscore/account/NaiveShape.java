package io.millrace.ubscore.account;

/** The judge's table of which fields go together. */
final class NaiveShape {
    private static final long TEN_YEARS_US = 3_653L * 86_400_000_000L;

    private NaiveShape() {}

    static Reason of(final NewOrder o, final Instrument instrument, final long nowUs) {
        if (o.side == null || o.type == null || o.timeInForce == null || o.stpMode == null) {
            return Reason.BAD_TYPE;
        }
        final boolean immediate = o.timeInForce == TimeInForce.IOC || o.timeInForce == TimeInForce.FOK;
        final boolean priced = o.type == OrderType.LIMIT || o.type == OrderType.STOP_LIMIT;
        final boolean stop =
                o.type == OrderType.STOP || o.type == OrderType.STOP_LIMIT || o.type == OrderType.TRAILING_STOP;
        if (o.type == OrderType.MARKET && !immediate) {
            return Reason.BAD_TYPE;
        }
        if (o.postOnly && (immediate || !priced)) {
            return Reason.BAD_TYPE;
        }
        if (priced ? !in(o.price, instrument.priceMax) : o.price != 0) {
            return Reason.BAD_PRICE;
        }
        final boolean byBudget = o.quoteBudget != 0;
        if (byBudget ? priced || o.side == Side.SELL || o.quantity != 0 || o.quoteBudget < 0 : o.quantity <= 0) {
            return Reason.BAD_QUANTITY;
        }
        if (o.displayQuantity != 0 && (immediate || !priced || !in(o.displayQuantity, o.quantity))) {
            return Reason.BAD_QUANTITY;
        }
        final boolean trailing = o.type == OrderType.TRAILING_STOP;
        if (trailing ? !in(o.trailingOffset, instrument.priceMax) : o.trailingOffset != 0) {
            return Reason.BAD_TRIGGER;
        }
        final boolean triggerMissing = o.triggerPrice == 0 && stop && !trailing;
        if (triggerMissing || o.triggerPrice != 0 && (!stop || !in(o.triggerPrice, instrument.priceMax))) {
            return Reason.BAD_TRIGGER;
        }
        if (o.timeInForce == TimeInForce.GTD) {
            final boolean sound = o.expireTimeUs > nowUs && o.expireTimeUs - nowUs <= TEN_YEARS_US;
            return sound ? Reason.NONE : Reason.BAD_EXPIRY;
        }
        return o.expireTimeUs == 0 ? Reason.NONE : Reason.BAD_EXPIRY;
    }

    static Reason of(final AmendOrder asked, final Naive.Order order) {
        final OrderType type = order.asked.type;
        if (type == OrderType.MARKET || order.asked.quoteBudget != 0) {
            return Reason.BAD_TYPE;
        }
        final boolean priced = type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
        final boolean triggered = type == OrderType.STOP || type == OrderType.STOP_LIMIT;
        final long priceMax = order.instrument.priceMax;
        if (asked.price != 0 && (!priced || !in(asked.price, priceMax))) {
            return Reason.BAD_PRICE;
        }
        if (asked.quantity != 0 && asked.quantity <= order.filled) {
            return Reason.BAD_QUANTITY;
        }
        final boolean sound = asked.triggerPrice == 0 || triggered && in(asked.triggerPrice, priceMax);
        return sound ? Reason.NONE : Reason.BAD_TRIGGER;
    }

    private static boolean in(final long value, final long max) {
        return value >= 1 && value <= max;
    }
}
