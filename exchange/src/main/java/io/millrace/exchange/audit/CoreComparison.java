package io.millrace.exchange.audit;

import io.millrace.exchange.audit.EventReplay.Account;
import io.millrace.exchange.audit.EventReplay.Amounts;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.Side;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** UBSCore's state held against the balances that its events give, and against itself. */
final class CoreComparison {
    private final BalanceCore core;

    CoreComparison(final BalanceCore core) {
        this.core = core;
    }

    /** I9: every account's balances in the state and by the events, both ways. */
    void compare(final EventReplay replay, final Findings findings) {
        core.accounts(id -> {
            findings.examined(1);
            final Account account = replay.account(id);
            final Map<Integer, Amounts> expected = account == null ? Map.of() : account.assets();
            final Map<Integer, long[]> found = new TreeMap<>();
            final long sequence =
                    core.balances(id, (asset, available, held) -> found.put(asset, new long[] {available, held}));
            if (sequence != (account == null ? 0 : account.sequence())) {
                findings.add(
                        place(id),
                        "account sequence differs ubscore=" + sequence + " balance.events="
                                + (account == null ? 0 : account.sequence()));
            }
            found.forEach((asset, amounts) -> compareOne(id, asset, amounts, expected.get(asset), findings));
            expected.forEach((asset, amounts) -> {
                if (!found.containsKey(asset)) {
                    compareOne(id, asset, new long[2], amounts, findings);
                }
            });
        });
        replay.forEachAccount(account -> {
            if (core.balances(account.id(), (asset, available, held) -> {}) == 0 && account.sequence() > 0) {
                findings.add(place(account.id()), "account is in balance.events and not in ubscore");
            }
        });
    }

    private static void compareOne(
            final long id, final int asset, final long[] found, final Amounts expected, final Findings findings) {
        final long available = expected == null ? 0 : expected.available();
        final long held = expected == null ? 0 : expected.held();
        if (found[0] != available || found[1] != held) {
            findings.add(
                    place(id) + " asset-id=" + asset,
                    "balance differs ubscore=" + found[0] + "/" + found[1] + " balance.events=" + available + "/"
                            + held);
        }
    }

    /** I2: what is held is what open orders and withdrawals hold, for each user and asset. */
    void compareHolds(final Findings findings) {
        final Map<Long, Map<Integer, Long>> withdrawals = new HashMap<>();
        core.openWithdrawals((id, userId, asset, amount) ->
                withdrawals.computeIfAbsent(userId, key -> new TreeMap<>()).merge(asset, amount, Math::addExact));
        core.accounts(id -> {
            if (id > 0) {
                final Map<Integer, Long> holds = holds(id, findings);
                withdrawals
                        .getOrDefault(id, Map.of())
                        .forEach((asset, amount) -> holds.merge(asset, amount, Math::addExact));
                core.balances(id, (asset, available, held) -> {
                    final long expected = holds.getOrDefault(asset, 0L);
                    if (held != expected) {
                        findings.add(
                                place(id) + " asset-id=" + asset,
                                "held is not what orders and withdrawals hold invariant=I2 held=" + held + " expected="
                                        + expected);
                    }
                });
            }
        });
        try {
            core.verify();
        } catch (final BreachException e) {
            findings.add("ubscore", e.getMessage());
        }
    }

    private Map<Integer, Long> holds(final long userId, final Findings findings) {
        final Map<Integer, Long> holds = new TreeMap<>();
        core.openOrders(userId, 0, 0, Integer.MAX_VALUE, order -> {
            findings.examined(1);
            final Instrument instrument = core.instrument(order.instrumentId);
            holds.merge(
                    order.side == Side.BUY ? instrument.quoteAssetId : instrument.baseAssetId,
                    order.hold,
                    Math::addExact);
        });
        return holds;
    }

    private static String place(final long account) {
        return "account=" + account;
    }
}
