package io.millrace.ubscore.account;

import java.util.Collection;
import java.util.TreeMap;

/** Open withdrawals by id, which is the order in which they were made. Off the path of orders, so objects will do. */
final class WithdrawalTable {
    /** Withdrawals numbered so far. */
    long number;

    private final TreeMap<Long, Withdrawal> open = new TreeMap<>();
    private final int countMax;

    WithdrawalTable(final int countMax) {
        this.countMax = countMax;
    }

    boolean isFull() {
        return open.size() >= countMax;
    }

    int count() {
        return open.size();
    }

    void add(final Withdrawal withdrawal) {
        open.put(withdrawal.id, withdrawal);
    }

    /** Null: it is not open. */
    Withdrawal find(final long id) {
        return open.get(id);
    }

    void remove(final Withdrawal withdrawal) {
        open.remove(withdrawal.id);
    }

    /** By ascending id. */
    Collection<Withdrawal> all() {
        return open.values();
    }
}
