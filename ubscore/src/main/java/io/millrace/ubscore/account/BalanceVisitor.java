package io.millrace.ubscore.account;

/** Shown balances by a query. */
@FunctionalInterface
public interface BalanceVisitor {
    /** One asset of the account, minor units. */
    void onBalance(int assetId, long available, long held);
}
