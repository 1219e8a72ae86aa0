package io.millrace.engine.book;

import java.util.Arrays;

/**
 * The levels of one side by key, lowest first. Those within a window of keys stand where their key says, found without a
 * search; the few beyond it, all of them worse, are in an ordered index. The window follows the best level, and grows while
 * many levels come to lie outside.
 *
 * <p>A level is there from {@link #open} to {@link #close}. Its number may change with any {@code open}.
 *
 * <pre>
 *   level:  0      1 ... window                 window + 1 ...
 *  +--------+--------------------------------+-------------------------+
 *  | nobody | key & (window - 1), plus one   | levels outside, as made |
 *  +--------+--------------------------------+-------------------------+
 * </pre>
 */
class Levels {
    static final int STRIDE_BITS = 2;
    static final int KEY = 0;
    /** First order of the queue in the upper half, last one in the lower. */
    static final int ENDS = 1;
    /** Lots shown. */
    static final int QUANTITY = 2;
    /** Orders in the lower half, marks of the ladder above; not 0 as long as the level is there. */
    static final int COUNT = 3;

    /** A liquid book's levels lie within some ten thousand ticks; this is 2 MiB. */
    static final int WINDOW_MAX = 1 << 16;

    long[] records;

    private LevelBits bits;
    private long low;
    private long mask;

    private PriceIndex outside;
    private int outsideCount;
    private int outsideHigh;
    private int[] free = new int[16];
    private int freeCount;
    /** Levels made outside since the window has this size. */
    private int misses;

    /** {@code window}: keys at first, a power of two, 64 at least. */
    Levels(final int window) {
        allocate(window);
    }

    private void allocate(final int window) {
        mask = window - 1;
        records = new long[window + 17 << STRIDE_BITS];
        bits = new LevelBits(window);
        outside = PriceIndex.EMPTY;
        outsideCount = 0;
        outsideHigh = window + 1;
        freeCount = 0;
        misses = 0;
    }

    /** Level of a key: if none is there, 0 or one whose count is 0. */
    int find(final long key) {
        return isInside(key) ? inside(key) : outside.find(key);
    }

    private boolean isInside(final long key) {
        return (key - low & ~mask) == 0;
    }

    int inside(final long key) {
        return (int) (key & mask) + 1;
    }

    /** Make the level of a key that has none; the caller gives it its count. */
    int open(final long key) {
        if (!isInside(key)) {
            reach(key);
            if (!isInside(key)) {
                return openOutside(key);
            }
        }
        return openInside(key);
    }

    private int openInside(final long key) {
        final int level = inside(key);
        bits.set(level - 1);
        records[(level << STRIDE_BITS) + KEY] = key;
        return level;
    }

    private int openOutside(final long key) {
        if (outside == PriceIndex.EMPTY) {
            outside = new PriceIndex();
        }
        final int level = freeCount > 0 ? free[--freeCount] : outsideHigh++;
        final int base = level << STRIDE_BITS;
        if (base == records.length) {
            records = Arrays.copyOf(records, records.length * 2);
        }
        Arrays.fill(records, base, base + (1 << STRIDE_BITS), 0);
        records[base + KEY] = key;
        outside.insert(key, level);
        outsideCount++;
        return level;
    }

    /** Forget a level, whose count is 0 and which has no queue. */
    void close(final int level) {
        if (level <= mask + 1) {
            bits.clear(level - 1);
        } else {
            closeOutside(level);
        }
    }

    private void closeOutside(final int level) {
        outside.remove(records[level << STRIDE_BITS]);
        outsideCount--;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = level;
    }

    /** First level behind a key; 0: none. */
    int after(final long key) {
        if (isInside(key)) {
            final int place = placeAfter(key);
            return place >= 0 ? place + 1 : firstOutside();
        }
        return outsideCount == 0 ? 0 : outside.next(key);
    }

    private int firstOutside() {
        return outsideCount == 0 ? 0 : outside.first();
    }

    /** The window is a ring: behind its last place comes its first, until the place of {@code low}. */
    private int placeAfter(final long key) {
        final int place = (int) (key & mask);
        final int lowest = (int) (low & mask);
        int next = bits.next(place + 1);
        if (place >= lowest) {
            if (next >= 0) {
                return next;
            }
            next = bits.next(0);
        }
        return next < lowest ? next : -1;
    }

    private int firstInside() {
        final int lowest = bits.next((int) (low & mask));
        return (lowest >= 0 ? lowest : bits.next(0)) + 1;
    }

    /** Move or enlarge the window, if this lets it cover a key: always if the key lies before it. */
    private void reach(final long key) {
        final long window = mask + 1;
        final int first = firstInside() != 0 ? firstInside() : firstOutside();
        final long firstKey = first == 0 ? key : Math.min(key, records[first << STRIDE_BITS]);
        final long lowest = lowest(firstKey, window);
        if (key < low) {
            evict(lowest + window);
            low = lowest;
        } else if (lowest > low && key - lowest < window) {
            low = lowest;
            admit();
        } else if (++misses > window / 4 && window < WINDOW_MAX) {
            grow((int) window * 4, firstKey);
        }
    }

    /** Some room is left before the best level, for better ones to come. */
    private static long lowest(final long firstKey, final long window) {
        return Math.max(0, firstKey - window / 4);
    }

    /** Move those from this key on out of the window. */
    private void evict(final long from) {
        for (long key = Math.max(from, low); isInside(key); ) {
            final int level = inside(key);
            if (records[(level << STRIDE_BITS) + COUNT] != 0) {
                move(records, level, openOutside(key));
                records[(level << STRIDE_BITS) + ENDS] = 0;
                records[(level << STRIDE_BITS) + QUANTITY] = 0;
                records[(level << STRIDE_BITS) + COUNT] = 0;
                bits.clear(level - 1);
            }
            final int place = placeAfter(key);
            if (place < 0) {
                return;
            }
            key = records[(place + 1 << STRIDE_BITS) + KEY];
        }
    }

    /** Move those that the window covers by now into it. */
    private void admit() {
        int level;
        while ((level = firstOutside()) != 0 && isInside(records[level << STRIDE_BITS])) {
            move(records, level, openInside(records[level << STRIDE_BITS]));
            records[(level << STRIDE_BITS) + COUNT] = 0;
            closeOutside(level);
        }
    }

    private void grow(final int window, final long firstKey) {
        final long[] old = records;
        allocate(window);
        low = lowest(firstKey, window);
        for (int level = 1; level << STRIDE_BITS < old.length; level++) {
            if (old[(level << STRIDE_BITS) + COUNT] != 0) {
                final long key = old[level << STRIDE_BITS];
                move(old, level, isInside(key) ? openInside(key) : openOutside(key));
            }
        }
    }

    private void move(final long[] from, final int level, final int to) {
        System.arraycopy(from, level << STRIDE_BITS, records, to << STRIDE_BITS, 1 << STRIDE_BITS);
    }
}
