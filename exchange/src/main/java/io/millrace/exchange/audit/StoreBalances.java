package io.millrace.exchange.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.settlement.ledger.Table;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * I9: the balances that the events give, held against the store at the same sequence: the ledger's row of the account's last event, and
 * the current balance if the store has not gone on since.
 */
final class StoreBalances {
    private final CqlSession session;
    private final PreparedStatement ledgerRow;
    private final PreparedStatement balanceRow;
    private final Map<Integer, String> symbols = new HashMap<>();
    private final Findings findings;

    StoreBalances(final CqlSession session, final Findings findings) {
        this.session = session;
        this.findings = findings;
        ledgerRow = session.prepare("SELECT available, held FROM balance_ledger WHERE account_id = ? AND asset = ?"
                + " AND bucket = ? AND account_sequence = ? AND shard = ?");
        balanceRow = session.prepare("SELECT available, held, account_sequence FROM user_balances"
                + " WHERE account_id = ? AND asset = ? AND shard = ?");
        for (final Row row : session.execute("SELECT asset_id, symbol FROM assets")) {
            symbols.put(row.getInt(0), row.getString(1));
        }
    }

    void compare(final int shard, final EventReplay replay) {
        replay.forEachAccount(
                account -> account.assets().forEach((asset, amounts) -> compare(shard, account.id(), asset, amounts)));
    }

    private void compare(final int shard, final long accountId, final int assetId, final EventReplay.Amounts amounts) {
        findings.examined(1);
        final String symbol = symbols.get(assetId);
        final String place = "account=" + accountId + " asset=" + symbol;
        if (symbol == null) {
            findings.add("asset-id=" + assetId, "asset is not in the store");
            return;
        }
        final long sequence = amounts.sequence();
        final Row ledger = session.execute(ledgerRow.bind(accountId, symbol, Table.bucket(sequence), sequence, shard))
                .one();
        final Row current =
                session.execute(balanceRow.bind(accountId, symbol, shard)).one();
        if (ledger == null || current == null) {
            findings.add(
                    place + " account-sequence=" + sequence,
                    "row is missing table=" + (ledger == null ? Table.BALANCE_LEDGER : Table.USER_BALANCES).label());
            return;
        }
        require(place + " table=balance_ledger account-sequence=" + sequence, ledger, amounts);
        final long stored = current.getLong("account_sequence");
        if (stored < sequence) {
            findings.add(
                    place + " table=user_balances",
                    "row is older than its events stored=" + stored + " events=" + sequence);
        } else if (stored == sequence) {
            require(place + " table=user_balances", current, amounts);
        }
    }

    private void require(final String place, final Row row, final EventReplay.Amounts amounts) {
        final BigDecimal available = BigDecimal.valueOf(amounts.available(), amounts.scale());
        final BigDecimal held = BigDecimal.valueOf(amounts.held(), amounts.scale());
        if (available.compareTo(row.getBigDecimal("available")) != 0
                || held.compareTo(row.getBigDecimal("held")) != 0) {
            findings.add(
                    place,
                    "balance differs store=" + row.getBigDecimal("available") + "/" + row.getBigDecimal("held")
                            + " balance.events=" + available.toPlainString() + "/" + held.toPlainString());
        }
    }
}
