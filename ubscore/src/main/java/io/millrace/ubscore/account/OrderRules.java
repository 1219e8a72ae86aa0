package io.millrace.ubscore.account;

/**
 * What an order must be to be let in, and what it then needs held. Rules are asked in the order in which they stand here; the first
 * that fails is the reason. Nothing here changes the state.
 */
final class OrderRules {
    private static final long DAY_US = 86_400_000_000L;
    /** A GTD order may not wait longer than this: ten years. */
    private static final long EXPIRY_MAX_US = 3_653 * DAY_US;

    private final CoreState state;

    /** Of the order that passed last: ticks, the limit or the collar; 0: none. */
    long price;
    /** Of the order that passed last; 0: never. */
    long expireTimeUs;
    /** Of the order that passed last: minor units of the asset it gives. */
    long hold;

    OrderRules(final CoreState state) {
        this.state = state;
    }

    /** Why the order may not pass; NONE if it may, and then the fields say what was found. */
    Reason judge(final NewOrder order, final int account) {
        final Instrument instrument = state.catalog.instrument(order.instrumentId);
        if (instrument == null) {
            return Reason.BAD_SYMBOL;
        }
        Reason reason = shape(order, instrument);
        if (reason == Reason.NONE) {
            reason = admission(account, instrument, order.postOnly);
        }
        if (reason == Reason.NONE) {
            reason = price(order, instrument);
        }
        if (reason == Reason.NONE) {
            reason = size(order, instrument);
        }
        if (reason == Reason.NONE && order.type == OrderType.LIMIT) {
            reason = band(price, instrument);
        }
        if (reason == Reason.NONE) {
            reason = limits(order, instrument, account);
        }
        return reason == Reason.NONE ? funds(order, instrument, account) : reason;
    }

    private Reason shape(final NewOrder order, final Instrument instrument) {
        if (order.side == null || order.type == null || order.timeInForce == null || order.stpMode == null) {
            return Reason.BAD_TYPE;
        }
        final boolean rests = order.timeInForce != TimeInForce.IOC && order.timeInForce != TimeInForce.FOK;
        final boolean limited = order.type == OrderType.LIMIT || order.type == OrderType.STOP_LIMIT;
        if (order.type == OrderType.MARKET && rests || order.postOnly && !(limited && rests)) {
            return Reason.BAD_TYPE;
        }
        if (limited ? order.price < 1 || order.price > instrument.priceMax : order.price != 0) {
            return Reason.BAD_PRICE;
        }
        if (!isQuantitySound(order, limited) || !isDisplaySound(order, limited && rests)) {
            return Reason.BAD_QUANTITY;
        }
        if (!isTriggerSound(order, instrument)) {
            return Reason.BAD_TRIGGER;
        }
        return isExpirySound(order) ? Reason.NONE : Reason.BAD_EXPIRY;
    }

    private static boolean isQuantitySound(final NewOrder order, final boolean limited) {
        if (order.quoteBudget == 0) {
            return order.quantity > 0;
        }
        return order.quoteBudget > 0 && order.quantity == 0 && !limited && order.side == Side.BUY;
    }

    private static boolean isDisplaySound(final NewOrder order, final boolean mayRest) {
        return order.displayQuantity == 0
                || mayRest && order.displayQuantity > 0 && order.displayQuantity <= order.quantity;
    }

    private static boolean isTriggerSound(final NewOrder order, final Instrument instrument) {
        final boolean trailing = order.type == OrderType.TRAILING_STOP;
        if (trailing
                ? order.trailingOffset < 1 || order.trailingOffset > instrument.priceMax
                : order.trailingOffset != 0) {
            return false;
        }
        if (order.triggerPrice == 0) {
            return order.type != OrderType.STOP && order.type != OrderType.STOP_LIMIT;
        }
        final boolean triggered = order.type != OrderType.LIMIT && order.type != OrderType.MARKET;
        return triggered && order.triggerPrice > 0 && order.triggerPrice <= instrument.priceMax;
    }

    private boolean isExpirySound(final NewOrder order) {
        final long nowUs = state.sequences.nowUs;
        if (order.timeInForce == TimeInForce.GTD) {
            expireTimeUs = order.expireTimeUs;
            return order.expireTimeUs > nowUs && order.expireTimeUs <= nowUs + EXPIRY_MAX_US;
        }
        expireTimeUs = order.timeInForce == TimeInForce.DAY ? (nowUs / DAY_US + 1) * DAY_US : 0;
        return order.expireTimeUs == 0;
    }

    /** Whether anything may be placed or amended at all. */
    Reason admission(final int account, final Instrument instrument, final boolean postOnly) {
        if (state.killSwitch) {
            return Reason.KILL_SWITCH;
        }
        if (account != AccountTable.NONE && state.ledger.accounts.isSuspended(account)) {
            return Reason.USER_SUSPENDED;
        }
        return switch (instrument.state) {
            case OPEN, AUCTION -> Reason.NONE;
            case POST_ONLY -> postOnly ? Reason.NONE : Reason.POST_ONLY_PERIOD;
            case CANCEL_ONLY -> Reason.CANCEL_ONLY;
            case HALTED -> Reason.MARKET_HALTED;
        };
    }

