package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;

/** Every question the gateway asks the store, prepared. Preparing fails until settlement has made the tables. */
final class CqlStatements {
    final PreparedStatement position;
    final PreparedStatement balances;
    final PreparedStatement order;
    final PreparedStatement orderIdByClientId;
    final PreparedStatement transfer;
    final PreparedStatement withdrawals;
    final PreparedStatement trades;
    final PreparedStatement fillsOfOrder;
    final PreparedStatement orderHistory;
    final PreparedStatement fillsOfUser;
    final PreparedStatement ledger;
    final PreparedStatement transferHistory;
    final PreparedStatement candles;
    final PreparedStatement hourAfter;
    final PreparedStatement ledgerPosition;
    final PreparedStatement settledOffset;
    final PreparedStatement apiKeys;
    final PreparedStatement deposits;
    final PreparedStatement payments;
    final PreparedStatement batches;
    final PreparedStatement batch;
    final PreparedStatement tradeBatch;

    CqlStatements(final CqlSession session) {
        position = session.prepare("SELECT sequence, core_sequence FROM chain_state WHERE stream = ? AND part = ?");
        balances = session.prepare(
                "SELECT asset, available, held, account_sequence FROM user_balances WHERE account_id = ?");
        order = session.prepare("SELECT * FROM orders WHERE order_id = ?");
        orderIdByClientId = session.prepare(
                "SELECT order_id FROM order_by_client_id WHERE user_id = ? AND client_order_id = ? LIMIT 1");
        withdrawals = session.prepare("SELECT * FROM withdrawals WHERE user_id = ? LIMIT ?");
        transfer = session.prepare("SELECT * FROM transfers WHERE user_id = ? AND request_id = ?");
        trades = session.prepare("SELECT trade_id, price, quantity, quote_quantity, taker_side, ts FROM settled_trades"
                + " WHERE instrument = ? AND bucket = ? AND trade_id < ? LIMIT ?");
        ledgerPosition = session.prepare("SELECT event_sequence FROM balance_ledger"
                + " WHERE account_id = ? AND asset = ? AND bucket = ? AND account_sequence <= ? LIMIT 1");
        fillsOfOrder = session.prepare(
                "SELECT trade_id, price, quantity, fee, side, liquidity, ts FROM trades_by_order WHERE order_id = ?");
        orderHistory = session.prepare("SELECT account_sequence, order_id, instrument, created FROM order_history"
                + " WHERE user_id = ? AND bucket = ? AND account_sequence < ? LIMIT ?");
        fillsOfUser = session.prepare(
                "SELECT * FROM trades_by_user" + " WHERE user_id = ? AND bucket = ? AND account_sequence < ? LIMIT ?");
        ledger = session.prepare("SELECT * FROM balance_ledger"
                + " WHERE account_id = ? AND asset = ? AND bucket = ? AND account_sequence < ? LIMIT ?");
        transferHistory =
                session.prepare("SELECT * FROM transfer_history WHERE user_id = ? AND event_sequence < ? LIMIT ?");
        candles = session.prepare(
                "SELECT * FROM klines WHERE instrument = ? AND interval = ? AND bucket = ? AND open_time < ? LIMIT ?");
        hourAfter = session.prepare("SELECT sequence FROM hour_index"
                + " WHERE kind = 'account' AND id = ? AND year = ? AND hour > ? ORDER BY hour ASC LIMIT 1");
        settledOffset = session.prepare("SELECT record_offset FROM chain_state WHERE stream = ? AND part = ?");
        apiKeys = session.prepare("SELECT * FROM api_keys");
        deposits = session.prepare("SELECT * FROM deposits WHERE user_id = ? AND height < ? LIMIT ?");
        payments = session.prepare("SELECT * FROM withdrawal_payments WHERE user_id = ? LIMIT ?");
        batches = session.prepare(
                "SELECT * FROM settlement_batches WHERE chain_id = ? AND bucket = ? AND batch_number < ? LIMIT ?");
        batch = session.prepare(
                "SELECT * FROM settlement_batches WHERE chain_id = ? AND bucket = ? AND batch_number = ?");
        tradeBatch = session.prepare("SELECT chain_id, batch_number FROM trade_batches"
                + " WHERE instrument = ? AND bucket = ? AND trade_id = ?");
    }
}
