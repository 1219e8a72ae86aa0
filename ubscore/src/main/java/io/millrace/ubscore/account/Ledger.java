package io.millrace.ubscore.account;

import java.util.Map;
import java.util.TreeMap;

/**
 * Double entry over (account, asset). Every posting goes through here; {@link #check} proves after each command that what came to
 * one account left another, and that what balances hold is what orders and withdrawals hold.
 */
final class Ledger {
    final AccountTable accounts;
    final BalanceTable balances;
    private final OrderTable orders;
    private final WithdrawalTable withdrawals;
    private final int[] external = new int[CoreConfig.ASSET_ID_MAX + 1];
    private final int[] fee = new int[CoreConfig.ASSET_ID_MAX + 1];
    private final long[] sums = new long[CoreConfig.ASSET_ID_MAX + 1];
    private final long[] heldSums = new long[CoreConfig.ASSET_ID_MAX + 1];
    private final long[] holdSums = new long[CoreConfig.ASSET_ID_MAX + 1];
    /** Assets posted to since the last check: a command touches two, seldom a few more; when full they are checked at once. */
    private final int[] touched = new int[8];

    private int touchedCount;

    Ledger(final CoreConfig config, final OrderTable orders, final WithdrawalTable withdrawals) {
        this.orders = orders;
        this.withdrawals = withdrawals;
        accounts = new AccountTable(config.initialCapacity, config.accountsMax);
        balances = new BalanceTable(accounts, config.balancesMax());
        openAccount(AccountIds.EXTERNAL);
        openAccount(AccountIds.FEE);
        for (int shard = 0; shard < config.shardCount; shard++) {
            if (shard != config.shard) {
                openAccount(AccountIds.clearing(shard));
            }
        }
    }

    /** The account's slot, made if need be. */
    int openAccount(final long accountId) {
        final int slot = accounts.find(accountId);
        return slot == AccountTable.NONE ? accounts.add(accountId) : slot;
    }

    /** The balance's slot, made if need be. */
    int openBalance(final int account, final int assetId) {
        final int slot = balances.find(account, assetId);
        return slot == BalanceTable.NONE ? balances.add(account, assetId) : slot;
    }

    /** Gives every account that is not a user's a balance of a new asset, so that no posting to them can lack one. */
    void openAsset(final int assetId) {
        for (int account = 0; account < accounts.count(); account++) {
            final long accountId = accounts.accountId(account);
            if (accountId > 0) {
                break;
            }
            final int slot = openBalance(account, assetId);
            if (accountId == AccountIds.EXTERNAL) {
                external[assetId] = slot;
            } else if (accountId == AccountIds.FEE) {
                fee[assetId] = slot;
            }
        }
    }

    int external(final int assetId) {
        return external[assetId];
    }

    int fee(final int assetId) {
        return fee[assetId];
    }

    /** Adds to a balance. Users' can't go below zero: who posts has checked, so it is a breach. */
    void post(final int balance, final long availableDelta, final long heldDelta) {
        final long available = Math.addExact(balances.available(balance), availableDelta);
        final long held = Math.addExact(balances.held(balance), heldDelta);
        if ((available | held) < 0) {
            refuseNegative(balance, available, held);
        }
        balances.amounts(balance, available, held);
        final int assetId = balances.assetId(balance);
        sums[assetId] += availableDelta + heldDelta;
        heldSums[assetId] += heldDelta;
        touch(assetId);
    }

    private void refuseNegative(final int balance, final long available, final long held) {
        final long accountId = accounts.accountId(balances.account(balance));
        if (accountId > 0 || held < 0) {
            throw new BreachException("balance below zero invariant=I2 account=" + accountId + " asset="
                    + balances.assetId(balance) + " available=" + available + " held=" + held);
        }
    }

    /** Notes what an order holds from now on; the same difference is posted to the balance that it gives from. */
    void changeHold(final int order, final long delta) {
        final long hold = Math.addExact(orders.hold(order), delta);
        if (hold < 0) {
            throw new BreachException("hold below zero invariant=I2 order=" + orders.orderId(order) + " hold=" + hold);
        }
        orders.hold(order, hold);
        final int assetId = balances.assetId(orders.givesFrom(order));
        holdSums[assetId] += delta;
        touch(assetId);
    }

    /** Notes what a withdrawal holds from now on, or holds no more; the same difference is posted to its balance. */
    void changeWithdrawalHold(final int balance, final long delta) {
        final int assetId = balances.assetId(balance);
        holdSums[assetId] += delta;
        touch(assetId);
    }

