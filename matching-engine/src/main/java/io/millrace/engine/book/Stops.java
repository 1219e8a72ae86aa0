package io.millrace.engine.book;

import java.util.Arrays;

/**
 * Orders that wait for a trade at or beyond their trigger: buys for a price that has risen to it, sells for one that has
 * fallen. Those with one trigger wait in the order in which they came to it. What a price reaches is woken into a queue,
 * and runs from there one by one.
 */
final class Stops {
    /** Triggers found at once, to begin with: most books have none. */
    private static final int WINDOW = 64;

    private final OrderTable table;
    private final Matcher matcher;
    private final Ladder buys;
    private final Ladder sells;

    private int[] woken = new int[64];
    private int wokenHead;
    private int wokenTail;
    /** Trailing stops, the longest there first. */
    private int[] trailing = new int[16];

    private final int trailingCountMax;

    private int trailingCount;
    private int count;

    Stops(final OrderTable table, final Matcher matcher, final int trailingCountMax) {
        this.table = table;
        this.matcher = matcher;
        this.buys = new Ladder(table, Side.BUY, false, WINDOW);
        this.sells = new Ladder(table, Side.SELL, true, WINDOW);
        this.trailingCountMax = trailingCountMax;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Whether no stop is reached by this price. */
    boolean isQuiet(final long price) {
        return count == 0 || price == 0 || buys.bestKey() > buys.key(price) && sells.bestKey() > sells.key(price);
    }

    /** Whether no stop is reached, or moved, by trades between two prices. */
    boolean isQuietBetween(final long price, final long otherPrice) {
        return count == 0 || trailingCount == 0 && isQuiet(price) && isQuiet(otherPrice);
    }

    boolean isTrailingFull() {
        return trailingCount == trailingCountMax;
    }

    Ladder ladder(final Side side) {
        return side == Side.BUY ? buys : sells;
    }

    int trailingCount() {
        return trailingCount;
    }

    int trailingSlot(final int index) {
        return trailing[index];
    }

    /** Put the trailing stops back into the order that they were in; all of them wait already. */
    void restoreTrailing(final int index, final int slot) {
        if (slot == 0 || !table.hasFlag(slot, OrderFlags.TRAILS) || index >= trailingCount) {
            throw new IllegalArgumentException("not a trailing stop: index=" + index);
        }
        trailing[index] = slot;
    }

    /** Let an order wait; a trailing stop that is not known yet goes to the end of their list. */
    void add(final int slot) {
        if (table.extraOrZero(slot, OrderTable.TRAILING_OFFSET) > 0 && !table.hasFlag(slot, OrderFlags.TRAILS)) {
            if (trailingCount == trailingCountMax) {
                throw new IllegalArgumentException("too many trailing stops: count=" + trailingCount);
            }
            if (trailingCount == trailing.length) {
                trailing = Arrays.copyOf(trailing, trailingCount * 2);
            }
            table.setFlag(slot, OrderFlags.TRAILS);
            trailing[trailingCount++] = slot;
        }
        table.setFlag(slot, OrderFlags.WAITING);
        ladderOf(slot).add(slot, table.extra(slot, OrderTable.TRIGGER), 0);
        count++;
    }

    /** Take an order out: it was cancelled, or woke. */
    void remove(final int slot) {
        leaveLadder(slot);
        if (table.hasFlag(slot, OrderFlags.TRAILS)) {
            table.clearFlag(slot, OrderFlags.TRAILS);
            int index = 0;
            while (trailing[index] != slot) {
                index++;
            }
            System.arraycopy(trailing, index + 1, trailing, index, --trailingCount - index);
        }
    }

    /** Wait at another trigger, at the end of its queue. */
    void move(final int slot, final long trigger) {
        leaveLadder(slot);
        table.extra(slot, OrderTable.TRIGGER, trigger);
        add(slot);
    }

    private void leaveLadder(final int slot) {
        ladderOf(slot).remove(slot, table.extra(slot, OrderTable.TRIGGER), 0);
        table.clearFlag(slot, OrderFlags.WAITING);
        count--;
    }

    private Ladder ladderOf(final int slot) {
        return OrderFlags.isSell(table.flags(slot)) ? sells : buys;
    }

    /**
     * An order has traded, at prices that rose or fell from the first to the last.
     *
     * @param mayWake whether the instrument's state lets stops trigger
     */
    void onRun(final long firstPrice, final long lastPrice, final boolean mayWake) {
        onPrice(firstPrice, mayWake);
        if (lastPrice != firstPrice) {
            onPrice(lastPrice, mayWake);
        }
    }

    private void onPrice(final long price, final boolean mayWake) {
        for (int i = 0; i < trailingCount; i++) {
            follow(trailing[i], price);
        }
        if (mayWake) {
            wake(price);
        }
    }

    private void follow(final int slot, final long price) {
        final long offset = table.extra(slot, OrderTable.TRAILING_OFFSET);
        final long trigger = table.extra(slot, OrderTable.TRIGGER);
        if (OrderFlags.isSell(table.flags(slot))) {
            if (price - offset > trigger) {
                move(slot, price - offset);
            }
        } else if (price + offset < trigger) {
            move(slot, price + offset);
        }
    }

    /** Wake what this price reaches, buys first, nearest trigger first, as far as the command's bound allows. */
    void wake(final long price) {
        wakeSide(buys, buys.key(price));
        wakeSide(sells, sells.key(price));
    }

    private void wakeSide(final Ladder ladder, final long key) {
        while (ladder.bestKey() <= key && matcher.effectsLeft > 0) {
            matcher.effectsLeft--;
            final int slot = ladder.head(ladder.best());
            remove(slot);
            table.touch(slot);
            table.setFlag(slot, OrderFlags.TRIGGERED);
            final boolean isLimit = OrderFlags.isType(table.flags(slot), OrderType.STOP_LIMIT);
            table.clearFlag(slot, OrderFlags.TYPE_MASK);
            table.setFlag(slot, (isLimit ? OrderType.LIMIT : OrderType.MARKET).code() << OrderFlags.TYPE_SHIFT);
            if (wokenTail == woken.length) {
                woken = Arrays.copyOf(woken, wokenTail * 2);
            }
            woken[wokenTail++] = slot;
        }
    }

    boolean hasWoken() {
        return wokenHead != wokenTail;
    }

    /** Next order that woke; 0: none. */
    int nextWoken() {
        if (wokenHead == wokenTail) {
            wokenHead = 0;
            wokenTail = 0;
            return 0;
        }
        return woken[wokenHead++];
    }

    void settle() {
        buys.settle();
        sells.settle();
    }
}
