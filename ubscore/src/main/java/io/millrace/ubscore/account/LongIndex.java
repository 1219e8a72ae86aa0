package io.millrace.ubscore.account;

import org.agrona.BitUtil;

/**
 * Open-addressed map from long to int. A key and its value stand side by side, so that a look-up is one cache miss; neighbouring
 * keys share a line, because ids are dense. At most half full; removal shifts back, so that no tombstones pile up.
 */
final class LongIndex {
    static final int MISSING = -1;

    private static final long USED = 1L << 32;
    private static final int GROUP_BITS = 2;
    private static final int GROUP_MASK = (1 << GROUP_BITS) - 1;

    private long[] cells;
    private int mask;
    private int count;

    LongIndex(final int capacity) {
        allocate(BitUtil.findNextPositivePowerOfTwo(Math.max(8, capacity)) * 2);
    }

    int count() {
        return count;
    }

    /** The value, which may be any int but {@link #MISSING}. */
    int find(final long key) {
        int cell = home(key);
        while (cells[2 * cell + 1] != 0) {
            if (cells[2 * cell] == key) {
                return (int) cells[2 * cell + 1];
            }
            cell = cell + 1 & mask;
        }
        return MISSING;
    }

    void put(final long key, final int value) {
        if (2 * (count + 1) > mask + 1) {
            grow();
        }
        int cell = home(key);
        while (cells[2 * cell + 1] != 0) {
            if (cells[2 * cell] == key) {
                cells[2 * cell + 1] = pack(value);
                return;
            }
            cell = cell + 1 & mask;
        }
        cells[2 * cell] = key;
        cells[2 * cell + 1] = pack(value);
        count++;
    }

    void remove(final long key) {
        int cell = home(key);
        while (cells[2 * cell + 1] != 0) {
            if (cells[2 * cell] == key) {
                count--;
                closeGap(cell);
                return;
            }
            cell = cell + 1 & mask;
        }
    }

    /** Grows ahead of need, so that a put does not have to. */
    void makeRoom() {
        if (8L * count > 3L * (mask + 1)) {
            grow();
        }
    }

    private void closeGap(final int removed) {
        int gap = removed;
        int cell = gap + 1 & mask;
        while (cells[2 * cell + 1] != 0) {
            final int home = home(cells[2 * cell]);
            if ((cell - home & mask) >= (cell - gap & mask)) {
                cells[2 * gap] = cells[2 * cell];
                cells[2 * gap + 1] = cells[2 * cell + 1];
                gap = cell;
            }
            cell = cell + 1 & mask;
        }
        cells[2 * gap + 1] = 0;
    }

    private void grow() {
        final long[] old = cells;
        allocate((mask + 1) * 2);
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                int cell = home(old[i]);
                while (cells[2 * cell + 1] != 0) {
                    cell = cell + 1 & mask;
                }
                cells[2 * cell] = old[i];
                cells[2 * cell + 1] = old[i + 1];
            }
        }
    }

    private void allocate(final int capacity) {
        cells = new long[2 * capacity];
        mask = capacity - 1;
    }

    private int home(final long key) {
        return ((int) Hashing.mix(key >>> GROUP_BITS) << GROUP_BITS | (int) key & GROUP_MASK) & mask;
    }

    private static long pack(final int value) {
        return USED | value & 0xFFFF_FFFFL;
    }
}