    private void touch(final int assetId) {
        for (int i = 0; i < touchedCount; i++) {
            if (touched[i] == assetId) {
                return;
            }
        }
        if (touchedCount == touched.length) {
            throw new IllegalStateException("a command touched more assets than can be checked");
        }
        touched[touchedCount++] = assetId;
    }

    /** Proves I1, and I2's sum, for the assets posted to since it was last called. */
    void check() {
        for (int i = 0; i < touchedCount; i++) {
            final int assetId = touched[i];
            if (sums[assetId] != 0 || heldSums[assetId] != holdSums[assetId]) {
                refuseSums(assetId);
            }
        }
        touchedCount = 0;
    }

    private void refuseSums(final int assetId) {
        if (sums[assetId] != 0) {
            throw new BreachException("postings do not cancel out invariant=I1 asset=" + assetId + " sum="
                    + sums[assetId] + " expected=0");
        }
        throw new BreachException("held is not what orders and withdrawals hold invariant=I2 asset=" + assetId
                + " held=" + heldSums[assetId] + " holds=" + holdSums[assetId]);
    }

    /** Puts an amount back as a snapshot has it; the sums follow. */
    void restore(final int balance, final long available, final long held) {
        balances.amounts(balance, available, held);
        sums[balances.assetId(balance)] += available + held;
        heldSums[balances.assetId(balance)] += held;
    }

    /** Puts a hold back as a snapshot has it; the sums follow. */
    void restoreHold(final int order, final long hold) {
        orders.hold(order, hold);
        holdSums[balances.assetId(orders.givesFrom(order))] += hold;
    }

    /** Puts what a withdrawal holds back as a snapshot has it; the sums follow. */
    void restoreWithdrawalHold(final int balance, final long amount) {
        holdSums[balances.assetId(balance)] += amount;
    }

    /** Recounts everything that the sums claim, and each account's orders against its balances. */
    void verify() {
        final long[] all = new long[sums.length];
        final long[] holds = new long[sums.length];
        final Map<Integer, Long> withdrawn = new TreeMap<>();
        for (final Withdrawal withdrawal : withdrawals.all()) {
            withdrawn.merge(withdrawal.balance, withdrawal.amount, Math::addExact);
        }
        for (int account = 0; account < accounts.count(); account++) {
            verifyOrders(account, holds);
            for (int slot = balances.first(account); slot != BalanceTable.NONE; slot = balances.next(slot)) {
                final int assetId = balances.assetId(slot);
                verifyBalance(slot, holds[assetId] + withdrawn.getOrDefault(slot, 0L));
                all[assetId] += balances.available(slot) + balances.held(slot);
                holds[assetId] = 0;
            }
        }
        for (int assetId = 0; assetId < all.length; assetId++) {
            if (all[assetId] != 0) {
                throw new BreachException("accounts do not cancel out invariant=I1 asset=" + assetId + " sum="
                        + all[assetId] + " expected=0");
            }
        }
    }

    private void verifyBalance(final int slot, final long holds) {
        final long available = balances.available(slot);
        final long held = balances.held(slot);
        if ((available | held) < 0) {
            refuseNegative(slot, available, held);
        }
        if (held != holds) {
            throw new BreachException("held is not the sum of its orders' and withdrawals' holds invariant=I2 account="
                    + accounts.accountId(balances.account(slot)) + " asset=" + balances.assetId(slot) + " held="
                    + held + " holds=" + holds);
        }
    }

    /** Adds what an account's open orders hold, by asset. */
    private void verifyOrders(final int account, final long[] holds) {
        int open = 0;
        for (int order = accounts.firstOrder(account); order != OrderTable.NONE; order = orders.next(order)) {
            if (orders.hold(order) <= 0) {
                throw new BreachException("open order without a hold invariant=I3 order=" + orders.orderId(order)
                        + " hold=" + orders.hold(order));
            }
            holds[balances.assetId(orders.givesFrom(order))] += orders.hold(order);
            open++;
        }
        if (open != accounts.openCount(account)) {
            throw new BreachException("count of open orders is wrong invariant=I3 account="
                    + accounts.accountId(account) + " counted=" + open + " kept=" + accounts.openCount(account));
        }
    }

    void makeRoom() {
        accounts.makeRoom();
        balances.makeRoom();
    }
}
