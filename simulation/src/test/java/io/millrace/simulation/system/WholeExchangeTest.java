package io.millrace.simulation.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.driver.api.core.cql.Row;
import com.typesafe.config.Config;
import io.millrace.exchange.ExitCodes;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.simulation.system.TradingClient.Answer;
import io.millrace.simulation.system.TradingClient.Balance;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One exchange, started once; each test has users of its own, and those that kill come last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WholeExchangeTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static RunningExchange exchange;
    private static TradingClient client;

    @BeforeAll
    static void up() {
        exchange = new RunningExchange(directory);
        exchange.up();
        client = new TradingClient(exchange.httpAddress());
    }

    @AfterAll
    static void down() {
        exchange.close();
    }

    @Test
    @Order(1)
    void shouldTradeTheFirstOrderAndPersistIt() throws IOException {
        client.transferIn(1001, "USDT", "50000.00");
        client.transferIn(1002, "BTC", "1");
        final Answer sell = client.limitOrder(1002, "first-sell", "SELL", "42000.00", "1", "ACK");
        assertEquals(200, sell.status(), sell.body());
        final Answer buy = client.limitOrder(1001, "first-buy", "BUY", "42100.00", "0.25", "FULL");
        assertEquals(200, buy.status(), buy.body());
        assertEquals("FILLED", buy.text("status"), buy.body());
        final Config fill = buy.json().getConfigList("fills").get(0);
        assertEquals(0, new BigDecimal(fill.getString("price")).compareTo(new BigDecimal("42000")), buy.body());
        assertEquals(0, new BigDecimal(fill.getString("fee")).compareTo(new BigDecimal("0.00025")), buy.body());
        awaitBalance(1001, "USDT", "39500", "0");
        awaitBalance(1001, "BTC", "0.24975", "0");
        awaitBalance(1002, "BTC", "0", "0.75");
        awaitBalance(1002, "USDT", "10497.9", "0");

        final Answer cancel = client.cancel(1002, sell.text("orderId"));
        assertEquals(200, cancel.status(), cancel.body());
        assertEquals("CANCELED", cancel.text("status"), cancel.body());
        awaitBalance(1002, "BTC", "0.75", "0");
        assertFirstTradeIsInTheStore(sell.text("orderId"), buy.text("orderId"), fill.getString("tradeId"));
    }

    private static void assertFirstTradeIsInTheStore(final String sellId, final String buyId, final String tradeId) {
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            Await.until(() -> "store is whole: " + store.findings(), () -> store.findings()
                    .isEmpty());
            final List<Row> trades =
                    store.rows("SELECT * FROM settled_trades WHERE instrument = 'BTC_USDT' AND bucket = 0");
            assertEquals(1, trades.size());
            final Row trade = trades.get(0);
            assertEquals(tradeId, Long.toString(trade.getLong("trade_id")));
            assertEquals(0, trade.getBigDecimal("price").compareTo(new BigDecimal("42000")));
            assertEquals(0, trade.getBigDecimal("quantity").compareTo(new BigDecimal("0.25")));
            assertEquals(sellId, Long.toString(trade.getLong("maker_order_id")));
            assertEquals(buyId, Long.toString(trade.getLong("taker_order_id")));
            assertEquals(0, trade.getBigDecimal("maker_fee").compareTo(new BigDecimal("2.1")));
            assertOrder(store, sellId, "CANCELED", "0.25");
            assertOrder(store, buyId, "FILLED", "0.25");
            assertEquals(
                    1,
                    store.rows("SELECT * FROM order_history WHERE user_id = 1001 AND bucket = 0")
                            .size());
            assertFalse(
                    store.rows("SELECT * FROM balance_ledger WHERE account_id = 1002 AND asset = 'BTC' AND bucket = 0")
                            .isEmpty());
            assertEquals(
                    2,
                    store.rows("SELECT * FROM trades_by_order WHERE order_id IN (" + sellId + "," + buyId + ")")
                            .size());
            assertFalse(store.rows("SELECT * FROM engine_outputs").isEmpty());
            assertFalse(store.rows("SELECT * FROM chain_state").isEmpty());
        }
    }

    private static void assertOrder(
            final StoreAudit store, final String orderId, final String status, final String filled) {
        final Row order =
                store.rows("SELECT * FROM orders WHERE order_id = " + orderId).get(0);
        assertEquals(status, order.getString("status"));
        assertEquals(0, order.getBigDecimal("filled_quantity").compareTo(new BigDecimal(filled)));
    }

    @Test
    @Order(2)
    void shouldListWhatAUserDidOutOfTheStore() throws IOException {
        final Answer deposit = client.transfer("/transfer_in", 1151, "list-1", "USDT", "1000.00");
        assertEquals(200, deposit.status(), deposit.body());
        assertEquals(
                422,
                client.transfer("/transfer_out", 1151, "list-2", "USDT", "5000.00")
                        .status());
        client.transferIn(1152, "BTC", "1");
        assertEquals(
                200,
                client.limitOrder(1152, "list-s", "SELL", "100.00", "1", "RESULT")
                        .status());
        final Answer bought = client.limitOrder(1151, "list-b", "BUY", "100.00", "1", "FULL");
        assertEquals("FILLED", bought.text("status"), bought.body());
        final Answer open = client.limitOrder(1151, "list-o", "BUY", "50.00", "1", "RESULT");
        awaitBalance(1151, "USDT", "850", "50");

        final String seq = "minSeq=" + open.text("seq");
        final List<? extends Config> orders = list(1151, "/api/v1/orders?" + seq, "orders");
        assertEquals(
                List.of(open.text("orderId"), bought.text("orderId")),
                orders.stream().map(order -> order.getString("orderId")).toList());
        assertEquals("NEW", orders.get(0).getString("status"));
        assertEquals("FILLED", orders.get(1).getString("status"));
        final Answer page = client.read(1151, "/api/v1/orders?limit=1");
        final List<? extends Config> older =
                list(1151, "/api/v1/orders?limit=1&cursor=" + page.text("nextCursor"), "orders");
        assertEquals(bought.text("orderId"), older.get(0).getString("orderId"));
        final List<? extends Config> fills = list(1151, "/api/v1/fills?symbol=BTC_USDT", "fills");
        assertEquals(1, fills.size());
        assertEquals(bought.text("orderId"), fills.get(0).getString("orderId"));
        assertEquals(
                1,
                list(1151, "/api/v1/fills?orderId=" + bought.text("orderId"), "fills")
                        .size());
        assertEquals(
                404,
                client.read(1152, "/api/v1/fills?orderId=" + bought.text("orderId"))
                        .status());
        final List<? extends Config> transfers = list(1151, "/api/v1/transfers", "transfers");
        assertEquals(
                List.of("list-2", "list-1"),
                transfers.stream()
                        .map(transfer -> transfer.getString("requestId"))
                        .toList());
        assertEquals("REJECTED", transfers.get(0).getString("status"));
        assertLedgerOfTheListedUser(deposit.text("seq"));
        final List<? extends Config> candles = list(1151, "/api/v1/klines?symbol=BTC_USDT&interval=1d", "klines");
        assertFalse(candles.isEmpty());
        assertTrue(new BigDecimal(client.read(1151, "/api/v1/ticker?symbol=BTC_USDT")
                                .text("volume"))
                        .signum()
                > 0);
        assertEquals(200, client.cancel(1151, open.text("orderId")).status());
    }

    /** The ledger's changes add up, from one to the next, and to what stood at a sequence of the past. */
    private static void assertLedgerOfTheListedUser(final String depositSeq) throws IOException {
        final List<? extends Config> entries = list(1151, "/api/v1/ledger", "entries");
        assertEquals(
                4,
                entries.stream()
                        .filter(entry -> entry.getString("asset").equals("USDT"))
                        .count());
        BigDecimal after = null;
        for (final Config entry : entries) {
            if (entry.getString("asset").equals("USDT")) {
                final BigDecimal available = new BigDecimal(entry.getString("available"));
                assertTrue(after == null || after.compareTo(available) == 0, entries.toString());
                after = new BigDecimal(entry.getString("availableBefore"));
            }
        }
        assertEquals(0, after.signum());
        final Config past =
                list(1151, "/api/v1/balances?asOfSeq=" + depositSeq, "balances").get(0);
        assertEquals(0, new BigDecimal("1000").compareTo(new BigDecimal(past.getString("available"))), past.toString());
    }

    private static List<? extends Config> list(final long userId, final String path, final String name)
            throws IOException {
        final Answer answer = client.read(userId, path);
        assertEquals(200, answer.status(), answer.body());
        return answer.json().getConfigList(name);
    }

    @Test
    @Order(2)
    void shouldAnswerARepeatedRequestAsTheFirstTime() throws IOException {
        final Answer first = client.transfer("/transfer_in", 1101, "again-1", "USDT", "1000.00");
        assertEquals(200, first.status(), first.body());
        final Answer repeated = client.transfer("/transfer_in", 1101, "again-1", "USDT", "1000.00");
        assertEquals(200, repeated.status(), repeated.body());
        assertTrue(repeated.replayed(), repeated.body());
        assertEquals(first.text("available"), repeated.text("available"));
        final Answer other = client.transfer("/transfer_in", 1101, "again-1", "USDT", "1001.00");
        assertTrue(other.isError(409, "REQUEST_ID_REUSED"), other.toString());

        final Answer order = client.limitOrder(1101, "again-2", "BUY", "100.00", "1", "ACK");
        assertEquals(200, order.status(), order.body());
        final Answer orderAgain = client.limitOrder(1101, "again-2", "BUY", "100.00", "1", "ACK");
        assertEquals(200, orderAgain.status(), orderAgain.body());
        assertTrue(orderAgain.replayed(), orderAgain.body());
        assertEquals(order.text("orderId"), orderAgain.text("orderId"));
        final Answer otherOrder = client.limitOrder(1101, "again-2", "BUY", "100.00", "2", "ACK");
        assertTrue(otherOrder.isError(409, "DUPLICATE_CLIENT_ORDER_ID"), otherOrder.toString());
        awaitBalance(1101, "USDT", "900", "100");
        assertEquals(200, client.cancel(1101, order.text("orderId")).status());
        awaitBalance(1101, "USDT", "1000", "0");
    }

    @Test
    @Order(3)
    void shouldRefuseWhatIsWrongAndNameIt() throws IOException {
        client.transferIn(1201, "USDT", "10");
        assertError(client.limitOrder(1201, "bad-1", "BUY", "100.00", "1", "ACK"), 422, "INSUFFICIENT_BALANCE", "");
        assertError(client.limitOrder(1201, "bad-2", "BUY", "100.001", "0.01", "ACK"), 400, "BAD_TICK", "price");
        assertError(
                client.order(
                        1201,
                        """
                {"symbol":"DOGE_USDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"1.00","quantity":"1"}"""),
                400,
                "BAD_SYMBOL",
                "DOGE_USDT");
        assertError(client.order(1201, "{\"symbol\":"), 400, "MALFORMED_JSON", "");
        assertError(client.order(1201, "{\"symbol\":\"BTC_USDT\",\"sidee\":\"BUY\"}"), 400, "UNKNOWN_FIELD", "sidee");
        assertError(client.transfer("/transfer_out", 1201, "bad-3", "USDT", "10.01"), 422, "INSUFFICIENT_BALANCE", "");
        awaitBalance(1201, "USDT", "10", "0");
    }

    @Test
    @Order(4)
    void shouldRefuseASecondStartOnTheSameData() {
        final RunningExchange.Result result = exchange.upAgain();
        assertEquals(ExitCodes.LOCKED, result.exitCode(), result.output());
        assertTrue(result.output().contains("already runs"), result.output());
        assertTrue(exchange.isReady());
    }

    @Test
    @Order(5)
    void shouldComeBackWithEverythingWhenAllProcessesAreKilled() throws IOException {
        client.transferIn(1301, "USDT", "5000");
        client.transferIn(1302, "ETH", "10");
        final Answer bid = order(1301, "kill-bid", "BUY", "100.00", "2");
        final Answer ask = order(1302, "kill-ask", "SELL", "200.00", "3");
        final Answer traded = order(1301, "kill-trade", "BUY", "200.00", "1");
        exchange.killAll();
        exchange.up();

        assertEquals(
                200, client.read(1301, "/api/v1/orders/" + bid.text("orderId")).status());
        assertEquals(List.of(bid.text("orderId")), client.openOrders(1301));
        assertEquals(List.of(ask.text("orderId")), client.openOrders(1302));
        awaitBalance(1301, "USDT", "4600", "200");
        awaitBalance(1301, "ETH", "0.999", "0");
        awaitBalance(1302, "ETH", "7", "2");
        awaitBalance(1302, "USDT", "199.96", "0");
        final Answer repeated = order(1301, "kill-bid", "BUY", "100.00", "2");
        assertTrue(repeated.replayed() && repeated.text("orderId").equals(bid.text("orderId")), repeated.body());

        final Answer next = order(1302, "kill-next", "SELL", "100.00", "2");
        assertEquals(Long.parseLong(traded.text("orderId")) + 1, Long.parseLong(next.text("orderId")));
        assertTrue(Long.parseLong(next.text("seq")) > Long.parseLong(traded.text("seq")));
        awaitBalance(1301, "USDT", "4600", "0");
        assertEquals(200, client.cancel(1302, ask.text("orderId")).status());
        awaitBalance(1302, "ETH", "7", "0");
        final List<String> tradeIds =
                client.read(1301, "/api/v1/trades?symbol=ETH_USDT").json().getConfigList("trades").stream()
                        .map(trade -> trade.getString("tradeId"))
                        .toList();
        assertEquals(2, tradeIds.size());
        assertEquals(
                1, Math.abs(Long.parseLong(tradeIds.get(0)) - Long.parseLong(tradeIds.get(1))), tradeIds.toString());
        assertStoreIsWhole();
    }

    @Test
    @Order(6)
    void shouldLoseNothingWhenEachProcessIsKilledUnderLoad() throws IOException {
        client.transferIn(1401, "USDT", "1000000");
        client.transferIn(1402, "BTC", "100");
        final Load load = new Load(client, 1401, 1402, "load-");
        for (final String process : List.of("gateway", "matching-engine", "settlement", "ubscore", "broker", "store")) {
            awaitProgress(load, process);
            final long pid = exchange.status(process).pid();
            exchange.kill(process);
            Await.until(() -> process + " runs again " + exchange.status(process), () -> {
                final RunningExchange.ProcessStatus status = exchange.status(process);
                return status.state().equals("ready") && status.pid() > 0 && status.pid() != pid;
            });
        }
        awaitProgress(load, "the last one");
        load.close();
        final Map<String, String> orderIds = load.orderIds();
        System.out.println("orders accepted under kills: " + orderIds.size() + ", retries: " + load.retryCount());
        assertEquals(orderIds.size(), new HashSet<>(orderIds.values()).size());
        assertEachStandsOnceInTheStore(load, orderIds);
        assertStoreIsWhole();
    }

    @Test
    @Order(7)
    void shouldPassTheAuditAndFailItWhenARowIsAltered() {
        final RunningExchange.Result clean = exchange.audit();
        System.out.println(clean.output());
        assertEquals(ToolExit.EQUAL, clean.exitCode(), clean.output());
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            final String row = " WHERE instrument = 'BTC_USDT' AND bucket = 0 AND trade_id = 1";
            store.rows("UPDATE settled_trades SET price = 42000.01" + row);
            final RunningExchange.Result altered = exchange.audit();
            assertEquals(ToolExit.MISMATCH, altered.exitCode(), altered.output());
            assertTrue(altered.output().contains("table=settled_trades key=[BTC_USDT, 0, 1]"), altered.output());
            store.rows("UPDATE settled_trades SET price = 42000.00" + row);
        }
    }

    /** Settlement may still be catching up: a row has its client order id once the engine's output was settled. */
    private static void assertEachStandsOnceInTheStore(final Load load, final Map<String, String> orderIds) {
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            Await.until(
                    () -> "all accepted orders are settled, "
                            + store.orders(load).size() + " of " + orderIds.size(),
                    () -> store.orders(load).size() >= orderIds.size());
            assertEquals(orderIds, store.orders(load));
        }
    }

    private static void awaitProgress(final Load load, final String before) {
        final int from = load.acceptedCount();
        Await.until("orders are accepted before " + before + " is killed", () -> load.acceptedCount() >= from + 50);
    }

    /** At rest everything that was accepted arrives in the store, and the store's books balance. */
    private static void assertStoreIsWhole() throws IOException {
        try (StoreAudit store = new StoreAudit(exchange.storePort())) {
            Await.until(() -> "store is whole: " + store.findings(), () -> store.findings()
                    .isEmpty());
        }
    }

    private static Answer order(
            final long userId, final String clientOrderId, final String side, final String price, final String quantity)
            throws IOException {
        final Answer answer = client.order(
                userId,
                """
                {"symbol":"ETH_USDT","side":"%s","type":"LIMIT","timeInForce":"GTC","price":"%s","quantity":"%s",\
                "clientOrderId":"%s"}"""
                        .formatted(side, price, quantity, clientOrderId));
        assertEquals(200, answer.status(), answer.body());
        return answer;
    }

    private static void assertError(final Answer answer, final int status, final String error, final String named) {
        assertTrue(answer.isError(status, error) && answer.body().contains(named), answer.toString());
    }

    private static void awaitBalance(final long userId, final String asset, final String available, final String held) {
        final Balance expected = Balance.of(available, held);
        Await.until(
                () -> "user " + userId + " has " + expected + " " + asset + " but " + balance(userId, asset),
                () -> balance(userId, asset).is(expected));
    }

    private static Balance balance(final long userId, final String asset) {
        try {
            return client.balance(userId, asset);
        } catch (final IOException e) {
            return Balance.of("-1", "-1");
        }
    }
}
