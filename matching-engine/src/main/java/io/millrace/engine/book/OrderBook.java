package io.millrace.engine.book;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The book of one instrument. Each command runs to its end inside its call, tells the listener what it did, and returns
 * NONE or why it was refused; a refused command has changed nothing. {@link #result} says more.
 *
 * <p>One thread. A broken invariant throws {@link IllegalStateException}; the book must not be used after that.
 */
public final class OrderBook {
    /** Ticks of each side found at once, to begin with, at least: a quiet instrument needs no more. */
    private static final int WINDOW_MIN = 64;

    final OrderTable table;
    final Ladder bids;
    final Ladder asks;
    final Matcher matcher;
    final Stops stops;

    private final int instrumentId;
    private final BookLimits limits;
    private final int effectsPerCommandMax;
    private final BookListener listener;
    private final Admission admission;
    private final Entry entry;
    private final Amender amender;
    private final Auction auction;
    private final Sweeper sweeper;
    private final PlainOrders plain;
    private final OrderState view;
    private final CommandResult result = new CommandResult();

    private InstrumentState state = InstrumentState.OPEN;
    /** Whether the instrument is open and no stop is to wake: what plain orders' short ways ask for. */
    private boolean isQuiet = true;

    /** Price of an uncross that one command could not finish; 0: none. */
    private long uncrossPrice;

    public OrderBook(final InstrumentDefinition instrument, final BookListener listener) {
        this(instrument, BookLimits.DEFAULT, listener);
    }

    public OrderBook(final InstrumentDefinition instrument, final BookLimits limits, final BookListener listener) {
        this.instrumentId = instrument.instrumentId();
        this.limits = limits;
        this.effectsPerCommandMax = limits.effectsPerCommandMax();
        this.listener = listener;
        table = new OrderTable(limits.orderCountExpected());
        final int window =
                Math.max(WINDOW_MIN, Math.min(Integer.highestOneBit(limits.orderCountExpected()), Levels.WINDOW_MAX));
        bids = new Ladder(table, Side.BUY, true, window);
        asks = new Ladder(table, Side.SELL, false, window);
        matcher = new Matcher(table, bids, asks, instrument, listener);
        stops = new Stops(table, matcher, limits.trailingCountMax());
        admission = new Admission(instrument, matcher, stops);
        entry = new Entry(this);
        amender = new Amender(this, admission, entry);
        auction = new Auction(table, bids, asks, matcher);
        sweeper = new Sweeper(this);
        view = new OrderState(table, instrumentId);
        plain = new PlainOrders(this, instrument, listener);
    }

    // Commands.

    /** Let an order in: it trades what it can, and rests, waits or is cancelled. */
    public Reason place(final NewOrder order) {
        result.clear();
        final int slot = isQuiet ? plain.place(order) : PlainOrders.LONG_WAY;
        return slot == PlainOrders.DONE ? Reason.NONE : placeLong(order, slot);
    }

    private Reason placeLong(final NewOrder order, final int slot) {
        if (slot == PlainOrders.LONG_WAY) {
            allow();
            runPlace(order);
        } else {
            entry.resume(slot);
        }
        return end();
    }

    /**
     * Take an order out.
     *
     * @param userId its owner; 0: whoever it is
     * @param reason what its close will say
     */
    public Reason cancel(final long orderId, final long userId, final Reason reason) {
        result.clear();
        if (isQuiet && plain.cancel(orderId, userId, reason)) {
            return Reason.NONE;
        }
        final int slot = findOpen(orderId, userId);
        if (slot == 0 && isQuiet) {
            return result.reason();
        }
        allow();
        if (slot != 0) {
            close(slot, OrderStatus.CANCELED, reason);
        }
        return end();
    }

    /**
     * Change an order. Less quantity at the same price keeps its place; anything else loses it and may trade. A quantity
     * that is filled already cancels the rest.
     *
     * @param price ticks, the resulting limit
     * @param quantity lots in all, filled ones included; 0 for an order by budget
     * @param triggerPrice ticks, for an order that waits; 0: as it was
     */
    public Reason amend(
            final long orderId, final long userId, final long price, final long quantity, final long triggerPrice) {
        result.clear();
        if (isQuiet && plain.move(orderId, userId, price, quantity)) {
            return Reason.NONE;
        }
        final int slot = findOpen(orderId, userId);
        if (slot == 0 && isQuiet) {
            return result.reason();
        }
        allow();
        if (slot != 0) {
            amender.amend(slot, price, quantity, triggerPrice);
        }
        return end();
    }

    /** Cancel many orders, by ascending id. {@code userId} 0: everyone's; {@code side} null: both. */
    public Reason massCancel(final long userId, final Side side, final Reason reason) {
        begin();
        if (!sweeper.cancel(userId, side, reason)) {
            result.leaveRest();
        }
        return end();
    }

    /**
     * Open, restrict or halt the instrument; leaving AUCTION uncrosses. If one command can't finish the uncross, the state
     * stays and the result says CAPACITY.
     */
    public Reason setState(final InstrumentState state) {
        begin();
        runSetState(state);
        return end();
    }

    /** Expire what ends at this time or before; CAPACITY: there is more. */
    public Reason expire(final long timeUs) {
        begin();
        runExpire(timeUs);
        return end();
    }

    // The parts of a command. An engine that runs one command over several books calls them in turn.

    private void begin() {
        result.clear();
        allow();
    }

    private void allow() {
        matcher.effectsLeft = effectsPerCommandMax;
    }

    /** Start of a command that concerns several books; gives back what it left of the bound. */
    int beginExpire(final long timeUs, final int effectsLeft) {
        result.clear();
        matcher.effectsLeft = effectsLeft;
        runExpire(timeUs);
        return matcher.effectsLeft;
    }

    /** The state that a new instrument starts in, or that a snapshot says. */
    void open(final InstrumentState state, final long uncrossPrice) {
        this.state = state;
        this.uncrossPrice = uncrossPrice;
        noteQuiet();
    }

    private void noteQuiet() {
        isQuiet = state == InstrumentState.OPEN && stops.isQuiet(matcher.lastPrice);
    }

    long uncrossPrice() {
        return uncrossPrice;
    }

    /**
     * Write the book as canonical bytes: equal books give equal bytes.
     *
     * @return how many
     */
    public int snapshot(final MutableDirectBuffer buffer, final int offset) {
        return BookSnapshot.write(this, buffer, offset);
    }

    /**
     * A book from its snapshot; it goes on as the one that wrote it. Throws {@link IllegalArgumentException} if the bytes
     * are none.
     */
    public static OrderBook load(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final BookLimits limits,
            final BookListener listener) {
        return BookSnapshot.read(buffer, offset, length, limits, listener);
    }

    Reason end() {
        runStops();
        final Reason reason = result.isAccepted() ? Reason.NONE : result.reason();
        reportOrders();
        reportLevels();
        settle();
        return reason;
    }

    void runPlace(final NewOrder order) {
        if (table.find(order.orderId) != 0) {
            result.refuse(Reason.DUPLICATE_ORDER_ID);
            return;
        }
        Reason reason = admission.check(order, state);
        if (reason == Reason.NONE && uncrossPrice != 0) {
            reason = Reason.MARKET_HALTED;
        }
        if (reason == Reason.NONE && table.count() >= limits.orderCountMax()) {
            reason = Reason.CAPACITY;
        }
        final int slot = table.add(order);
        if (order.isSpecial() || OrderFlags.timeInForce(order.flags) >= TimeInForce.GTD.code()) {
            addExtra(slot, order);
        }
        if (reason != Reason.NONE) {
            entry.refuse(slot, reason);
        } else if (OrderFlags.type(order.flags) >= OrderType.STOP.code()) {
            entry.startExpiry(slot);
            stops.add(slot);
        } else {
            entry.enter(slot, true);
        }
    }

    private void addExtra(final int slot, final NewOrder order) {
        table.addExtra(slot);
        if (order.displayQuantity > 0 && order.displayQuantity < order.quantity) {
            table.extra(slot, OrderTable.DISPLAY, order.displayQuantity);
            table.setFlag(slot, OrderFlags.ICEBERG);
        }
        if (order.quoteBudget > 0) {
            table.extra(slot, OrderTable.BUDGET, order.quoteBudget);
            table.setFlag(slot, OrderFlags.BUDGET);
        }
        table.extra(slot, OrderTable.TRIGGER, admission.trigger(order));
        table.extra(slot, OrderTable.TRAILING_OFFSET, order.trailingOffset);
        table.extra(slot, OrderTable.EXPIRE_US, Admission.expireTimeUs(order));
    }

    private int findOpen(final long orderId, final long userId) {
        final int slot = table.find(orderId);
        if (slot == 0) {
            result.refuseUnknown(table.finals.find(orderId));
            return 0;
        }
        if (userId != 0 && table.field(slot, OrderTable.USER) != userId) {
            result.refuse(Reason.ORDER_NOT_FOUND);
            return 0;
        }
        return slot;
    }

    /** End an order that rests or waits. */
    void close(final int slot, final OrderStatus status, final Reason reason) {
        if (table.hasFlag(slot, OrderFlags.WAITING)) {
            stops.remove(slot);
        } else {
            matcher.ownSide(table.flags(slot)).remove(slot, table.field(slot, OrderTable.PRICE), table.shown(slot));
        }
        table.touch(slot);
        table.close(slot, status, reason);
    }

    private void runSetState(final InstrumentState next) {
        matcher.beginRun();
        if (state != InstrumentState.AUCTION || next == InstrumentState.AUCTION || uncross()) {
            state = next;
        } else {
            result.leaveRest();
        }
        entry.followRun();
    }

    /**
     * False: the command's bound was reached; the price stands until the rest has traded at it. What was cancelled in
     * between may leave the book crossed elsewhere, so it goes on until nothing is.
     */
    private boolean uncross() {
        while (uncrossPrice != 0 || auction.isCrossed()) {
            if (uncrossPrice == 0) {
                uncrossPrice = auction.price();
            }
            if (!auction.uncross(uncrossPrice)) {
                return false;
            }
            uncrossPrice = 0;
        }
        return true;
    }

    void runExpire(final long timeUs) {
        int slot;
        while ((slot = table.expiries.due(timeUs)) != 0) {
            if (matcher.effectsLeft-- == 0) {
                matcher.effectsLeft = 0;
                result.leaveRest();
                return;
            }
            final boolean isDay = OrderFlags.isTimeInForce(table.flags(slot), TimeInForce.DAY);
            close(slot, OrderStatus.EXPIRED, isDay ? Reason.DAY : Reason.GTD);
        }
    }

    /** Wake what the last price reaches, and run what woke, to the end. */
    void runStops() {
        if (stops.isEmpty() && !stops.hasWoken()) {
            return;
        }
        if (state == InstrumentState.OPEN && matcher.lastPrice != 0) {
            stops.wake(matcher.lastPrice);
        }
        int slot;
        while ((slot = stops.nextWoken()) != 0) {
            entry.enter(slot, false);
        }
    }

    void reportOrders() {
        final int count = table.touchedCount();
        for (int i = 0; i < count; i++) {
            view.slot = table.touchedSlot(i);
            listener.onOrder(view);
        }
    }

    void reportLevels() {
        reportLevels(bids);
        reportLevels(asks);
    }

    private void reportLevels(final Ladder ladder) {
        final int count = ladder.touchedCount();
        for (int i = 0; i < count; i++) {
            reportLevel(ladder, ladder.touchedLevel(i));
        }
    }

    private void reportLevel(final Ladder ladder, final int level) {
        listener.onLevel(
                instrumentId, ladder.side(), ladder.priceOf(level), ladder.quantity(level), ladder.count(level));
    }

    void settle() {
        table.settle();
        bids.settle();
        asks.settle();
        stops.settle();
        noteQuiet();
        if (state != InstrumentState.AUCTION && auction.isCrossed()) {
            throw new IllegalStateException(
                    "book is crossed: instrumentId=" + instrumentId + " bid=" + bestBid() + " ask=" + bestAsk());
        }
    }

    // Questions; they may be asked between commands.

    /** How the last command ended. */
    public CommandResult result() {
        return result;
    }

    OrderState view() {
        return view;
    }

    Entry entry() {
        return entry;
    }

    BookLimits limits() {
        return limits;
    }

    public InstrumentState state() {
        return state;
    }

    /** The instrument, as it stands now. */
    public InstrumentDefinition instrument() {
        return admission.instrument();
    }

    /** Ticks of the last trade; 0: none yet. */
    public long lastPrice() {
        return matcher.lastPrice;
    }

    /** Id of the last trade; 0: none yet. */
    public long lastTradeId() {
        return matcher.lastTradeId;
    }

    /** Highest price that someone pays; 0: none. */
    public long bestBid() {
        return bids.isEmpty() ? 0 : bids.bestPrice();
    }

    /** Lowest price that someone asks; 0: none. */
    public long bestAsk() {
        return asks.isEmpty() ? 0 : asks.bestPrice();
    }

    /** Price at which the book would uncross now; 0: it is not crossed. */
    public long auctionPrice() {
        return auction.price();
    }

    /** Orders that rest or wait. */
    public int orderCount() {
        return table.count();
    }

    /** An open order; null: there is none with this id. The view is valid until the next call. */
    public OrderState find(final long orderId) {
        final int slot = table.find(orderId);
        if (slot == 0) {
            return null;
        }
        view.slot = slot;
        return view;
    }

    /** All levels of a side, best first. */
    public void forEachLevel(final Side side, final LevelConsumer consumer) {
        final Ladder ladder = side == Side.BUY ? bids : asks;
        for (int level = ladder.best(); level != 0; level = ladder.next(level)) {
            consumer.onLevel(ladder.priceOf(level), ladder.quantity(level), ladder.count(level));
        }
    }

    /** All resting orders of a side, in the order in which they would trade. */
    public void forEachOrder(final Side side, final OrderConsumer consumer) {
        forEachOrder(side == Side.BUY ? bids : asks, consumer);
    }

    /** All waiting stops of a side, in the order in which a price would trigger them. */
    public void forEachStop(final Side side, final OrderConsumer consumer) {
        forEachOrder(stops.ladder(side), consumer);
    }

    private void forEachOrder(final Ladder ladder, final OrderConsumer consumer) {
        for (int level = ladder.best(); level != 0; level = ladder.next(level)) {
            for (int slot = ladder.head(level); slot != 0; slot = table.next(slot)) {
                view.slot = slot;
                consumer.onOrder(view);
            }
        }
    }

    /** Take new bounds for the same contract; throws {@link IllegalArgumentException} if it is another. */
    public void redefine(final InstrumentDefinition definition) {
        if (!definition.isSameContract(admission.instrument())) {
            throw new IllegalArgumentException("not the same contract: instrumentId=" + definition.instrumentId());
        }
        admission.priceMax(definition.priceMax());
        plain.priceMax(definition.priceMax());
    }
}
