package io.millrace.ubscore.account;

/** What no command does to a core: for those whose task is to notice. */
public final class Tampering {
    private Tampering() {}

    /** Moves what a user has available to what is held, and no order or withdrawal holds it. */
    public static void holdForNothing(final BalanceCore core, final long userId, final int assetId, final long amount) {
        final Ledger ledger = core.state.ledger;
        ledger.post(ledger.balances.find(ledger.accounts.find(userId), assetId), -amount, amount);
    }

    /** Books an amount on the account that stands for what another shard owes. */
    public static void clear(final BalanceCore core, final int otherShard, final int assetId, final long amount) {
        final Ledger ledger = core.state.ledger;
        ledger.post(ledger.balances.find(ledger.accounts.find(AccountIds.clearing(otherShard)), assetId), amount, 0);
    }
}
