package io.millrace.engine.book;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The rulebook as straightforward code: lists of orders, searched through each time. What it says is what the fast book
 * must say. What may enter, what if, the auction's price, the lists and the report are classes beside it.
 */
final class NaiveBook implements TestBook {
    private final InstrumentDefinition instrument;
    private final BookLimits limits;
    private final NaiveAdmission admission;
    private final NaiveOrders orders;
    private final NaiveReport report = new NaiveReport();
    private final Map<Long, NaiveOrder> finals = new HashMap<>();
    private final Deque<NaiveOrder> woken = new ArrayDeque<>();

    private InstrumentState state = InstrumentState.OPEN;
    private long lastPrice;
    private long lastTradeId;
    int effectsLeft;
    private long uncrossPrice;
    private final List<Long> runPrices = new ArrayList<>();

    private Reason refusal = Reason.NONE;
    private boolean keptPriority;
    private boolean incomplete;
    private NaiveOrder finalOrder;

    NaiveBook(final InstrumentDefinition instrument, final BookLimits limits) {
        this(instrument, limits, new NaiveOrders());
    }

    private NaiveBook(final InstrumentDefinition instrument, final BookLimits limits, final NaiveOrders orders) {
        this.instrument = instrument;
        this.limits = limits;
        this.orders = orders;
        this.admission = new NaiveAdmission(instrument, limits);
    }

    // Commands.

    @Override
    public Reason place(final NewOrder order) {
        begin();
        final NaiveOrder o = NaiveOrder.of(order);
        if (orders.find(o.id) != null) {
            refusal = Reason.DUPLICATE_ORDER_ID;
            return end();
        }
        Reason reason =
                admission.admit(o, order, state, lastPrice, orders.trailing().size());
        if (reason == Reason.NONE && uncrossPrice != 0) {
            reason = Reason.MARKET_HALTED;
        }
        if (reason == Reason.NONE && orders.all.size() >= limits.orderCountMax()) {
            reason = Reason.CAPACITY;
        }
        report.touch(o);
        o.startWaiting(lastPrice, order.timestampUs);
        if (reason != Reason.NONE) {
            refuse(o, reason);
        } else if (o.isStop()) {
            o.waiting = true;
            orders.arrive(o);
            o.trailingRank = o.rank;
        } else {
            enter(o, true);
        }
        return end();
    }

    @Override
    public Reason cancel(final long orderId, final long userId, final Reason reason) {
        begin();
        final NaiveOrder o = findOpen(orderId, userId);
        if (o != null) {
            close(o, OrderStatus.CANCELED, reason);
        }
        return end();
    }

    @Override
    public Reason amend(
            final long orderId, final long userId, final long price, final long quantity, final long triggerPrice) {
        begin();
        final NaiveOrder o = findOpen(orderId, userId);
        if (o != null) {
            amend(o, price, quantity, triggerPrice);
        }
        return end();
    }

    @Override
    public Reason massCancel(final long userId, final Side side, final Reason reason) {
        begin();
        closeAll(orders.of(userId, side), OrderStatus.CANCELED, o -> reason);
        return end();
    }

    @Override
    public Reason expire(final long timeUs) {
        begin();
        closeAll(
                orders.due(timeUs),
                OrderStatus.EXPIRED,
                o -> o.timeInForce == TimeInForce.DAY ? Reason.DAY : Reason.GTD);
        return end();
    }

    @Override
    public Reason setState(final InstrumentState next) {
        begin();
        runPrices.clear();
        boolean isDone = true;
        if (state == InstrumentState.AUCTION && next != InstrumentState.AUCTION) {
            uncrossPrice = uncrossPrice == 0 ? NaiveAuction.price(orders, lastPrice) : uncrossPrice;
            while (isDone && uncrossPrice != 0) {
                isDone = uncross();
                uncrossPrice = isDone ? NaiveAuction.price(orders, lastPrice) : uncrossPrice;
            }
        }
        incomplete = !isDone;
        state = isDone ? next : state;
        followAndWake();
        return end();
    }

