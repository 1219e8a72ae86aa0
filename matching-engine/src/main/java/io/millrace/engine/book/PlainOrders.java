package io.millrace.engine.book;

import java.util.Arrays;

/**
 * The short ways of plain limit orders, which are nearly all that a venue sees: one that only comes to rest, one that takes
 * what plain orders offer, one that leaves, one that goes to another place. Each does what the long way of {@link OrderBook}
 * would do, in one pass and with nothing noted down that only the others need; what it can't do it leaves to the long way,
 * as it finds it.
 */
final class PlainOrders {
    /** Lots of an order above this, or a price at which so many don't fit 64 bits, need a closer look. */
    private static final long QUANTITY_MAX = 1 << 24;

    static final int DONE = 0;
    static final int LONG_WAY = -1;

    private static final int FILLED = OrderFlags.closed(OrderStatus.FILLED, Reason.FILLED);
    private static final int REMAINDER = OrderFlags.closed(OrderStatus.CANCELED, Reason.IOC_REMAINDER);

    private final OrderTable table;
    private final Matcher matcher;
    private final Stops stops;
    private final BookListener listener;
    private final OrderState view;
    private final int instrumentId;
    /** Highest price at which the quantity that needs no closer look fits 64 bits. */
    private final long easyPriceMax;

    private final long quantityMax;
    private final int orderCountMax;
    private final int fillsMax;

    private long priceMax;

    private int[] makers = new int[64];
    private int makerCount;
    private int[] levels = new int[64];
    private int levelCount;

    PlainOrders(final OrderBook book, final InstrumentDefinition instrument, final BookListener listener) {
        this.table = book.table;
        this.matcher = book.matcher;
        this.stops = book.stops;
        this.listener = listener;
        this.view = book.view();
        this.instrumentId = instrument.instrumentId();
        this.easyPriceMax = Long.MAX_VALUE / QUANTITY_MAX / instrument.notionalPerTickLot();
        this.quantityMax = Math.min(QUANTITY_MAX, Long.MAX_VALUE / instrument.lotSize());
        this.orderCountMax = book.limits().orderCountMax();
        this.fillsMax = book.limits().effectsPerCommandMax();
        priceMax(instrument.priceMax());
    }

    void priceMax(final long priceMax) {
        this.priceMax = Math.min(priceMax, easyPriceMax);
    }

    /** Negative: not both are in the range in which any product of them fits. */
    private long range(final long price, final long quantity) {
        return price - 1 | priceMax - price | quantity - 1 | quantityMax - quantity;
    }

    /**
     * Let an order in, while the instrument is open and no stop is to wake.
     *
     * @return DONE, or LONG_WAY: nothing has happened, or the slot of the order, which has traded, has met something special
     *     and must go on the long way
     */
    int place(final NewOrder order) {
        final int flags = order.flags;
        final int kind = flags & OrderFlags.PLAIN_MASK;
        if (range(order.price, order.quantity) < 0
                || table.count() >= orderCountMax
                || kind != OrderFlags.LIMIT_GTC && kind != OrderFlags.LIMIT_IOC) {
            return LONG_WAY;
        }
        final Ladder other = matcher.otherSide(flags);
        if (other.bestKey() > other.key(order.price)) {
            return kind == OrderFlags.LIMIT_GTC && rest(order) ? DONE : LONG_WAY;
        }
        final boolean mayTake = (flags & OrderFlags.POST_ONLY) == 0
                && stops.isQuietBetween(other.bestPrice(), order.price)
                && table.find(order.orderId) == 0;
        return mayTake ? take(order, other) : LONG_WAY;
    }

    private boolean rest(final NewOrder order) {
        if (table.find(order.orderId) != 0) {
            return false;
        }
        final int slot = table.addPlain(order);
        table.chain(slot, order.orderId);
        final Ladder own = matcher.ownSide(order.flags);
        final int level = own.append(slot, order.price, order.quantity);
        report(slot);
        report(own, level, order.price);
        return true;
    }

