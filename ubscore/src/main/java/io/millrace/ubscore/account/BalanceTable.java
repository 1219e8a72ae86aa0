package io.millrace.ubscore.account;

import java.util.Arrays;

/**
 * Balances of (account, asset), for ever. The first few of an account stand in the account's own row, so that an order finds its
 * owner and its money in one place; those of accounts with many assets overflow into rows of their own, found by an index and
 * chained. What few accounts have, withdrawals and limits, stands aside.
 *
 * <pre>
 *   in the account's row:  0 assetId, 0: free   1 available   2 held
 *   overflow row:          0 account | assetId  1 available   2 held   3 next of the account
 *   withdrawals:           0 withdrawn on its day   1 that day (days since the epoch)   2 daily limit, -1: none of its own
 *   slot:                  account &lt;&lt; 3 | place in its row,   or OVERFLOW | overflow row
 * </pre>
 */
final class BalanceTable {
    static final int NONE = -1;

    private static final int PLACE_BITS = 3;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int OVERFLOW = 1 << 30;
    private static final int AVAILABLE = 1;
    private static final int HELD = 2;
    private static final int NEXT = 3;
    private static final int OVERFLOW_STRIDE = 4;
    private static final int ASIDE_STRIDE = 3;
    private static final int WITHDRAWN = 0;
    private static final int DAY = 1;
    private static final int LIMIT = 2;

    private final AccountTable accounts;
    private final int countMax;
    private final LongIndex overflowIndex = new LongIndex(64);
    private long[] overflow = new long[64 * OVERFLOW_STRIDE];
    private int overflowCount;
    private final LongIndex asideIndex = new LongIndex(64);
    private long[] aside = new long[64 * ASIDE_STRIDE];
    private int count;

    BalanceTable(final AccountTable accounts, final int countMax) {
        this.accounts = accounts;
        this.countMax = countMax;
    }

    boolean hasRoom(final int more) {
        return countMax - count >= more;
    }

    /** The slot; {@link #NONE} if there is no such balance. */
    int find(final int account, final int assetId) {
        final long[] rows = accounts.rows;
        int at = AccountTable.balances(account);
        for (int place = 0; place < AccountTable.BALANCES_INLINE; place++) {
            if (rows[at] == assetId) {
                return account << PLACE_BITS | place;
            }
            if (rows[at] == 0) {
                return NONE;
            }
            at += AccountTable.BALANCE_WORDS;
        }
        final int row = overflowCount == 0 ? LongIndex.MISSING : overflowIndex.find(key(account, assetId));
        return row == LongIndex.MISSING ? NONE : OVERFLOW | row;
    }

    /** Adds a balance that is not there. */
    int add(final int account, final int assetId) {
        count++;
        final long[] rows = accounts.rows;
        int at = AccountTable.balances(account);
        for (int place = 0; place < AccountTable.BALANCES_INLINE; place++) {
            if (rows[at] == 0) {
                rows[at] = assetId;
                return account << PLACE_BITS | place;
            }
            at += AccountTable.BALANCE_WORDS;
        }
        return addOverflow(account, assetId);
    }

    private int addOverflow(final int account, final int assetId) {
        if ((overflowCount + 1) * OVERFLOW_STRIDE > overflow.length) {
            overflow = Arrays.copyOf(overflow, 2 * overflow.length);
        }
        final int row = overflowCount++;
        overflow[row * OVERFLOW_STRIDE] = Ints.pack(account, assetId);
        overflow[row * OVERFLOW_STRIDE + NEXT] = NONE;
        overflowIndex.put(key(account, assetId), row);
        final int last = accounts.lastOverflow(account);
        if (last == NONE) {
            accounts.overflow(account, row, row);
        } else {
            overflow[last * OVERFLOW_STRIDE + NEXT] = row;
            accounts.overflow(account, accounts.firstOverflow(account), row);
        }
        return OVERFLOW | row;
    }

    void makeRoom() {
        if (4L * overflowCount * OVERFLOW_STRIDE > 3L * overflow.length) {
            overflow = Arrays.copyOf(overflow, 2 * overflow.length);
        }
        overflowIndex.makeRoom();
        asideIndex.makeRoom();
    }

    /** The account's oldest balance; {@link #NONE} if it has none. */
    int first(final int account) {
        return accounts.rows[AccountTable.balances(account)] == 0 ? NONE : account << PLACE_BITS;
    }

    /** The account's next balance; {@link #NONE} after the last. */
    int next(final int slot) {
        final int row;
        if (isInline(slot)) {
            final int place = (slot & PLACE_MASK) + 1;
            if (place < AccountTable.BALANCES_INLINE) {
                return accounts.rows[at(slot + 1)] == 0 ? NONE : slot + 1;
            }
            row = accounts.firstOverflow(slot >>> PLACE_BITS);
        } else {
            row = (int) overflow[at(slot) + NEXT];
        }
        return row == NONE ? NONE : OVERFLOW | row;
    }

    int account(final int slot) {
        return isInline(slot) ? slot >>> PLACE_BITS : Ints.high(overflow[at(slot)]);
    }

    int assetId(final int slot) {
        return (int) row(slot)[at(slot)];
    }

    long available(final int slot) {
        return row(slot)[at(slot) + AVAILABLE];
    }

    long held(final int slot) {
        return row(slot)[at(slot) + HELD];
    }

    void amounts(final int slot, final long available, final long held) {
        final long[] rows = row(slot);
        final int at = at(slot);
        rows[at + AVAILABLE] = available;
        rows[at + HELD] = held;
    }

    private static boolean isInline(final int slot) {
        return (slot & OVERFLOW) == 0;
    }

    private long[] row(final int slot) {
        return isInline(slot) ? accounts.rows : overflow;
    }

    private static int at(final int slot) {
        return isInline(slot)
                ? AccountTable.balances(slot >>> PLACE_BITS) + (slot & PLACE_MASK) * AccountTable.BALANCE_WORDS
                : (slot & ~OVERFLOW) * OVERFLOW_STRIDE;
    }

    long withdrawn(final int slot, final long day) {
        return day(slot) == day ? aside(slot, WITHDRAWN) : 0;
    }

    long day(final int slot) {
        return aside(slot, DAY);
    }

    void withdrawn(final int slot, final long day, final long amount) {
        final int at = openAside(slot);
        aside[at + DAY] = day;
        aside[at + WITHDRAWN] = amount;
    }

    /** -1: none of its own. */
    long dailyLimit(final int slot) {
        return aside(slot, LIMIT);
    }

    void dailyLimit(final int slot, final long limit) {
        aside[openAside(slot) + LIMIT] = limit;
    }

    private long aside(final int slot, final int word) {
        final int row = asideIndex.find(slot);
        if (row == LongIndex.MISSING) {
            return word == LIMIT ? NONE : 0;
        }
        return aside[row * ASIDE_STRIDE + word];
    }

    private int openAside(final int slot) {
        int row = asideIndex.find(slot);
        if (row == LongIndex.MISSING) {
            row = asideIndex.count();
            if ((row + 1) * ASIDE_STRIDE > aside.length) {
                aside = Arrays.copyOf(aside, 2 * aside.length);
            }
            aside[row * ASIDE_STRIDE + LIMIT] = NONE;
            asideIndex.put(slot, row);
        }
        return row * ASIDE_STRIDE;
    }

    private static long key(final int account, final int assetId) {
        return Ints.pack(account, assetId);
    }
}
