package io.millrace.engine.book;

import java.util.Arrays;

/** Sums by account and asset of one command, in the order of first touch; cleared by what it was filled with. */
final class BalanceDeltas {
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    private long[] accounts = new long[64];
    private int[] assets = new int[64];
    private long[] amounts = new long[64];
    private int count;
    /** Entry + 1 by hash of account and asset; 0: empty. Twice as long as the entries. */
    private int[] table = new int[128];

    /** Add to a sum; throws {@link ArithmeticException} if it leaves 64 bits. */
    void add(final long accountId, final int assetId, final long amount) {
        int position = home(accountId, assetId);
        int entry;
        while ((entry = table[position]) != 0) {
            if (accounts[entry - 1] == accountId && assets[entry - 1] == assetId) {
                amounts[entry - 1] = Math.addExact(amounts[entry - 1], amount);
                return;
            }
            position = position + 1 & table.length - 1;
        }
        if (count == accounts.length) {
            grow();
            add(accountId, assetId, amount);
            return;
        }
        accounts[count] = accountId;
        assets[count] = assetId;
        amounts[count] = amount;
        table[position] = ++count;
    }

    /** Tell all sums that are not zero, and forget them. */
    void drainTo(final EngineListener listener) {
        for (int i = 0; i < count; i++) {
            if (amounts[i] != 0) {
                listener.onDelta(accounts[i], assets[i], amounts[i]);
            }
        }
        if (count * 8 > table.length) {
            Arrays.fill(table, 0);
        } else {
            for (int i = count - 1; i >= 0; i--) {
                clear(i);
            }
        }
        count = 0;
    }

    /** Entries go in the reverse order of their coming, so that no probe is broken before it was walked. */
    private void clear(final int index) {
        int position = home(accounts[index], assets[index]);
        while (table[position] != index + 1) {
            position = position + 1 & table.length - 1;
        }
        table[position] = 0;
    }

    private int home(final long accountId, final int assetId) {
        final long hash = (accountId * 31 + assetId) * GOLDEN_RATIO;
        return (int) (hash >>> Long.SIZE - Integer.numberOfTrailingZeros(table.length));
    }

    private void grow() {
        accounts = Arrays.copyOf(accounts, count * 2);
        assets = Arrays.copyOf(assets, count * 2);
        amounts = Arrays.copyOf(amounts, count * 2);
        table = new int[count * 4];
        for (int i = 0; i < count; i++) {
            int position = home(accounts[i], assets[i]);
            while (table[position] != 0) {
                position = position + 1 & table.length - 1;
            }
            table[position] = i + 1;
        }
    }
}