    /** A buy by quantity that names no limit gets a collar: above its trigger, or above the last trade. */
    private Reason price(final NewOrder order, final Instrument instrument) {
        price = order.price;
        final boolean trailing = order.type == OrderType.TRAILING_STOP && order.triggerPrice == 0;
        if (trailing && instrument.lastPrice == 0) {
            return Reason.NO_REFERENCE_PRICE;
        }
        if (price != 0 || order.side == Side.SELL || order.quoteBudget != 0) {
            return Reason.NONE;
        }
        final long reference = trailing
                ? instrument.lastPrice + order.trailingOffset
                : order.triggerPrice != 0 ? order.triggerPrice : instrument.lastPrice;
        if (reference == 0) {
            return Reason.NO_REFERENCE_PRICE;
        }
        price = collar(reference, instrument);
        return Reason.NONE;
    }

    static long collar(final long reference, final Instrument instrument) {
        return Amounts.raise(reference, instrument.collarPpm, instrument.priceMax);
    }

    private Reason size(final NewOrder order, final Instrument instrument) {
        if (order.quoteBudget != 0) {
            return notional(order.quoteBudget, instrument);
        }
        return size(order.quantity, reference(price, order.triggerPrice, instrument), instrument);
    }

    /** The price at which a size is judged; 0: there is none. */
    static long reference(final long price, final long triggerPrice, final Instrument instrument) {
        return price != 0 ? price : triggerPrice != 0 ? triggerPrice : instrument.lastPrice;
    }

    static Reason size(final long quantity, final long reference, final Instrument instrument) {
        if (quantity < instrument.quantityMin) {
            return Reason.MIN_QUANTITY;
        }
        if (quantity > instrument.quantityMax) {
            return Reason.MAX_QUANTITY;
        }
        return reference == 0
                ? Reason.NONE
                : notional(Amounts.notional(reference, quantity, instrument.notionalPerTickLot), instrument);
    }

    private static Reason notional(final long notional, final Instrument instrument) {
        if (notional == Amounts.TOO_LARGE || notional > instrument.notionalMax) {
            return Reason.MAX_NOTIONAL;
        }
        return notional < instrument.notionalMin ? Reason.MIN_NOTIONAL : Reason.NONE;
    }

    static Reason band(final long price, final Instrument instrument) {
        if (instrument.priceBandPpm == 0 || instrument.lastPrice == 0) {
            return Reason.NONE;
        }
        final long distance = Amounts.share(instrument.lastPrice, instrument.priceBandPpm);
        return Math.abs(price - instrument.lastPrice) > distance ? Reason.PRICE_BAND : Reason.NONE;
    }

    private Reason limits(final NewOrder order, final Instrument instrument, final int account) {
        if (account == AccountTable.NONE) {
            return Reason.NONE;
        }
        final long reference = reference(price, order.triggerPrice, instrument);
        final long notional = order.quoteBudget != 0
                ? order.quoteBudget
                : Amounts.notional(reference, order.quantity, instrument.notionalPerTickLot);
        if (isBeyondLimit(account, instrument.instrumentId, order.quantity, notional)) {
            return Reason.RISK_LIMIT;
        }
        final int own = state.ledger.accounts.openMax(account);
        final int openMax = own == 0 ? state.config.openOrdersPerUser : own;
        return state.ledger.accounts.openCount(account) >= openMax ? Reason.MAX_OPEN_ORDERS : Reason.NONE;
    }

    boolean isBeyondLimit(final int account, final int instrumentId, final long quantity, final long notional) {
        final int limit = state.orderLimits.find(account, instrumentId);
        if (limit == OrderLimits.NONE) {
            return false;
        }
        final long quantityMax = state.orderLimits.quantityMax(limit);
        final long notionalMax = state.orderLimits.notionalMax(limit);
        return quantityMax != 0 && quantity > quantityMax || notionalMax != 0 && notional > notionalMax;
    }

    private Reason funds(final NewOrder order, final Instrument instrument, final int account) {
        hold = order.quoteBudget;
        if (order.side == Side.SELL) {
            hold = Amounts.product(order.quantity, instrument.lotSize);
        } else if (hold == 0) {
            hold = Amounts.notional(price, order.quantity, instrument.notionalPerTickLot);
        }
        if (account == AccountTable.NONE || hold == Amounts.TOO_LARGE) {
            return Reason.INSUFFICIENT_BALANCE;
        }
        final int assetId = order.side == Side.SELL ? instrument.baseAssetId : instrument.quoteAssetId;
        final int balance = state.ledger.balances.find(account, assetId);
        return balance == BalanceTable.NONE || state.ledger.balances.available(balance) < hold
                ? Reason.INSUFFICIENT_BALANCE
                : Reason.NONE;
    }
}
