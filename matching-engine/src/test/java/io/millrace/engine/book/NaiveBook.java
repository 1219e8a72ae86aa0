package io.millrace.engine.book;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rulebook as straightforward code: lists of orders, searched through each time. What it says is what the fast book
 * must say. It asks "what if" by running the matching on a copy of itself.
 */
final class NaiveBook implements TestBook {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final InstrumentDefinition instrument;
    private final BookLimits limits;
    private final List<NaiveOrder> orders = new ArrayList<>();
    private final Map<Long, NaiveOrder> finals = new HashMap<>();
    private final Set<NaiveOrder> touchedOrders = new LinkedHashSet<>();
    private final Map<Side, Set<Long>> touchedLevels =
            Map.of(Side.BUY, new LinkedHashSet<>(), Side.SELL, new LinkedHashSet<>());
    private final Deque<NaiveOrder> woken = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final List<String> trades = new ArrayList<>();

    private InstrumentState state = InstrumentState.OPEN;
    private long lastPrice;
    private long lastTradeId;
    private long nextRank;
    private int effectsLeft;
    private long uncrossPrice;
    private final List<Long> runPrices = new ArrayList<>();

    private Reason refusal = Reason.NONE;
    private boolean keptPriority;
    private boolean incomplete;
    private NaiveOrder finalOrder;

    NaiveBook(final InstrumentDefinition instrument, final BookLimits limits) {
        this.instrument = instrument;
        this.limits = limits;
    }

    // Commands.