    private void begin() {
        effectsLeft = limits.effectsPerCommandMax();
        refusal = Reason.NONE;
        keptPriority = false;
        incomplete = false;
        finalOrder = null;
    }

    private Reason end() {
        if (state == InstrumentState.OPEN && lastPrice != 0) {
            wake(lastPrice);
        }
        while (!woken.isEmpty()) {
            enter(woken.poll(), false);
        }
        report.finish(orders);
        return refusal;
    }

    // Matching.

    private void enter(final NaiveOrder o, final boolean isNew) {
        Reason reason = Reason.NONE;
        if (o.postOnly) {
            reason = NaivePreview.wouldTake(this, o, o.price, o.remaining) ? Reason.WOULD_TAKE : Reason.NONE;
        } else if (o.timeInForce == TimeInForce.FOK) {
            reason = NaivePreview.fillWhole(this, o);
        }
        if (reason == Reason.NONE) {
            trade(o);
        } else if (isNew) {
            refuse(o, reason);
        } else {
            close(o, OrderStatus.CANCELED, reason);
        }
    }

    private void trade(final NaiveOrder o) {
        runPrices.clear();
        final Reason stopped = state == InstrumentState.AUCTION ? Reason.NONE : aggress(o);
        finish(o, stopped);
        followAndWake();
    }

    Reason aggress(final NaiveOrder o) {
        while (true) {
            final NaiveOrder resting = orders.best(o.side == Side.BUY ? Side.SELL : Side.BUY);
            if (resting == null || !o.crosses(resting.price)) {
                return Reason.NONE;
            }
            final long lotCost = resting.price * instrument.notionalPerTickLot();
            final long wanted = o.byBudget ? o.budget / lotCost : o.remaining;
            if (wanted == 0) {
                return o.byBudget ? Reason.BUDGET_SPENT : Reason.NONE;
            }
            if (effectsLeft == 0) {
                return Reason.FILL_LIMIT;
            }
            if (o.stpMode != StpMode.NONE && o.user == resting.user) {
                if (!preventSelfTrade(o, resting, wanted, lotCost)) {
                    return Reason.STP;
                }
                continue;
            }
            final long quantity = Math.min(wanted, resting.visible());
            if (!admission.fits(resting.price, quantity, o.filledNotional)) {
                return Reason.MAX_NOTIONAL;
            }
            fill(o, quantity, quantity * lotCost);
            fill(resting, quantity, quantity * lotCost);
            print(resting, o, resting.price, quantity, false);
        }
    }

    private boolean preventSelfTrade(
            final NaiveOrder o, final NaiveOrder resting, final long wanted, final long lotCost) {
        if (o.stpMode == StpMode.CANCEL_AGGRESSOR) {
            return false;
        }
        effectsLeft--;
        report.touch(resting);
        report.touchLevel(resting);
        if (o.stpMode != StpMode.DECREMENT) {
            close(resting, OrderStatus.CANCELED, Reason.STP);
            return o.stpMode == StpMode.CANCEL_RESTING;
        }
        final long quantity = Math.min(wanted, resting.remaining);
        resting.remaining -= quantity;
        resting.decremented += quantity;
        resting.shown = Math.min(resting.shown, resting.remaining);
        if (resting.remaining == 0) {
            close(resting, OrderStatus.CANCELED, Reason.STP);
        }
        if (o.byBudget) {
            o.budget -= quantity * lotCost;
        } else {
            o.remaining -= quantity;
            o.decremented += quantity;
        }
        return quantity < wanted;
    }

    /** Book a fill on either order; an iceberg that has shown its slice goes to the end of its queue. */
    private void fill(final NaiveOrder o, final long quantity, final long notional) {
        report.touch(o);
        o.filled += quantity;
        o.filledNotional += notional;
        if (o.byBudget) {
            o.budget -= notional;
            return;
        }
        o.remaining -= quantity;
        if (!orders.all.contains(o)) {
            return;
        }
        report.touchLevel(o);
        o.shown -= quantity;
        if (o.remaining == 0) {
            close(o, OrderStatus.FILLED, Reason.FILLED);
        } else if (o.display > 0 && o.shown == 0) {
            o.shown = Math.min(o.display, o.remaining);
            orders.arrive(o);
        }
    }

