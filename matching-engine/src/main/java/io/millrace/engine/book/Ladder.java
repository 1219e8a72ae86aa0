package io.millrace.engine.book;

import java.util.Arrays;

/**
 * The price levels of one side, best first, each with its queue of orders. Prices are turned into keys such that the best
 * price has the lowest key on either side, so there is one matching code, not two. A level that runs empty inside a
 * command stays until the command has reported it, and is the same level if it fills again.
 */
final class Ladder extends Levels {
    /** Key of an empty side: worse than every price. */
    static final long NO_KEY = Long.MAX_VALUE;

    private static final long TOUCHED = 1L << 32;
    private static final long UPPER = 0xFFFF_FFFF_0000_0000L;
    private static final long LOWER = 0xFFFF_FFFFL;

    private final OrderTable table;
    private final Side side;
    private final long flip;

    /** Keys: a level's number may change while a command runs. */
    private long[] touched = new long[64];

    private int touchedCount;

    private long bestKey = NO_KEY;

    /**
     * @param highestFirst whether the highest price is the best
     * @param window ticks that are found at once, to begin with
     */
    Ladder(final OrderTable table, final Side side, final boolean highestFirst, final int window) {
        super(window);
        this.table = table;
        this.side = side;
        this.flip = highestFirst ? (1L << PriceIndex.KEY_BITS) - 1 : 0;
    }

    Side side() {
        return side;
    }

    /** Key of a price, and price of a key. */
    long key(final long price) {
        return price ^ flip;
    }

    /** Key of the best level that has orders; {@link #NO_KEY} if none has. */
    long bestKey() {
        return bestKey;
    }

    /** Price of the best level; there is one. */
    long bestPrice() {
        return bestKey ^ flip;
    }

    /** Best level that has orders; 0: none. */
    int best() {
        return bestKey == NO_KEY ? 0 : find(bestKey);
    }

    /** Next worse level that has orders; 0: none. */
    int next(final int level) {
        int next = level;
        do {
            next = after(keyOf(next));
        } while (next != 0 && count(next) == 0);
        return next;
    }

    /** Level at a price; its count is 0 if no orders are there. */
    int levelAt(final long price) {
        return find(price ^ flip);
    }

    long keyOf(final int level) {
        return records[(level << STRIDE_BITS) + KEY];
    }

    long priceOf(final int level) {
        return keyOf(level) ^ flip;
    }

    long quantity(final int level) {
        return records[(level << STRIDE_BITS) + QUANTITY];
    }

    int count(final int level) {
        return (int) records[(level << STRIDE_BITS) + COUNT];
    }

    /** First order of a level's queue; 0: none. */
    int head(final int level) {
        return (int) (records[(level << STRIDE_BITS) + ENDS] >>> 32);
    }

    boolean isEmpty() {
        return bestKey == NO_KEY;
    }

    /** Put an order at the end of a price's queue, showing so many lots. */
    void add(final int slot, final long price, final long shown) {
        touch(append(slot, price, shown));
    }

    /** The same for a level that the caller reports. Gives the level. */
    int append(final int slot, final long price, final long shown) {
        final long key = price ^ flip;
        int level = find(key);
        if (level == 0 || records[(level << STRIDE_BITS) + COUNT] == 0) {
            level = open(key);
        }
        if (key < bestKey) {
            bestKey = key;
        }
        final long[] l = records;
        final int base = level << STRIDE_BITS;
        l[base + QUANTITY] += shown;
        l[base + COUNT]++;
        l[base + ENDS] = link(l[base + ENDS], slot);
        return level;
    }

    /** Ends of a queue with one more order at its end. No branch: one without a neighbour writes to the links of slot 0, nobody. */
    private long link(final long ends, final int slot) {
        final long[] r = table.records;
        final int tail = (int) ends;
        final long upper = (long) slot << 32;
        r[linksOf(slot)] = tail;
        r[linksOf(tail)] = r[linksOf(tail)] & LOWER | upper;
        return (tail == 0 ? upper : ends & UPPER) | slot;
    }