    @Override
    public Reason place(final NewOrder order) {
        begin();
        final NaiveOrder o = NaiveOrder.of(order);
        if (find(o.id) != null) {
            refusal = Reason.DUPLICATE_ORDER_ID;
            return end();
        }
        Reason reason = admit(o, order);
        if (reason == Reason.NONE && uncrossPrice != 0) {
            reason = Reason.MARKET_HALTED;
        }
        if (reason == Reason.NONE && orders.size() >= limits.orderCountMax()) {
            reason = Reason.CAPACITY;
        }
        touchedOrders.add(o);
        if (o.trailingOffset != 0 && o.trigger == 0) {
            o.trigger = o.side == Side.BUY ? lastPrice + o.trailingOffset : lastPrice - o.trailingOffset;
        }
        if (o.timeInForce == TimeInForce.DAY) {
            o.expireUs = Math.floorDiv(order.timestampUs, 86_400_000_000L) * 86_400_000_000L + 86_400_000_000L;
        }
        if (reason != Reason.NONE) {
            refuse(o, reason);
        } else if (o.isStop()) {
            o.waiting = true;
            o.rank = nextRank++;
            o.trailingRank = nextRank++;
            orders.add(o);
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
        final List<NaiveOrder> chosen = new ArrayList<>(orders);
        chosen.removeIf(o -> userId != 0 && o.user != userId || side != null && o.side != side);
        chosen.sort(Comparator.comparingLong(o -> o.id));
        for (final NaiveOrder o : chosen) {
            if (effectsLeft == 0) {
                incomplete = true;
                break;
            }
            effectsLeft--;
            close(o, OrderStatus.CANCELED, reason);
        }
        return end();
    }

    @Override
    public Reason expire(final long timeUs) {
        begin();
        final List<NaiveOrder> due = new ArrayList<>(orders);
        due.removeIf(o -> !isTimed(o) || o.expireUs > timeUs);
        due.sort(Comparator.<NaiveOrder>comparingLong(o -> o.expireUs).thenComparingLong(o -> o.id));
        for (final NaiveOrder o : due) {
            if (effectsLeft == 0) {
                incomplete = true;
                break;
            }
            effectsLeft--;
            close(o, OrderStatus.EXPIRED, o.timeInForce == TimeInForce.DAY ? Reason.DAY : Reason.GTD);
        }
        return end();
    }

    @Override
    public Reason setState(final InstrumentState next) {
        begin();
        runPrices.clear();
        boolean isDone = true;
        if (state == InstrumentState.AUCTION && next != InstrumentState.AUCTION) {
            uncrossPrice = uncrossPrice == 0 ? auctionPrice() : uncrossPrice;
            while (isDone && uncrossPrice != 0) {
                isDone = uncross();
                uncrossPrice = isDone ? auctionPrice() : uncrossPrice;
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
        for (final NaiveOrder o : touchedOrders) {
            events.add(o.event());
            o.triggered = false;
        }
        touchedOrders.clear();
        for (final Side side : Side.values()) {
            for (final long price : touchedLevels.get(side)) {
                events.add(level(side, price));
            }
            touchedLevels.get(side).clear();
        }
        return refusal;
    }

    // Admission: the first failure is the reason.

    private Reason admit(final NaiveOrder o, final NewOrder order) {
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
        return admitConditions(o, order);
    }

    private boolean isQuantity(final NewOrder order) {
        return isQuantity(order.quantity) && order.displayQuantity >= 0 && order.displayQuantity <= order.quantity;
    }

    private boolean isQuantity(final long quantity) {
        return quantity > 0
                && quantity <= NewOrder.QUANTITY_MAX
                && BigInteger.valueOf(quantity)
                                .multiply(BigInteger.valueOf(instrument.lotSize()))
                                .compareTo(LONG_MAX)
                        <= 0;
    }

    private Reason checkPrice(final NaiveOrder o, final long price, final long quantity) {
        if (price < 0 || price > instrument.priceMax() || price == 0 && o.isLimit()) {
            return Reason.BAD_PRICE;
        }
        return notional(price, quantity).compareTo(LONG_MAX) > 0 ? Reason.MAX_NOTIONAL : Reason.NONE;
    }

    private Reason admitConditions(final NaiveOrder o, final NewOrder order) {
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
            if (orders.stream().filter(w -> w.waiting && w.trailingOffset > 0).count() >= limits.trailingCountMax()) {
                return Reason.CAPACITY;
            }
        }
        if (o.timeInForce == TimeInForce.GTD) {
            return order.expireTimeUs <= order.timestampUs ? Reason.BAD_EXPIRY : Reason.NONE;
        }
        return order.expireTimeUs != 0 ? Reason.BAD_EXPIRY : Reason.NONE;
    }

    // Matching.

    private void enter(final NaiveOrder o, final boolean isNew) {
        Reason reason = Reason.NONE;
        if (o.postOnly) {
            reason = wouldTake(o, o.price, o.remaining) ? Reason.WOULD_TAKE : Reason.NONE;
        } else if (o.timeInForce == TimeInForce.FOK) {
            reason = fillWhole(o);
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

    private Reason aggress(final NaiveOrder o) {
        while (true) {
            final NaiveOrder resting = best(o.side == Side.BUY ? Side.SELL : Side.BUY);
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
            final BigInteger sum = notional(resting.price, quantity).add(BigInteger.valueOf(o.filledNotional));
            if (sum.compareTo(LONG_MAX) > 0) {
                return Reason.MAX_NOTIONAL;
            }
            fill(o, quantity, quantity * lotCost);
            fill(resting, quantity, quantity * lotCost);
            print(resting, o, resting.price, quantity, "");
        }
    }

    private boolean preventSelfTrade(
            final NaiveOrder o, final NaiveOrder resting, final long wanted, final long lotCost) {
        if (o.stpMode == StpMode.CANCEL_AGGRESSOR) {
            return false;
        }
        effectsLeft--;
        touchedOrders.add(resting);
        touchLevel(resting);
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
        touchedOrders.add(o);
        o.filled += quantity;
        o.filledNotional += notional;
        if (o.byBudget) {
            o.budget -= notional;
            return;
        }
        o.remaining -= quantity;
        if (!orders.contains(o)) {
            return;
        }
        touchLevel(o);
        o.shown -= quantity;
        if (o.remaining == 0) {
            close(o, OrderStatus.FILLED, Reason.FILLED);
        } else if (o.display > 0 && o.shown == 0) {
            o.shown = Math.min(o.display, o.remaining);
            o.rank = nextRank++;
        }
    }

    private void print(
            final NaiveOrder maker, final NaiveOrder taker, final long price, final long quantity, final String mark) {
        effectsLeft--;
        lastPrice = price;
        runPrices.add(price);
        lastTradeId++;
        final long notional = notional(price, quantity).longValueExact();
        final long base = quantity * instrument.lotSize();
        final boolean isBuy = taker.side == Side.BUY;
        events.add("trade " + lastTradeId + " " + quantity + "@" + price + " notional " + notional + " maker "
                + maker.id + " user " + maker.user + " left " + maker.remaining + " fee "
                + fee(isBuy ? notional : base, maker.makerFeePpm) + " taker " + taker.id + " user " + taker.user
                + " left " + taker.remaining + " fee " + fee(isBuy ? base : notional, taker.takerFeePpm) + " "
                + taker.side + mark);
        trades.add(quantity + "@" + price + " " + taker.id + "x" + maker.id);
    }

    private static long fee(final long received, final int ratePpm) {
        final BigInteger[] parts = BigInteger.valueOf(received)
                .multiply(BigInteger.valueOf(ratePpm))
                .divideAndRemainder(BigInteger.valueOf(1_000_000));
        return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
    }

    private void finish(final NaiveOrder o, final Reason stopped) {
        if (o.byBudget) {
            final boolean isUsedUp = stopped == Reason.BUDGET_SPENT
                    || stopped == Reason.NONE && o.filled > 0 && o.budget < lastPrice * instrument.notionalPerTickLot();
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
        } else if (notional(o.price, o.remaining)
                        .add(BigInteger.valueOf(o.filledNotional))
                        .compareTo(LONG_MAX)
                > 0) {
            close(o, OrderStatus.CANCELED, Reason.MAX_NOTIONAL);
        } else {
            o.shown = o.display > 0 ? Math.min(o.display, o.remaining) : 0;
            o.rank = nextRank++;
            orders.add(o);
            touchLevel(o);
        }
    }

    // What if: the matching, run on a copy.

    private boolean wouldTake(final NaiveOrder o, final long price, final long quantity) {
        final NaiveBook copy = copy();
        copy.effectsLeft = Integer.MAX_VALUE;
        final NaiveOrder probe = o.copy();
        probe.price = price;
        probe.remaining = quantity;
        copy.aggress(probe);
        return !copy.trades.isEmpty();
    }

    private Reason fillWhole(final NaiveOrder o) {
        final NaiveBook copy = copy();
        final NaiveOrder probe = o.copy();
        if (probe.stpMode == StpMode.DECREMENT) {
            probe.stpMode = StpMode.CANCEL_AGGRESSOR;
        }
        final Reason stopped = copy.aggress(probe);
        if (stopped == Reason.FILL_LIMIT || stopped == Reason.MAX_NOTIONAL) {
            return stopped;
        }
        final boolean isWhole = probe.byBudget
                ? !copy.trades.isEmpty() && (probe.budget == 0 || stopped == Reason.BUDGET_SPENT)
                : probe.remaining == 0;
        return isWhole || probe.byBudget && copy.isSpentAtLastPrice(probe) ? Reason.NONE : Reason.FOK_UNFILLABLE;
    }

    /** Whether what is left buys no lot at the last price paid, though nothing is left to buy there. */
    private boolean isSpentAtLastPrice(final NaiveOrder probe) {
        return !trades.isEmpty() && probe.budget < lastPrice * instrument.notionalPerTickLot();
    }

    private NaiveBook copy() {
        final NaiveBook copy = new NaiveBook(instrument, limits);
        for (final NaiveOrder o : orders) {
            if (!o.waiting) {
                copy.orders.add(o.copy());
            }
        }
        copy.effectsLeft = effectsLeft;
        copy.nextRank = nextRank;
        return copy;
    }

    // Stops.

    private void followAndWake() {
        if (runPrices.isEmpty()) {
            return;
        }
        for (final long price : runPrices) {
            final List<NaiveOrder> trailing = new ArrayList<>(orders);
            trailing.removeIf(o -> !o.waiting || o.trailingOffset == 0);
            trailing.sort(Comparator.comparingLong(o -> o.trailingRank));
            for (final NaiveOrder o : trailing) {
                final long trigger = o.side == Side.SELL ? price - o.trailingOffset : price + o.trailingOffset;
                if (o.side == Side.SELL ? trigger > o.trigger : trigger < o.trigger) {
                    o.trigger = trigger;
                    o.rank = nextRank++;
                }
            }
            if (state == InstrumentState.OPEN) {
                wake(price);
            }
        }
        runPrices.clear();
    }

    private void wake(final long price) {
        for (final Side side : Side.values()) {
            for (final NaiveOrder o : queue(side, true)) {
                final boolean isReached = side == Side.BUY ? o.trigger <= price : o.trigger >= price;
                if (isReached && effectsLeft > 0) {
                    effectsLeft--;
                    orders.remove(o);
                    touchedOrders.add(o);
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
        refusal = checkAmend(o, price, quantity, trigger, keeps);
        if (refusal != Reason.NONE) {
            return;
        }
        touchedOrders.add(o);
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
                o.rank = nextRank++;
            }
        } else if (keeps) {
            final long visibleBefore = o.visible();
            o.remaining = remaining;
            o.shown = Math.min(o.shown, remaining);
            if (o.visible() != visibleBefore) {
                touchLevel(o);
            }
        } else {
            touchLevel(o);
            orders.remove(o);
            o.price = price;
            o.remaining = remaining;
            trade(o);
        }
    }

    private Reason checkAmend(
            final NaiveOrder o, final long price, final long quantity, final long trigger, final boolean keeps) {
        if (state == InstrumentState.HALTED || uncrossPrice != 0) {
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
        if (o.waiting) {
            return trigger < 1 || trigger > instrument.priceMax() ? Reason.BAD_TRIGGER : Reason.NONE;
        }
        final boolean mustMake = o.postOnly && !keeps && state != InstrumentState.AUCTION;
        return mustMake && wouldTake(o, price, quantity) ? Reason.WOULD_TAKE : Reason.NONE;
    }

    // Auction: every price is tried.

    private long auctionPrice() {
        final NaiveOrder bid = best(Side.BUY);
        final NaiveOrder ask = best(Side.SELL);
        if (bid == null || ask == null || bid.price < ask.price) {
            return 0;
        }
        final long reference = lastPrice != 0 ? lastPrice : ask.price + (bid.price - ask.price) / 2;
        long bestPrice = 0;
        long bestVolume = -1;
        long bestImbalance = 0;
        for (long price = ask.price; price <= bid.price; price++) {
            long demand = 0;
            long supply = 0;
            for (final NaiveOrder o : orders) {
                demand += !o.waiting && o.side == Side.BUY && o.price >= price ? o.remaining : 0;
                supply += !o.waiting && o.side == Side.SELL && o.price <= price ? o.remaining : 0;
            }
            final long volume = Math.min(demand, supply);
            final long imbalance = Math.abs(demand - supply);
            if (volume > bestVolume
                    || volume == bestVolume
                            && (imbalance < bestImbalance
                                    || imbalance == bestImbalance
                                            && Math.abs(price - reference) < Math.abs(bestPrice - reference))) {
                bestPrice = price;
                bestVolume = volume;
                bestImbalance = imbalance;
            }
        }
        return bestPrice;
    }

    private boolean uncross() {
        while (true) {
            final NaiveOrder bid = best(Side.BUY);
            final NaiveOrder ask = best(Side.SELL);
            if (bid == null || ask == null || bid.price < uncrossPrice || ask.price > uncrossPrice) {
                return true;
            }
            if (effectsLeft == 0) {
                return false;
            }
            final long quantity = Math.min(bid.visible(), ask.visible());
            final long notional = notional(uncrossPrice, quantity).longValueExact();
            fill(bid, quantity, notional);
            fill(ask, quantity, notional);
            print(ask, bid, uncrossPrice, quantity, " auction");
        }
    }

    // The book as lists.

    private NaiveOrder find(final long orderId) {
        return orders.stream().filter(o -> o.id == orderId).findFirst().orElse(null);
    }

    private NaiveOrder findOpen(final long orderId, final long userId) {
        final NaiveOrder o = find(orderId);
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

    private static boolean isTimed(final NaiveOrder o) {
        return o.timeInForce == TimeInForce.GTD || o.timeInForce == TimeInForce.DAY;
    }

    private NaiveOrder best(final Side side) {
        final Comparator<NaiveOrder> priority = priority(side, false);
        NaiveOrder best = null;
        for (final NaiveOrder o : orders) {
            if (o.side == side && !o.waiting && (best == null || priority.compare(o, best) < 0)) {
                best = o;
            }
        }
        return best;
    }

    /** Orders of a side that rest, best first, or that wait, first to trigger first. */
    private List<NaiveOrder> queue(final Side side, final boolean isWaiting) {
        final List<NaiveOrder> queue = new ArrayList<>(orders);
        queue.removeIf(o -> o.side != side || o.waiting != isWaiting);
        queue.sort(priority(side, isWaiting));
        return queue;
    }

    private static Comparator<NaiveOrder> priority(final Side side, final boolean isWaiting) {
        final int sign = side == Side.BUY != isWaiting ? -1 : 1;
        return (a, b) -> {
            final int byPrice = isWaiting ? Long.compare(a.trigger, b.trigger) : Long.compare(a.price, b.price);
            return byPrice != 0 ? sign * byPrice : Long.compare(a.rank, b.rank);
        };
    }

    private void close(final NaiveOrder o, final OrderStatus status, final Reason reason) {
        if (orders.remove(o) && !o.waiting) {
            touchLevel(o);
        }
        touchedOrders.add(o);
        o.finalStatus = status;
        o.reason = reason;
        o.waiting = false;
        finals.put(o.id & 0xFFFF, o);
    }

    private void refuse(final NaiveOrder o, final Reason reason) {
        close(o, OrderStatus.REJECTED, reason);
        refusal = reason;
    }

    private void touchLevel(final NaiveOrder o) {
        touchedLevels.get(o.side).add(o.price);
    }

    private BigInteger notional(final long price, final long quantity) {
        return BigInteger.valueOf(price)
                .multiply(BigInteger.valueOf(quantity))
                .multiply(BigInteger.valueOf(instrument.notionalPerTickLot()));
    }

    private String level(final Side side, final long price) {
        long quantity = 0;
        int count = 0;
        for (final NaiveOrder o : orders) {
            if (o.side == side && !o.waiting && o.price == price) {
                quantity += o.visible();
                count++;
            }
        }
        return "level " + side + " " + price + " quantity " + quantity + " orders " + count;
    }

    @Override
    public List<String> trades() {
        return List.copyOf(trades);
    }

    @Override
    public List<String> drain() {
        final List<String> drained = new ArrayList<>(events);
        events.clear();
        trades.clear();
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
        for (final Side side : Side.values()) {
            lines.add("side " + side);
            final Set<Long> prices = new LinkedHashSet<>();
            queue(side, false).forEach(o -> prices.add(o.price));
            prices.forEach(price -> lines.add(level(side, price)));
            queue(side, false).forEach(o -> lines.add(o.image()));
            queue(side, true).forEach(o -> lines.add(o.image()));
        }
        return lines;
    }
}
