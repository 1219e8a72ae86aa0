package io.millrace.ubscore.account;

import java.util.Arrays;

/**
 * Accounts in the order in which they came, one row each, for ever. A row has room for the account's first balances, which are
 * {@link BalanceTable}'s: three cache lines side by side hold what most commands need of a user.
 *
 * <pre>
 *   0 accountId   1 accountSequence   2 first | last order   3 open orders | their bound   4 suspended, tier
 *   5 dead-man's deadline   6 first | last overflowing balance   7 free   8 to 22: five balances   23 free
 * </pre>
 */
final class AccountTable {
    static final int NONE = AccountIndex.NONE;

    /** Most users own less than so many assets. */
    static final int BALANCES_INLINE = 5;

    static final int BALANCE_WORDS = 3;

    private static final int STRIDE = 24;
    private static final int BALANCES_AT = 8;
    private static final int ID = 0;
    private static final int SEQUENCE = 1;
    private static final int ORDERS = 2;
    private static final int OPEN = 3;
    private static final int FLAGS = 4;
    private static final int DEADLINE = 5;
    private static final int OVERFLOW = 6;
    private static final long NO_LIST = Ints.pack(NONE, NONE);
    private static final int TIER_MASK = 0xFF;
    private static final int SUSPENDED = 0x100;

    private final AccountIndex index;
    private final int countMax;
    /** {@link BalanceTable} keeps the balances in it. */
    long[] rows;

    private int count;

    AccountTable(final int initialCapacity, final int countMax) {
        this.countMax = countMax;
        rows = new long[initialCapacity * STRIDE];
        index = new AccountIndex(this, initialCapacity);
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == countMax;
    }

    /** The slot; {@link #NONE} if there is no such account. */
    int find(final long accountId) {
        return index.find(accountId);
    }

    /** Reads the cache lines of an account's row that its first two balances end in. */
    long touchRow(final int slot) {
        final int row = slot * STRIDE;
        return rows[row] + rows[row + BALANCES_AT];
    }

    int add(final long accountId) {
        if ((count + 1) * STRIDE > rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        final int slot = count++;
        rows[slot * STRIDE + ID] = accountId;
        rows[slot * STRIDE + ORDERS] = NO_LIST;
        rows[slot * STRIDE + OVERFLOW] = NO_LIST;
        index.put(accountId, slot);
        return slot;
    }

    void makeRoom() {
        if (4L * count * STRIDE > 3L * rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        index.makeRoom();
    }

    long accountId(final int slot) {
        return rows[slot * STRIDE + ID];
    }

    long sequence(final int slot) {
        return rows[slot * STRIDE + SEQUENCE];
    }

    void sequence(final int slot, final long sequence) {
        rows[slot * STRIDE + SEQUENCE] = sequence;
    }

    long nextSequence(final int slot) {
        return ++rows[slot * STRIDE + SEQUENCE];
    }

    int firstOrder(final int slot) {
        return Ints.high(rows[slot * STRIDE + ORDERS]);
    }

    int lastOrder(final int slot) {
        return Ints.low(rows[slot * STRIDE + ORDERS]);
    }

    void orders(final int slot, final int first, final int last) {
        rows[slot * STRIDE + ORDERS] = Ints.pack(first, last);
    }

    int openCount(final int slot) {
        return Ints.high(rows[slot * STRIDE + OPEN]);
    }

    void openCount(final int slot, final int value) {
        rows[slot * STRIDE + OPEN] = Ints.pack(value, openMax(slot));
    }

    /** Bound of open orders; 0: the default. */
    int openMax(final int slot) {
        return Ints.low(rows[slot * STRIDE + OPEN]);
    }

    void openMax(final int slot, final int value) {
        rows[slot * STRIDE + OPEN] = Ints.pack(openCount(slot), value);
    }

    boolean isSuspended(final int slot) {
        return (rows[slot * STRIDE + FLAGS] & SUSPENDED) != 0;
    }

    int tier(final int slot) {
        return (int) rows[slot * STRIDE + FLAGS] & TIER_MASK;
    }

    void flags(final int slot, final boolean suspended, final int tier) {
        rows[slot * STRIDE + FLAGS] = (suspended ? SUSPENDED : 0) | tier;
    }

    /** When the dead-man's switch fires; 0: it is not armed. */
    long deadlineUs(final int slot) {
        return rows[slot * STRIDE + DEADLINE];
    }

    void deadlineUs(final int slot, final long deadlineUs) {
        rows[slot * STRIDE + DEADLINE] = deadlineUs;
    }

    /** Where an account's balances start in {@link #rows}. */
    static int balances(final int slot) {
        return slot * STRIDE + BALANCES_AT;
    }

    int firstOverflow(final int slot) {
        return Ints.high(rows[slot * STRIDE + OVERFLOW]);
    }

    int lastOverflow(final int slot) {
        return Ints.low(rows[slot * STRIDE + OVERFLOW]);
    }

    void overflow(final int slot, final int first, final int last) {
        rows[slot * STRIDE + OVERFLOW] = Ints.pack(first, last);
    }
}
