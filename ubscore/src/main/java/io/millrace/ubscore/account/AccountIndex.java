package io.millrace.ubscore.account;

import java.util.Arrays;

/**
 * Finds an account's slot by its id. Ids that lie dense from 0 up are looked up directly, four bytes each, so that a million users are
 * in few pages; the others, and those that are no users, are in an index by hash.
 */
final class AccountIndex {
    static final int NONE = -1;

    /** Direct cells for each account at most: what an entry of the other index takes. */
    private static final int CELLS_PER_ACCOUNT = 8;

    private final AccountTable accounts;
    private final LongIndex others = new LongIndex(64);
    /** Slot + 1 by id; 0: none. */
    private int[] direct;

    private long highest;

    AccountIndex(final AccountTable accounts, final int initialCapacity) {
        this.accounts = accounts;
        direct = new int[Math.max(64, initialCapacity)];
    }

    int find(final long accountId) {
        return isDirect(accountId) ? direct[(int) accountId] - 1 : others.find(accountId);
    }

    /** Adds the account that was added last. */
    void put(final long accountId, final int slot) {
        if (accountId >= direct.length && accountId / CELLS_PER_ACCOUNT < accounts.count()) {
            grow((int) accountId + 1);
        }
        if (isDirect(accountId)) {
            direct[(int) accountId] = slot + 1;
            highest = Math.max(highest, accountId);
        } else {
            others.put(accountId, slot);
        }
    }

    /** Grows ahead of need, so that an addition does not have to. */
    void makeRoom() {
        if (4 * highest > 3L * direct.length) {
            grow(direct.length + 1);
        }
        others.makeRoom();
    }

    private boolean isDirect(final long accountId) {
        return accountId >= 0 && accountId < direct.length;
    }

    private void grow(final int length) {
        final int old = direct.length;
        direct = Arrays.copyOf(direct, Math.max(length, 2 * old));
        for (int slot = 0; slot < accounts.count(); slot++) {
            final long accountId = accounts.accountId(slot);
            if (accountId >= old && isDirect(accountId)) {
                direct[(int) accountId] = slot + 1;
                others.remove(accountId);
                highest = Math.max(highest, accountId);
            }
        }
    }
}
