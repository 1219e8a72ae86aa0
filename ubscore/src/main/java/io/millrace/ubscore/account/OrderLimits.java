package io.millrace.ubscore.account;

import java.util.Arrays;

/** Largest orders of single users in single instruments, in the order in which they were set. */
final class OrderLimits {
    /** Set by hand, for few: a bound that no desk meets. */
    static final int COUNT_MAX = 1 << 16;

    static final int NONE = LongIndex.MISSING;

    private final LongIndex index = new LongIndex(64);
    private long[] keys = new long[64];
    private long[] quantities = new long[64];
    private long[] notionals = new long[64];
    private int count;

    int count() {
        return count;
    }

    int find(final int account, final int instrumentId) {
        return count == 0 ? NONE : index.find(Ints.pack(account, instrumentId));
    }

    /** Returns false if there is no room for one more. */
    boolean set(final int account, final int instrumentId, final long quantityMax, final long notionalMax) {
        int entry = find(account, instrumentId);
        if (entry == NONE) {
            if (count == COUNT_MAX) {
                return false;
            }
            entry = add(Ints.pack(account, instrumentId));
        }
        quantities[entry] = quantityMax;
        notionals[entry] = notionalMax;
        return true;
    }

    private int add(final long key) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            quantities = Arrays.copyOf(quantities, 2 * count);
            notionals = Arrays.copyOf(notionals, 2 * count);
        }
        keys[count] = key;
        index.put(key, count);
        return count++;
    }

    int account(final int entry) {
        return Ints.high(keys[entry]);
    }

    int instrumentId(final int entry) {
        return Ints.low(keys[entry]);
    }

    long quantityMax(final int entry) {
        return quantities[entry];
    }

    long notionalMax(final int entry) {
        return notionals[entry];
    }
}
