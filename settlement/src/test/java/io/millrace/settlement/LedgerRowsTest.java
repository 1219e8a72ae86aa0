package io.millrace.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millrace.settlement.ExchangeScript.Listing;
import io.millrace.settlement.ExchangeScript.Order;
import io.millrace.settlement.fault.MemoryStore;
import io.millrace.settlement.ledger.Table;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a course of trading comes to in the tables, value by value. */
class LedgerRowsTest {
    private final ExchangeScript script = new ExchangeScript().genesis();
    private final Listing btcUsdt = script.listings.get(0);
    private final MemoryStore store = new MemoryStore();

    private void settle() {
        new Settler(store, script, new Random(1)).finish();
    }

    /** The only row of a table whose columns have these values: column, value, column, value. */
    private Map<String, Object> row(final Table table, final Object... wanted) {
        final List<Map<String, Object>> rows = store.rows(table).stream()
                .filter(row -> {
                    for (int i = 0; i < wanted.length; i += 2) {
                        if (!wanted[i + 1].equals(row.get(wanted[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
        assertEquals(1, rows.size(), table + " " + List.of(wanted));
        return rows.get(0);
    }

    private static void assertRow(final Map<String, Object> row, final Object... wanted) {
        final Map<String, Object> expected = new HashMap<>();
        final Map<String, Object> actual = new HashMap<>();
        for (int i = 0; i < wanted.length; i += 2) {
            expected.put((String) wanted[i], wanted[i + 1]);
            actual.put((String) wanted[i], row.get(wanted[i]));
        }
        assertEquals(expected, actual);
    }

    private static BigDecimal decimal(final String text) {
        return new BigDecimal(text);
    }

    /** The first trade of the README: 1002 sells 1 BTC at 42000, 1001 buys a quarter, the rest is cancelled. */
    private Order trade() {
        script.transfer(1001, ExchangeScript.USDT, 50_000_000_000L, true);
        script.transfer(1002, ExchangeScript.BTC, 100_000_000L, true);
        final Order sell = script.place(1002, btcUsdt, false, 4_200_000, 10_000, List.of());
        script.place(1001, btcUsdt, true, 4_210_000, 2_500, List.of(sell));
        return sell;
    }

    @Test
    void shouldKeepBalancesWithTheAssetsPlaces() {
        trade();
        settle();
        assertRow(
                row(Table.USER_BALANCES, "account_id", 1001L, "asset", "USDT"),
                "available",
                decimal("39500.000000"),
                "held",
                decimal("0.000000"),
                "shard",
                0);
        assertRow(row(Table.USER_BALANCES, "account_id", 1001L, "asset", "BTC"), "available", decimal("0.24975000"));
        assertRow(
                row(Table.USER_BALANCES, "account_id", 1002L, "asset", "BTC"),
                "available",
                decimal("0.00000000"),
                "held",
                decimal("0.75000000"));
        assertRow(row(Table.USER_BALANCES, "account_id", 1002L, "asset", "USDT"), "available", decimal("10497.900000"));
        assertRow(row(Table.USER_BALANCES, "account_id", 0L, "asset", "USDT"), "available", decimal("-50000.000000"));
    }

    @Test
    void shouldTellTheTradeFromEverySide() {
        trade();
        settle();
        assertRow(
                row(Table.SETTLED_TRADES, "instrument", "BTC_USDT", "trade_id", 1L),
                "price",
                decimal("42000.00"),
                "quantity",
                decimal("0.25000000"),
                "quote_quantity",
                decimal("10500.000000"),
                "taker_side",
                "BUY",
                "maker_fee",
                decimal("2.100000"),
                "taker_fee",
                decimal("0.00025000"));
        assertRow(
                row(Table.TRADES_BY_USER, "user_id", 1001L),
                "liquidity",
                "TAKER",
                "side",
                "BUY",
                "fee",
                decimal("0.00025000"),
                "fee_asset",
                "BTC",
                "trade_id",
                1L);
        assertRow(
                row(Table.TRADES_BY_ORDER, "order_id", 1L),
                "liquidity",
                "MAKER",
                "side",
                "SELL",
                "fee",
                decimal("2.100000"),
                "fee_asset",
                "USDT",
                "user_id",
                1002L);
    }

    @Test
    void shouldKeepWhatTheOrderWasPlacedWithWhenItsStateChanges() {
        script.cancel(trade());
        settle();
        assertRow(
                row(Table.ORDERS, "order_id", 1L),
                "status",
                "CANCELED",
                "reason",
                "USER",
                "client_order_id",
                "c-1",
                "type",
                "LIMIT",
                "time_in_force",
                "GTC",
                "price",
                decimal("42000.00"),
                "quantity",
                decimal("1.00000000"),
                "filled_quantity",
                decimal("0.25000000"),
                "remaining_quantity",
                decimal("0.75000000"),
                "filled_quote",
                decimal("10500.000000"));
        assertNull(row(Table.ORDERS, "order_id", 1L).get("trigger_price"));
        assertEquals(3, count(Table.ORDER_EVENTS, "order_id", 1L));
        assertRow(row(Table.ORDER_HISTORY, "user_id", 1002L), "order_id", 1L, "instrument", "BTC_USDT");
        assertRow(row(Table.ORDER_BY_CLIENT_ID, "user_id", 1002L), "client_order_id", "c-1", "order_id", 1L);
        assertRow(
                row(Table.USER_BALANCES, "account_id", 1002L, "asset", "BTC"),
                "available",
                decimal("0.75000000"),
                "held",
                decimal("0.00000000"));
    }

    @Test
    void shouldKeepTheAppliedTransferWhenARepetitionIsRefused() {
        script.transfer(1001, ExchangeScript.USDT, 5_000_000, true);
        script.repeatLastTransfer(1001, ExchangeScript.USDT, 5_000_000);
        script.refuseTransfer(1001, ExchangeScript.USDT, 7, true);
        script.refuseTransfer(1001, ExchangeScript.USDT, 9_000_000, false);
        settle();
        assertRow(
                row(Table.TRANSFERS, "user_id", 1001L, "request_id", "r-1"),
                "status",
                "APPLIED",
                "reason",
                "NONE",
                "kind",
                "IN",
                "amount",
                decimal("5.000000"));
        assertRow(
                row(Table.TRANSFERS, "user_id", 1001L, "request_id", "r-2"),
                "status",
                "REJECTED",
                "reason",
                "INSUFFICIENT_BALANCE");
    }

    @Test
    void shouldKeepTheRowOfAKeyThatWasRevoked() {
        script.changeKey(1001, "key-1", false);
        script.changeKey(1001, "key-2", false);
        script.changeKey(1001, "key-1", true);
        settle();
        assertRow(row(Table.API_KEYS, "key_id", "key-1", "user_id", 1001L), "revoked", true, "scopes", 0);
        assertRow(
                row(Table.API_KEYS, "key_id", "key-2", "user_id", 1001L),
                "revoked",
                false,
                "scopes",
                3,
                "addresses",
                "10.0.0.0/8");
    }

    @Test
    void shouldListEveryTransferInTheOrderOfItsResult() {
        script.transfer(1001, ExchangeScript.USDT, 5_000_000, true);
        script.refuseTransfer(1001, ExchangeScript.USDT, 9_000_000, false);
        settle();
        assertRow(row(Table.TRANSFER_HISTORY, "user_id", 1001L, "request_id", "r-1"), "status", "APPLIED");
        assertRow(row(Table.TRANSFER_HISTORY, "user_id", 1001L, "request_id", "r-2"), "status", "REJECTED");
    }

    @Test
    void shouldFoldTradesIntoCandlesOfEveryInterval() {
        final Order sell = trade();
        script.pass(1_500_000);
        final Order second = script.place(1002, btcUsdt, false, 4_100_000, 100, List.of());
        script.place(1001, btcUsdt, true, 4_210_000, 50, List.of(second));
        script.pass(60_000_000);
        script.place(1001, btcUsdt, true, 4_210_000, 1_000, List.of(sell));
        settle();
        assertEquals(3, count(Table.KLINES, "interval", "1s"));
        assertEquals(2, count(Table.KLINES, "interval", "1m"));
        assertRow(
                row(Table.KLINES, "interval", "1M"),
                "open",
                decimal("42000.00"),
                "high",
                decimal("42000.00"),
                "low",
                decimal("41000.00"),
                "close",
                decimal("42000.00"),
                "volume",
                decimal("0.35500000"),
                "quote_volume",
                decimal("14905.000000"),
                "taker_buy_volume",
                decimal("0.35500000"),
                "trade_count",
                3L,
                "first_trade_id",
                1L,
                "last_trade_id",
                3L);
    }

    @Test
    void shouldIndexTheFirstSequenceOfEachHour() {
        trade();
        script.pass(2 * 3_600_000_000L);
        trade();
        settle();
        assertEquals(2, count(Table.HOUR_INDEX, "kind", "trade"));
        assertEquals(
                Set.of(1L, 2L),
                Set.copyOf(store.rows(Table.HOUR_INDEX).stream()
                        .filter(row -> row.get("kind").equals("trade"))
                        .map(row -> row.get("sequence"))
                        .toList()));
    }

    private long count(final Table table, final String column, final Object value) {
        return store.rows(table).stream()
                .filter(row -> value.equals(row.get(column)))
                .count();
    }
}
