package io.millrace.engine.book;

import java.util.Arrays;

/**
 * The price levels of one side, best first, each with its queue of orders. Prices are turned into keys such that the best
 * price has the lowest key on either side, so there is one matching code, not two. A level that runs empty inside a
 * command stays until the command has reported it, and is the same level if it fills again.
 */
final class Ladder {
    /** Key of an empty side: worse than every price. */
    static final long NO_KEY = Long.MAX_VALUE;

    private static final int STRIDE_BITS = 2;
    private static final int KEY = 0;
    /** First order of the queue in the upper half, last one in the lower. */
    private static final int ENDS = 1;
    /** Lots shown. */
    private static final int QUANTITY = 2;
    /** Orders in the lower half; {@link #TOUCHED} above. */
    private static final int COUNT = 3;

    private static final long TOUCHED = 1L << 32;

    private final OrderTable table;
    private final PriceIndex index = new PriceIndex();
    private final Side side;
    private final long flip;

    private long[] levels = new long[64 << STRIDE_BITS];
    private int levelHigh = 1;
    private int[] freeLevels = new int[64];
    private int freeCount;
    private int[] touched = new int[64];
    private int touchedCount;

    private int best;
    private long bestKey = NO_KEY;

    /** {@code highestFirst}: whether the highest price is the best. */
    Ladder(final OrderTable table, final Side side, final boolean highestFirst) {
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

    /** Best level that has orders; 0: none. */
    int best() {
        return best;
    }

    /** Next worse level that has orders; 0: none. */
    int next(final int level) {
        int next = level;
        do {
            next = index.next(levels[next << STRIDE_BITS]);
        } while (next != 0 && count(next) == 0);
        return next;
    }

    /** Level at a price, if it has orders; 0: none. */
    int find(final long price) {
        final int level = index.find(key(price));
        return count(level) == 0 ? 0 : level;
    }

    long keyOf(final int level) {
        return levels[(level << STRIDE_BITS) + KEY];
    }

    long priceOf(final int level) {
        return keyOf(level) ^ flip;
    }

    long quantity(final int level) {
        return levels[(level << STRIDE_BITS) + QUANTITY];
    }

    int count(final int level) {
        return (int) levels[(level << STRIDE_BITS) + COUNT];
    }

    /** First order of a level's queue; 0: none. */
    int head(final int level) {
        return (int) (levels[(level << STRIDE_BITS) + ENDS] >>> 32);
    }

    boolean isEmpty() {
        return best == 0;
    }

    /** Put an order at the end of a price's queue, showing so many lots. */
    void add(final int slot, final long price, final long shown) {
        final long key = price ^ flip;
        int level = index.find(key);
        if (level == 0) {
            level = makeLevel(key);
        }
        if (key < bestKey) {
            best = level;
            bestKey = key;
        }
        final int base = level << STRIDE_BITS;
        final long[] l = levels;
        l[base + QUANTITY] += shown;
        touch(level, ++l[base + COUNT]);
        table.level(slot, level);
        append(base, slot);
    }

    /** Level of a price, made if need be: the place of an order that comes to it next. */
    int levelFor(final long price) {
        final long key = price ^ flip;
        final int level = index.find(key);
        return level == 0 ? makeLevel(key) : level;
    }

    /** Put an order, which knows its level, at the end of its queue; the level counts as reported. */
    void append(final int level, final int slot, final long shown) {
        final int base = level << STRIDE_BITS;
        final long[] l = levels;
        final long key = l[base + KEY];
        if (key < bestKey) {
            best = level;
            bestKey = key;
        }
        l[base + QUANTITY] += shown;
        l[base + COUNT]++;
        append(base, slot);
    }

    /** Take an order out of its queue; the level counts as reported. */
    void withdraw(final int level, final int slot, final long shown) {
        final int base = level << STRIDE_BITS;
        final long[] l = levels;
        l[base + QUANTITY] -= shown;
        final long count = --l[base + COUNT];
        unlink(base, slot);
        if (count == 0 && level == best) {
            leaveBest();
        }
    }

    /** Forget a level that has no orders; it is not touched. */
    void drop(final int level) {
        index.remove(levels[level << STRIDE_BITS]);
        if (freeCount == freeLevels.length) {
            freeLevels = Arrays.copyOf(freeLevels, freeCount * 2);
        }
        freeLevels[freeCount++] = level;
    }

    private void append(final int base, final int slot) {
        final long[] links = table.links;
        final long ends = levels[base + ENDS];
        final int tail = (int) ends;
        links[slot] = tail;
        if (tail == 0) {
            levels[base + ENDS] = (long) slot << 32 | slot;
        } else {
            links[tail] = links[tail] & 0xFFFF_FFFFL | (long) slot << 32;
            levels[base + ENDS] = ends & 0xFFFF_FFFF_0000_0000L | slot;
        }
    }

    /** Take an order out of its queue, with the lots that it shows. */
    void remove(final int slot, final long shown) {
        final int level = table.level(slot);
        final int base = level << STRIDE_BITS;
        final long[] l = levels;
        l[base + QUANTITY] -= shown;
        final long count = --l[base + COUNT];
        touch(level, count);
        unlink(base, slot);
        if ((int) count == 0 && level == best) {
            leaveBest();
        }
    }

    private void unlink(final int base, final int slot) {
        final long[] links = table.links;
        final long own = links[slot];
        final int next = (int) (own >>> 32);
        final int previous = (int) own;
        if (next != 0) {
            links[next] = links[next] & 0xFFFF_FFFF_0000_0000L | previous;
        } else {
            levels[base + ENDS] = levels[base + ENDS] & 0xFFFF_FFFF_0000_0000L | previous;
        }
        if (previous != 0) {
            links[previous] = links[previous] & 0xFFFF_FFFFL | own & 0xFFFF_FFFF_0000_0000L;
        } else {
            levels[base + ENDS] = levels[base + ENDS] & 0xFFFF_FFFFL | own & 0xFFFF_FFFF_0000_0000L;
        }
    }

    /** An order stays in its queue and shows so many lots less. */
    void reduce(final int slot, final long lots) {
        final int level = table.level(slot);
        levels[(level << STRIDE_BITS) + QUANTITY] -= lots;
        touch(level, levels[(level << STRIDE_BITS) + COUNT]);
    }

    /** An iceberg's slice is gone: it goes to the end of its queue and shows so many lots anew. */
    void requeue(final int slot, final long shown) {
        final int base = table.level(slot) << STRIDE_BITS;
        levels[base + QUANTITY] += shown;
        if (table.next(slot) != 0) {
            unlink(base, slot);
            append(base, slot);
        }
    }

    private void leaveBest() {
        final int next = next(best);
        best = next;
        bestKey = next == 0 ? NO_KEY : keyOf(next);
    }

    private int makeLevel(final long key) {
        final int level;
        if (freeCount > 0) {
            level = freeLevels[--freeCount];
        } else {
            level = levelHigh++;
            if (level << STRIDE_BITS == levels.length) {
                levels = Arrays.copyOf(levels, levels.length * 2);
            }
        }
        final int base = level << STRIDE_BITS;
        levels[base + KEY] = key;
        levels[base + ENDS] = 0;
        levels[base + QUANTITY] = 0;
        levels[base + COUNT] = 0;
        index.insert(key, level);
        return level;
    }

    private void touch(final int level, final long count) {
        if ((count & TOUCHED) == 0) {
            levels[(level << STRIDE_BITS) + COUNT] = count | TOUCHED;
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, touchedCount * 2);
            }
            touched[touchedCount++] = level;
        }
    }

    int touchedCount() {
        return touchedCount;
    }

    int touchedLevel(final int index) {
        return touched[index];
    }

    /** After the report: forget what was touched, and drop levels without orders. */
    void settle() {
        for (int i = 0; i < touchedCount; i++) {
            final int level = touched[i];
            final int base = level << STRIDE_BITS;
            final long count = levels[base + COUNT] & ~TOUCHED;
            levels[base + COUNT] = count;
            if (count == 0) {
                drop(level);
            }
        }
        touchedCount = 0;
    }
}
