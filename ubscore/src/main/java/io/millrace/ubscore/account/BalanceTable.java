package io.millrace.ubscore.account;

import java.util.Arrays;

/**
 * Balances of (account, asset), one row each, for ever; those of an account are chained in the order in which they came.
 *
 * <pre>
 *   0 account slot | assetId   1 next of the account   2 available   3 held
 *   4 withdrawn on its day   5 that day (days since the epoch)   6 daily limit, -1: none of its own   7 free
 * </pre>
 */
final class BalanceTable {
    static final int NONE = -1;

    private static final int STRIDE = 8;
    private static final int KEY = 0;
    private static final int NEXT = 1;
    private static final int AVAILABLE = 2;
    private static final int HELD = 3;
    private static final int WITHDRAWN = 4;
    private static final int DAY = 5;
    private static final int LIMIT = 6;

    private final LongIndex index;
    private final int countMax;
    private long[] rows;
    private int count;

    BalanceTable(final int initialCapacity, final int countMax) {
        this.countMax = countMax;
        rows = new long[initialCapacity * STRIDE];
        index = new LongIndex(initialCapacity);
    }

    int count() {
        return count;
    }

    boolean hasRoom(final int more) {
        return countMax - count >= more;
    }

    int find(final int account, final int assetId) {
        return index.find(key(account, assetId));
    }

    int add(final int account, final int assetId) {
        if ((count + 1) * STRIDE > rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        final int slot = count++;
        rows[slot * STRIDE + KEY] = Ints.pack(account, assetId);
        rows[slot * STRIDE + NEXT] = NONE;
        rows[slot * STRIDE + LIMIT] = NONE;
        index.put(key(account, assetId), slot);
        return slot;
    }

    void makeRoom() {
        if (4L * count * STRIDE > 3L * rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        index.makeRoom();
    }

    int account(final int slot) {
        return Ints.high(rows[slot * STRIDE + KEY]);
    }

    int assetId(final int slot) {
        return Ints.low(rows[slot * STRIDE + KEY]);
    }

    int next(final int slot) {
        return (int) rows[slot * STRIDE + NEXT];
    }

    void next(final int slot, final int next) {
        rows[slot * STRIDE + NEXT] = next;
    }

    long available(final int slot) {
        return rows[slot * STRIDE + AVAILABLE];
    }

    long held(final int slot) {
        return rows[slot * STRIDE + HELD];
    }

    void amounts(final int slot, final long available, final long held) {
        rows[slot * STRIDE + AVAILABLE] = available;
        rows[slot * STRIDE + HELD] = held;
    }

    long withdrawn(final int slot, final long day) {
        return rows[slot * STRIDE + DAY] == day ? rows[slot * STRIDE + WITHDRAWN] : 0;
    }

    long day(final int slot) {
        return rows[slot * STRIDE + DAY];
    }

    void withdrawn(final int slot, final long day, final long amount) {
        rows[slot * STRIDE + DAY] = day;
        rows[slot * STRIDE + WITHDRAWN] = amount;
    }

    long dailyLimit(final int slot) {
        return rows[slot * STRIDE + LIMIT];
    }

    void dailyLimit(final int slot, final long limit) {
        rows[slot * STRIDE + LIMIT] = limit;
    }

    private static long key(final int account, final int assetId) {
        return (long) account << 10 | assetId;
    }
}
