package io.millrace.ubscore.account;

/** Shown open withdrawals by a query. */
@FunctionalInterface
public interface WithdrawalVisitor {
    /** One more; {@code amount} in minor units is held for it. */
    void onWithdrawal(long id, long userId, int assetId, long amount);
}
