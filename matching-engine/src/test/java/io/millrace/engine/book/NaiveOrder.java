package io.millrace.engine.book;

/** An order of the naive book: every field by name. */
final class NaiveOrder {
    long id;
    long user;
    Side side;
    OrderType type;
    TimeInForce timeInForce;
    StpMode stpMode;
    boolean postOnly;
    long price;
    long remaining;
    long filled;
    long filledNotional;
    long decremented;
    long display;
    long shown;
    boolean byBudget;
    long budget;
    long trigger;
    long trailingOffset;
    long expireUs;
    int makerFeePpm;
    int takerFeePpm;
    /** Place in its queue: the later it came to its price or trigger, the higher. */
    long rank;
    /** Place among the trailing stops. */
    long trailingRank;

    boolean waiting;
    boolean triggered;
    OrderStatus finalStatus;
    Reason reason = Reason.NONE;

    static NaiveOrder of(final NewOrder order) {
        final NaiveOrder o = new NaiveOrder();
        o.id = order.orderId;
        o.user = order.userId;
        o.side = OrderFlags.isSell(order.flags) ? Side.SELL : Side.BUY;
        o.type = OrderType.of(OrderFlags.type(order.flags));
        o.timeInForce = TimeInForce.of(OrderFlags.timeInForce(order.flags));
        o.stpMode = StpMode.of(OrderFlags.stpMode(order.flags));
        o.postOnly = OrderFlags.isPostOnly(order.flags);
        o.price = order.price;
        o.remaining = order.quantity;
        o.display = order.displayQuantity < order.quantity ? order.displayQuantity : 0;
        o.byBudget = order.quoteBudget > 0;
        o.budget = order.quoteBudget;
        o.trigger = order.triggerPrice;
        o.trailingOffset = order.trailingOffset;
        o.expireUs = order.expireTimeUs;
        o.makerFeePpm = (int) (order.fees >> 32);
        o.takerFeePpm = (int) order.fees;
        return o;
    }

    /** A trailing stop starts at its distance from the last price if it says no trigger; DAY ends with the day. */
    void startWaiting(final long lastPrice, final long timeUs) {
        if (trailingOffset != 0 && trigger == 0) {
            trigger = side == Side.BUY ? lastPrice + trailingOffset : lastPrice - trailingOffset;
        }
        if (timeInForce == TimeInForce.DAY) {
            expireUs = Math.floorDiv(timeUs, 86_400_000_000L) * 86_400_000_000L + 86_400_000_000L;
        }
    }

    boolean isStop() {
        return type == OrderType.STOP || type == OrderType.STOP_LIMIT || type == OrderType.TRAILING_STOP;
    }

    boolean isLimit() {
        return type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
    }

    boolean isImmediate() {
        return timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK;
    }

    boolean isTimed() {
        return timeInForce == TimeInForce.GTD || timeInForce == TimeInForce.DAY;
    }

    /** Lots that count in its price level. */
    long visible() {
        return display > 0 ? shown : remaining;
    }

    OrderStatus status() {
        if (finalStatus != null) {
            return finalStatus;
        }
        return filled > 0 ? OrderStatus.PARTIALLY_FILLED : OrderStatus.NEW;
    }

    boolean crosses(final long otherPrice) {
        return price == 0 || (side == Side.BUY ? otherPrice <= price : otherPrice >= price);
    }

    NaiveOrder copy() {
        final NaiveOrder o = new NaiveOrder();
        o.id = id;
        o.user = user;
        o.side = side;
        o.type = type;
        o.timeInForce = timeInForce;
        o.stpMode = stpMode;
        o.price = price;
        o.remaining = remaining;
        o.filledNotional = filledNotional;
        o.display = display;
        o.shown = shown;
        o.byBudget = byBudget;
        o.budget = budget;
        o.rank = rank;
        return o;
    }

    String event() {
        final long quantity = byBudget ? 0 : filled + remaining + decremented;
        return "order " + id + " user " + user + " " + side + " " + status() + " " + reason
                + (triggered ? " triggered" : "") + " price " + price + " quantity " + quantity + " filled " + filled
                + " remaining " + remaining + " notional " + filledNotional + " trigger " + trigger;
    }

    String image() {
        return (waiting ? "waits " : "rests ") + id + " " + type + " " + remaining + " shown "
                + (waiting ? 0 : visible()) + " @" + price + " trigger " + trigger;
    }
}