    private void print(
            final NaiveOrder maker,
            final NaiveOrder taker,
            final long price,
            final long quantity,
            final boolean isAuction) {
        effectsLeft--;
        lastPrice = price;
        runPrices.add(price);
        final long notional = admission.notional(price, quantity).longValueExact();
        report.print(
                ++lastTradeId, maker, taker, price, quantity, notional, quantity * instrument.lotSize(), isAuction);
    }

    private void finish(final NaiveOrder o, final Reason stopped) {
        if (o.byBudget) {
            final boolean isUsedUp =
                    stopped == Reason.BUDGET_SPENT || stopped == Reason.NONE && o.filled > 0 && isSpent(o);
            if (o.budget == 0) {
                close(o, OrderStatus.FILLED, Reason.FILLED);
            } else if (isUsedUp) {
                close(o, o.filled > 0 ? OrderStatus.FILLED : OrderStatus.CANCELED, Reason.BUDGET_SPENT);
            } else {
                close(o, OrderStatus.CANCELED, stopped == Reason.NONE ? Reason.NO_LIQUIDITY : stopped);
            }
        } else if (stopped != Reason.NONE) {
            close(o, OrderStatus.CANCELED, stopped);
        } else if (o.remaining == 0) {
            close(o, OrderStatus.FILLED, Reason.FILLED);
        } else if (o.type == OrderType.MARKET) {
            close(o, OrderStatus.CANCELED, Reason.NO_LIQUIDITY);
        } else if (o.isImmediate()) {
            close(o, OrderStatus.CANCELED, Reason.IOC_REMAINDER);
        } else if (!admission.fits(o.price, o.remaining, o.filledNotional)) {
            close(o, OrderStatus.CANCELED, Reason.MAX_NOTIONAL);
        } else {
            o.shown = o.display > 0 ? Math.min(o.display, o.remaining) : 0;
            orders.arrive(o);
            report.touchLevel(o);
        }
    }

    // For a "what if".

    boolean hasTraded() {
        return !report.trades.isEmpty();
    }

    /** Whether what is left of a budget buys no lot at the last price. */
    boolean isSpent(final NaiveOrder o) {
        return o.budget < lastPrice * instrument.notionalPerTickLot();
    }

    NaiveBook copy() {
        final NaiveBook copy = new NaiveBook(instrument, limits, orders.copyOfResting());
        copy.effectsLeft = effectsLeft;
        return copy;
    }

    // Stops.

    private void followAndWake() {
        if (runPrices.isEmpty()) {
            return;
        }
        for (final long price : runPrices) {
            orders.follow(price);
            if (state == InstrumentState.OPEN) {
                wake(price);
            }
        }
        runPrices.clear();
    }

    private void wake(final long price) {
        for (final Side side : Side.values()) {
            for (final NaiveOrder o : orders.queue(side, true)) {
                final boolean isReached = side == Side.BUY ? o.trigger <= price : o.trigger >= price;
                if (isReached && effectsLeft > 0) {
                    effectsLeft--;
                    orders.all.remove(o);
                    report.touch(o);
                    o.waiting = false;
                    o.triggered = true;
                    o.type = o.type == OrderType.STOP_LIMIT ? OrderType.LIMIT : OrderType.MARKET;
                    woken.add(o);
                }
            }
        }
    }

    // Amend.