    /** Take an order out, while the instrument is open and no stop is to wake. False: it needs the long way. */
    boolean cancel(final long orderId, final long userId, final Reason reason) {
        final int slot = table.find(orderId);
        final long[] r = table.records;
        final int base = slot << OrderTable.STRIDE_BITS;
        if (slot == 0 || !isPlain(r, base, userId)) {
            return false;
        }
        final int flags = (int) r[base + OrderTable.FLAGS];
        final long price = r[base + OrderTable.PRICE];
        final long remaining = r[base + OrderTable.REMAINING];
        final Ladder own = matcher.ownSide(flags);
        final int level = own.levelAt(price);
        final int left = own.withdraw(level, slot, remaining);
        table.end(slot, OrderFlags.closed(OrderStatus.CANCELED, reason));
        report(slot);
        report(own, level, price);
        table.freePlain(slot);
        if (left == 0) {
            own.close(level);
        }
        return true;
    }

    /** Whether it is the order of this user, 0: of anyone, and has no entry in the side arrays. */
    private static boolean isPlain(final long[] r, final int base, final long userId) {
        return (r[base + OrderTable.FLAGS] & OrderFlags.EXTRA) == 0
                && (userId == 0 || r[base + OrderTable.USER] == userId);
    }

    /** Bring an order that trades with nobody to another place. False: it needs the long way. */
    boolean move(final long orderId, final long userId, final long price, final long quantity) {
        final int slot = table.find(orderId);
        final long[] r = table.records;
        final int base = slot << OrderTable.STRIDE_BITS;
        final long from = r[base + OrderTable.PRICE];
        final long remaining = r[base + OrderTable.REMAINING];
        if (slot == 0
                || !isPlain(r, base, userId)
                || r[base + OrderTable.FILLED] != 0
                || price == from && quantity <= remaining
                || range(price, quantity) < 0) {
            return false;
        }
        final int flags = (int) r[base + OrderTable.FLAGS];
        final Ladder other = matcher.otherSide(flags);
        if (other.bestKey() <= other.key(price)) {
            return false;
        }
        final Ladder own = matcher.ownSide(flags);
        final int level = own.levelAt(from);
        final int left = own.withdraw(level, slot, remaining);
        final long shown = own.quantity(level);
        if (left == 0) {
            own.close(level);
        }
        r[base + OrderTable.PRICE] = price;
        r[base + OrderTable.REMAINING] = quantity;
        final int to = own.append(slot, price, quantity);
        report(slot);
        if (price != from) {
            listener.onLevel(instrumentId, own.side(), from, shown, left);
        }
        report(own, to, price);
        return true;
    }

    /** Trade an order, and give it its place or its end; what it gives is as {@link #place} says. */
    private int take(final NewOrder order, final Ladder other) {
        final int slot = table.addPlain(order);
        makerCount = 0;
        levelCount = 0;
        matcher.effectsLeft = fillsMax;
        matcher.beginRun();
        final long limitKey = other.key(order.price);
        do {
            if (!takeLevel(order, slot, other)) {
                return leave(slot, other);
            }
        } while (table.field(slot, OrderTable.REMAINING) != 0 && other.bestKey() <= limitKey);
        return finish(order, slot, other) ? DONE : leave(slot, other);
    }

