package io.millrace.ubscore.account;

/** What a user may take out, by transfer or withdrawal: one daily bound for both. */
final class WithdrawalLimits {
    private static final long DAY_US = 86_400_000_000L;

    private final CoreState state;

    WithdrawalLimits(final CoreState state) {
        this.state = state;
    }

    /** Why an amount may not leave; NONE: it may. */
    Reason judge(final long userId, final int assetId, final long amount) {
        final int account = state.ledger.accounts.find(userId);
        final boolean known = account != AccountTable.NONE;
        if (known && state.ledger.accounts.isSuspended(account)) {
            return Reason.USER_SUSPENDED;
        }
        final BalanceTable balances = state.ledger.balances;
        final int balance = known ? balances.find(account, assetId) : BalanceTable.NONE;
        final boolean empty = balance == BalanceTable.NONE;
        final long own = empty ? BalanceTable.NONE : balances.dailyLimit(balance);
        final long limit = own == BalanceTable.NONE ? state.catalog.withdrawalLimit(assetId) : own;
        final long withdrawn = empty ? 0 : balances.withdrawn(balance, today());
        if (limit != BalanceTable.NONE && amount > limit - withdrawn) {
            return Reason.WITHDRAWAL_LIMIT;
        }
        return empty || balances.available(balance) < amount ? Reason.INSUFFICIENT_BALANCE : Reason.NONE;
    }

    /** Counts an amount that leaves. */
    void count(final int balance, final long amount) {
        final BalanceTable balances = state.ledger.balances;
        balances.withdrawn(balance, today(), balances.withdrawn(balance, today()) + amount);
    }

    /** Takes back what was counted for a withdrawal that does not leave after all, if that was today. */
    void uncount(final Withdrawal withdrawal) {
        if (withdrawal.createdUs / DAY_US == today()) {
            count(withdrawal.balance, -withdrawal.amount);
        }
    }

    private long today() {
        return state.sequences.nowUs / DAY_US;
    }
}
