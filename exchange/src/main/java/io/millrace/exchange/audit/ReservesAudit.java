package io.millrace.exchange.audit;

import io.millrace.chain.Reserves;
import io.millrace.exchange.tool.Place;
import io.millrace.schema.Accounts;
import io.millrace.ubscore.account.BalanceCore;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What the vault has of each token, beside what all users have of the asset in UBSCore. What open withdrawals hold may be paid
 * already. Money moves while the log is read: the vault is asked before and after, and the greater counts. One thread.
 */
final class ReservesAudit {
    private final Place place;
    private final Findings findings;
    private final Map<String, BigDecimal> before = new HashMap<>();

    ReservesAudit(final Place place, final Findings findings) {
        this.place = place;
        this.findings = findings;
    }

    /** Asks the vault the first time. */
    void lookBefore() {
        if (!Reserves.isWanted(place.config())) {
            return;
        }
        if (place.config().getBoolean("millrace.chain.dev.enabled") && !place.runs("chain")) {
            findings.note("the chain of this machine's own does not run: it was not asked");
            return;
        }
        try (Reserves reserves = Reserves.open(place.config())) {
            reserves.compare(asset -> 0).forEach(line -> before.put(line.asset(), line.reserves()));
        }
    }

    /** Asks it again, and compares with the users' balances of all shards. */
    void compare(final Collection<BalanceCore> cores) {
        if (before.isEmpty()) {
            return;
        }
        final Map<Integer, Long> owed = new HashMap<>();
        final Map<Integer, Long> leaving = new HashMap<>();
        cores.forEach(core -> add(core, owed, leaving));
        try (Reserves reserves = Reserves.open(place.config())) {
            final Map<String, Reserves.Line> lessLeaving = new HashMap<>();
            reserves.compare(asset -> owed.getOrDefault(asset, 0L) - leaving.getOrDefault(asset, 0L))
                    .forEach(line -> lessLeaving.put(line.asset(), line));
            reserves.compare(asset -> owed.getOrDefault(asset, 0L))
                    .forEach(line -> judge(line, lessLeaving.get(line.asset()).owed()));
        }
    }

    private static void add(final BalanceCore core, final Map<Integer, Long> owed, final Map<Integer, Long> leaving) {
        core.accounts(account -> {
            if (account > 0 || account == Accounts.FEE) {
                core.balances(
                        account,
                        (asset, available, held) -> owed.merge(asset, Math.addExact(available, held), Math::addExact));
            }
        });
        core.openWithdrawals((id, userId, asset, amount) -> leaving.merge(asset, amount, Math::addExact));
    }

    private void judge(final Reserves.Line line, final BigDecimal owedAtLeast) {
        findings.examined(1);
        final BigDecimal most = line.reserves().max(before.getOrDefault(line.asset(), BigDecimal.ZERO));
        findings.note(line.toString());
        if (most.compareTo(owedAtLeast) < 0) {
            findings.add(
                    "asset=" + line.asset(),
                    "vault has less than users reserves=" + most.toPlainString() + " owed="
                            + line.owed().toPlainString() + " of which withdrawals under way="
                            + line.owed().subtract(owedAtLeast).toPlainString());
        }
    }
}