    /** False: somebody stands there who needs a closer look. */
    private boolean takeLevel(final NewOrder order, final int slot, final Ladder other) {
        final long[] r = table.records;
        final int taker = slot << OrderTable.STRIDE_BITS;
        final int level = other.best();
        final long price = other.bestPrice();
        final boolean mayMeetItself = (order.flags & OrderFlags.STP_MASK) != 0;
        final long left = r[taker + OrderTable.REMAINING];
        final int first = makerCount;
        long wanted = left;
        long spent = r[taker + OrderTable.FILLED_NOTIONAL];
        int gone = 0;
        int resting = other.head(level);
        boolean isPlain = true;
        do {
            final int maker = resting << OrderTable.STRIDE_BITS;
            final long makerFlags = r[maker + OrderTable.FLAGS];
            final long offered = r[maker + OrderTable.REMAINING];
            final long quantity = Math.min(wanted, offered);
            final long notional = matcher.notional(price, quantity);
            if ((makerFlags & OrderFlags.EXTRA) != 0
                    || mayMeetItself && r[maker + OrderTable.USER] == order.userId
                    || spent + notional < 0
                    || matcher.effectsLeft == 0) {
                isPlain = false;
                break;
            }
            wanted -= quantity;
            spent += notional;
            r[taker + OrderTable.REMAINING] = wanted;
            r[taker + OrderTable.FILLED] = order.quantity - wanted;
            r[taker + OrderTable.FILLED_NOTIONAL] = spent;
            r[maker + OrderTable.REMAINING] = offered - quantity;
            r[maker + OrderTable.FILLED] += quantity;
            r[maker + OrderTable.FILLED_NOTIONAL] += notional;
            noteMaker(resting);
            final int next = table.next(resting);
            if (quantity == offered) {
                table.end(resting, FILLED);
                gone++;
            }
            matcher.print(resting, slot, price, quantity, notional, false);
            resting = quantity == offered ? next : resting;
        } while (wanted != 0 && resting != 0);
        if (makerCount != first) {
            other.leaveFront(level, resting, gone, left - wanted);
            noteLevel(level);
        }
        return isPlain;
    }

    private void noteMaker(final int slot) {
        if (makerCount == makers.length) {
            makers = Arrays.copyOf(makers, makerCount * 2);
        }
        makers[makerCount++] = slot;
    }

    private void noteLevel(final int level) {
        if (levelCount == levels.length) {
            levels = Arrays.copyOf(levels, levelCount * 2);
        }
        levels[levelCount++] = level;
    }

    /** Report, and give everyone its place or its end. False: the order needs a closer look before it may rest. */
    private boolean finish(final NewOrder order, final int slot, final Ladder other) {
        final long remaining = table.field(slot, OrderTable.REMAINING);
        int ownLevel = 0;
        final Ladder own = matcher.ownSide(order.flags);
        if (remaining == 0) {
            table.end(slot, FILLED);
        } else if ((order.flags & OrderFlags.TIF_MASK) == (OrderFlags.LIMIT_IOC & OrderFlags.TIF_MASK)) {
            table.end(slot, REMAINDER);
        } else {
            final long spent = table.field(slot, OrderTable.FILLED_NOTIONAL);
            if (spent + matcher.notional(order.price, remaining) < 0) {
                return false;
            }
            table.chain(slot, order.orderId);
            ownLevel = own.append(slot, order.price, remaining);
        }
        report(slot);
        if (ownLevel == 0) {
            table.release(slot);
        }
        final long[] r = table.records;
        for (int i = 0; i < makerCount; i++) {
            final int maker = makers[i];
            report(maker);
            if (r[(maker << OrderTable.STRIDE_BITS) + OrderTable.REMAINING] == 0) {
                table.freePlain(maker);
            }
        }
        if (ownLevel != 0 && own.side() == Side.BUY) {
            report(own, ownLevel, order.price);
        }
        for (int i = 0; i < levelCount; i++) {
            final int level = levels[i];
            report(other, level, other.priceOf(level));
            if (other.count(level) == 0) {
                other.close(level);
            }
        }
        if (ownLevel != 0 && own.side() == Side.SELL) {
            report(own, ownLevel, order.price);
        }
        return true;
    }

    /** Note what was touched the way that the long way does. */
    private int leave(final int slot, final Ladder other) {
        table.chain(slot, table.field(slot, OrderTable.ID));
        table.touch(slot);
        for (int i = 0; i < makerCount; i++) {
            table.touch(makers[i]);
        }
        for (int i = 0; i < levelCount; i++) {
            other.touch(levels[i]);
        }
        return slot;
    }

    private void report(final int slot) {
        view.slot = slot;
        listener.onOrder(view);
    }

    private void report(final Ladder ladder, final int level, final long price) {
        listener.onLevel(instrumentId, ladder.side(), price, ladder.quantity(level), ladder.count(level));
    }
}