    private static int linksOf(final int slot) {
        return (slot << OrderTable.STRIDE_BITS) + OrderTable.LINKS;
    }

    /** Take an order out of its queue, with the lots that it shows. */
    void remove(final int slot, final long price, final long shown) {
        final int level = find(price ^ flip);
        touch(level);
        withdraw(level, slot, shown);
    }

    /**
     * The same for a level that the caller reports and, if it is left empty, closes.
     *
     * @return orders left
     */
    int withdraw(final int level, final int slot, final long shown) {
        final long[] l = records;
        final int base = level << STRIDE_BITS;
        l[base + QUANTITY] -= shown;
        final int count = (int) --l[base + COUNT];
        l[base + ENDS] = unlink(l[base + ENDS], slot);
        if (count == 0 && l[base + KEY] == bestKey) {
            leaveBest(level);
        }
        return count;
    }

    /**
     * The first orders of the best level's queue have left it; the caller reports the level and, if it is empty, closes it.
     *
     * @param head who is first now; 0: nobody is left
     * @param gone how many have left
     * @param shown lots that the level shows less
     */
    void leaveFront(final int level, final int head, final int gone, final long shown) {
        final int base = level << STRIDE_BITS;
        final long[] l = records;
        l[base + QUANTITY] -= shown;
        l[base + COUNT] -= gone;
        if (head == 0) {
            l[base + ENDS] = 0;
            leaveBest(level);
        } else if (gone != 0) {
            table.records[linksOf(head)] &= UPPER;
            l[base + ENDS] = (long) head << 32 | l[base + ENDS] & LOWER;
        }
    }

    /** Ends of a queue without one of its orders. */
    private long unlink(final long ends, final int slot) {
        final long[] r = table.records;
        final long own = r[linksOf(slot)];
        final int next = (int) (own >>> 32);
        final int previous = (int) own;
        r[linksOf(next)] = r[linksOf(next)] & UPPER | previous;
        r[linksOf(previous)] = r[linksOf(previous)] & LOWER | own & UPPER;
        return (previous == 0 ? (long) next << 32 : ends & UPPER) | (next == 0 ? previous : ends & LOWER);
    }

    /** Orders of this price stay in its queue and show so many lots less. */
    void reduce(final long price, final long lots) {
        final int level = find(price ^ flip);
        records[(level << STRIDE_BITS) + QUANTITY] -= lots;
        touch(level);
    }

    /** An iceberg's slice is gone: it goes to the end of its queue and shows so many lots anew. */
    void requeue(final int slot, final long price, final long shown) {
        final int base = find(price ^ flip) << STRIDE_BITS;
        final long[] l = records;
        l[base + QUANTITY] += shown;
        if (table.next(slot) != 0) {
            l[base + ENDS] = link(unlink(l[base + ENDS], slot), slot);
        }
    }

    private void leaveBest(final int level) {
        final int next = next(level);
        bestKey = next == 0 ? NO_KEY : keyOf(next);
    }

    /** Note that the running command changed this level, so that it is reported once, at its end. */
    void touch(final int level) {
        final int index = (level << STRIDE_BITS) + COUNT;
        final long count = records[index];
        if ((count & TOUCHED) == 0) {
            records[index] = count | TOUCHED;
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, touchedCount * 2);
            }
            touched[touchedCount++] = keyOf(level);
        }
    }

    int touchedCount() {
        return touchedCount;
    }

    int touchedLevel(final int index) {
        return find(touched[index]);
    }

    /** After the report: forget what was touched, and drop levels without orders. */
    void settle() {
        for (int i = 0; i < touchedCount; i++) {
            final int level = find(touched[i]);
            final int index = (level << STRIDE_BITS) + COUNT;
            final long count = records[index] & ~TOUCHED;
            records[index] = count;
            if (count == 0) {
                close(level);
            }
        }
        touchedCount = 0;
    }
}