    private void amend(final NaiveOrder o, final long price, final long quantity, final long triggerPrice) {
        final long trigger = o.waiting && triggerPrice != 0 ? triggerPrice : o.trigger;
        final long remaining = quantity - o.filled - o.decremented;
        final boolean keeps = price == o.price && remaining <= o.remaining && trigger == o.trigger;
        refusal = admission.admitAmend(
                o, price, quantity, trigger, keeps, uncrossPrice == 0 ? state : InstrumentState.HALTED);
        final boolean mustMake = o.postOnly && !o.waiting && !keeps && state != InstrumentState.AUCTION;
        if (refusal == Reason.NONE && mustMake && NaivePreview.wouldTake(this, o, price, quantity)) {
            refusal = Reason.WOULD_TAKE;
        }
        if (refusal != Reason.NONE) {
            return;
        }
        report.touch(o);
        if (!o.byBudget && remaining <= 0) {
            close(o, OrderStatus.CANCELED, Reason.USER);
            return;
        }
        keptPriority = keeps;
        if (o.waiting) {
            o.price = price;
            o.remaining = o.byBudget ? 0 : remaining;
            if (!keeps) {
                o.trigger = trigger;
                orders.arrive(o);
            }
        } else if (keeps) {
            final long visibleBefore = o.visible();
            o.remaining = remaining;
            o.shown = Math.min(o.shown, remaining);
            if (o.visible() != visibleBefore) {
                report.touchLevel(o);
            }
        } else {
            report.touchLevel(o);
            orders.all.remove(o);
            o.price = price;
            o.remaining = remaining;
            trade(o);
        }
    }

    // Auction.

    private boolean uncross() {
        while (true) {
            final NaiveOrder bid = orders.best(Side.BUY);
            final NaiveOrder ask = orders.best(Side.SELL);
            if (bid == null || ask == null || bid.price < uncrossPrice || ask.price > uncrossPrice) {
                return true;
            }
            if (effectsLeft == 0) {
                return false;
            }
            final long quantity = Math.min(bid.visible(), ask.visible());
            final long notional = admission.notional(uncrossPrice, quantity).longValueExact();
            fill(bid, quantity, notional);
            fill(ask, quantity, notional);
            print(ask, bid, uncrossPrice, quantity, true);
        }
    }

    // The book as lists.

    private NaiveOrder findOpen(final long orderId, final long userId) {
        final NaiveOrder o = orders.find(orderId);
        if (o == null) {
            finalOrder = finals.get(orderId & 0xFFFF);
            if (finalOrder != null && finalOrder.id != orderId) {
                finalOrder = null;
            }
            refusal = finalOrder == null ? Reason.ORDER_NOT_FOUND : Reason.ORDER_ALREADY_FINAL;
            return null;
        }
        if (userId != 0 && userId != o.user) {
            refusal = Reason.ORDER_NOT_FOUND;
            return null;
        }
        return o;
    }

    private void close(final NaiveOrder o, final OrderStatus status, final Reason reason) {
        if (orders.all.remove(o) && !o.waiting) {
            report.touchLevel(o);
        }
        report.touch(o);
        o.finalStatus = status;
        o.reason = reason;
        o.waiting = false;
        finals.put(o.id & 0xFFFF, o);
    }

    private void closeAll(
            final List<NaiveOrder> chosen, final OrderStatus status, final Function<NaiveOrder, Reason> reason) {
        for (final NaiveOrder o : chosen) {
            if (effectsLeft == 0) {
                incomplete = true;
                return;
            }
            effectsLeft--;
            close(o, status, reason.apply(o));
        }
    }

    private void refuse(final NaiveOrder o, final Reason reason) {
        close(o, OrderStatus.REJECTED, reason);
        refusal = reason;
    }

    @Override
    public List<String> trades() {
        return List.copyOf(report.trades);
    }

    @Override
    public List<String> drain() {
        final List<String> drained = report.drain();
        final boolean isFinal = refusal == Reason.ORDER_ALREADY_FINAL;
        drained.add("result " + (refusal == Reason.NONE) + " " + (incomplete ? Reason.CAPACITY : refusal) + " kept "
                + keptPriority + " final " + (isFinal ? finalOrder.finalStatus : null) + " "
                + (isFinal ? finalOrder.reason : Reason.NONE) + " last " + lastPrice);
        return drained;
    }

    @Override
    public List<String> image() {
        final List<String> lines = new ArrayList<>();
        lines.add("state " + state + " last " + lastPrice + " trades " + lastTradeId);
        lines.addAll(orders.image());
        return lines;
    }
}
