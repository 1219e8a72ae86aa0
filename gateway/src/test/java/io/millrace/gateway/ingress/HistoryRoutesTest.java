package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static io.millrace.gateway.ingress.OrderRoutesTest.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.trading.AccountState;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.LedgerEntry;
import io.millrace.gateway.trading.Markets;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderPlace;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Progress;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.StpMode;
import io.millrace.gateway.trading.TimeInForce;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferKind;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.UserFill;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HistoryRoutesTest {
    private GatewayFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture();
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void shouldListOpenAndClosedOrdersBehindOneRoute() {
        final List<OrderPlace> places = new ArrayList<>();
        for (long id = 5; id > 0; id--) {
            places.add(new OrderPlace(10 * id, id));
            put(id, id % 2 == 0 ? OrderStatus.FILLED : OrderStatus.NEW);
        }
        fixture.history.orders.put(ALICE, places);
        assertEquals(List.of("5", "4", "3", "2", "1"), ids(fixture.get("/api/v1/orders", ALICE), "orders", "orderId"));
        assertEquals(List.of("4", "2"), ids(fixture.get("/api/v1/orders?status=CLOSED", ALICE), "orders", "orderId"));
        assertEquals(
                List.of("5", "3", "1"), ids(fixture.get("/api/v1/orders?status=OPEN", ALICE), "orders", "orderId"));
        final Reply first = fixture.get("/api/v1/orders?limit=2", ALICE);
        assertEquals(List.of("5", "4"), ids(first, "orders", "orderId"));
        assertEquals("5000", first.header("X-Seq"));
        final Reply second = fixture.get("/api/v1/orders?limit=2&cursor=" + first.text("nextCursor"), ALICE);
        assertEquals(List.of("3", "2"), ids(second, "orders", "orderId"));
        assertTrue(fixture.get("/api/v1/orders", BOB).body().get("orders").isEmpty());
    }

    @Test
    void shouldShowAnOrderThatTheStoreHasNotSettledYet() {
        final var placed = fixture.post(
                "/orders",
                ALICE,
                "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"42000.00\",\"quantity\":\"1\"}");
        fixture.history.orders.put(ALICE, List.of(new OrderPlace(1, Long.parseLong(placed.text("orderId")))));
        assertEquals(List.of(placed.text("orderId")), ids(fixture.get("/api/v1/orders", ALICE), "orders", "orderId"));
    }

    @Test
    void shouldListFillsOfAllOrdersOrOfOne() {
        put(7, OrderStatus.FILLED);
        fixture.history.fills.put(ALICE, List.of(fill(12, 7, 901), fill(11, 7, 900), fill(4, 3, 800)));
        final Reply all = fixture.get("/api/v1/fills", ALICE);
        assertEquals(List.of("901", "900", "800"), ids(all, "fills", "tradeId"));
        final JsonNode first = all.body().get("fills").get(0);
        assertEquals("0.00025", first.get("fee").asText());
        assertEquals("BTC", first.get("feeAsset").asText());
        assertEquals("TAKER", first.get("liquidity").asText());
        assertEquals("10500.00", first.get("quoteQuantity").asText());
        assertEquals(List.of("901", "900"), ids(fixture.get("/api/v1/fills?orderId=7", ALICE), "fills", "tradeId"));
        final Reply one = fixture.get("/api/v1/fills?orderId=7&limit=1", ALICE);
        assertEquals(
                List.of("900"),
                ids(
                        fixture.get("/api/v1/fills?orderId=7&cursor=" + one.text("nextCursor"), ALICE),
                        "fills",
                        "tradeId"));
        assertProblem(fixture.get("/api/v1/fills?orderId=7", BOB), ErrorCode.ORDER_NOT_FOUND);
    }

    @Test
    void shouldListTheLedgerWithBeforeAfterAndCause() {
        fixture.history.ledger.put(ALICE, List.of(entry(2, -100, 100, 900, 100), entry(1, 1000, 0, 1000, 0)));
        final JsonNode entry = fixture.get("/api/v1/ledger?asset=USDT", ALICE)
                .body()
                .get("entries")
                .get(0);
        assertEquals("-0.0001", entry.get("availableDelta").asText());
        assertEquals("0.001", entry.get("availableBefore").asText());
        assertEquals("0.0009", entry.get("available").asText());
        assertEquals("0.00", entry.get("heldBefore").asText());
        assertEquals("ORDER_ACCEPTED", entry.get("cause").asText());
        assertEquals("42", entry.get("orderId").asText());
        assertProblem(fixture.get("/api/v1/ledger?asset=DOGE", ALICE), ErrorCode.BAD_SYMBOL);
    }

    @Test
    void shouldListTransfersByTheirCursor() {
        fixture.history.transfers.put(ALICE, List.of(transfer("b", 20), transfer("a", 10)));
        final Reply first = fixture.get("/api/v1/transfers?limit=1", ALICE);
        assertEquals(List.of("b"), ids(first, "transfers", "requestId"));
        final Reply second = fixture.get("/api/v1/transfers?limit=1&cursor=" + first.text("nextCursor"), ALICE);
        assertEquals(List.of("a"), ids(second, "transfers", "requestId"));
        assertFalse(second.body().has("nextCursor"));
    }

    @Test
    void shouldRefuseTimesAndCursorsThatMakeNoSense() {
        assertProblem(fixture.get("/api/v1/orders?startTime=5&endTime=4", ALICE), ErrorCode.BAD_FORMAT);
        assertProblem(fixture.get("/api/v1/orders?startTime=now", ALICE), ErrorCode.BAD_FORMAT);
        assertProblem(fixture.get("/api/v1/fills?cursor=zzz", ALICE), ErrorCode.BAD_FORMAT);
        assertProblem(fixture.get("/api/v1/transfers?limit=0", ALICE), ErrorCode.BAD_FORMAT);
        assertProblem(fixture.get("/api/v1/orders?status=HALF", ALICE), ErrorCode.BAD_FORMAT);
        assertProblem(fixture.get("/api/v1/ledger", 0), ErrorCode.BAD_KEY);
    }

    @Test
    void shouldAnswerBalancesAsOfASequenceFromTheLedger() {
        fixture.history.ledger.put(ALICE, List.of(entry(2, -100, 100, 900, 100), entry(1, 1000, 0, 1000, 0)));
        final Reply past = fixture.get("/api/v1/balances?asOfSeq=101", ALICE);
        assertEquals("101", past.text("seq"));
        assertEquals("101", past.header("X-Seq"));
        assertEquals(
                "0.001", past.body().get("balances").get(0).get("available").asText());
        assertProblem(fixture.get("/api/v1/balances?asOfSeq=99999", ALICE), ErrorCode.STALE_READ);
    }

    @Test
    void shouldAskUbscoreForBalancesWhileTheStoreHasNothing() {
        fixture.store.coreSequence = 0;
        fixture.core.accounts.put(ALICE, new AccountState(17, 3, List.of(new Balance(Markets.USDT, 5_000_000, 0, 3))));
        final Reply reply = fixture.get("/balances", ALICE);
        assertEquals("17", reply.text("seq"));
        assertEquals(
                "5.00", reply.body().get("balances").get(0).get("available").asText());
    }

    @Test
    void shouldServeAReadBehindASequenceThatMadeNoEventForTheUser() {
        fixture.core.accounts.put(ALICE, new AccountState(6000, 3, List.of()));
        fixture.history.accountSequences.put(ALICE, 3L);
        assertEquals("6000", fixture.get("/balances?minSeq=5900", ALICE).header("X-Seq"));
        fixture.history.accountSequences.put(ALICE, 2L);
        assertProblem(fixture.get("/balances?minSeq=5900", ALICE), ErrorCode.STALE_READ);
    }

    @Test
    void shouldAnswerCandlesOldestFirstAndSayWhichIsOpen() {
        final long now = CandleInterval.M1.ordinal(System.currentTimeMillis());
        fixture.history.candles.add(candle(now + 1, 43));
        fixture.history.candles.add(candle(now - 2, 42));
        final Reply reply = fixture.get("/api/v1/klines?symbol=BTC_USDT&interval=1m", 0);
        final JsonNode klines = reply.body().get("klines");
        assertEquals(2, klines.size());
        assertEquals("42.00", klines.get(0).get("open").asText());
        assertTrue(klines.get(0).get("closed").asBoolean());
        assertFalse(klines.get(1).get("closed").asBoolean());
        assertProblem(fixture.get("/api/v1/klines?symbol=BTC_USDT&interval=7m", 0), ErrorCode.BAD_FORMAT);
        final Reply ticker = fixture.get("/api/v1/ticker?symbol=BTC_USDT", 0);
        assertEquals("43.00", ticker.text("lastPrice"));
        assertEquals("1.00", ticker.text("priceChange"));
        assertEquals("2.3810", ticker.text("priceChangePercent"));
        assertEquals(2, fixture.get("/api/v1/ticker", 0).body().get("tickers").size());
    }

    @Test
    void shouldTellItsVersion() {
        final Reply reply = fixture.get("/version", 0);
        assertTrue(reply.text("version").matches("\\d+\\.\\d+.*"), reply.text("version"));
    }

    private void put(final long orderId, final OrderStatus status) {
        final NewOrder order = new NewOrder(
                ALICE,
                "c-" + orderId,
                Markets.BTC_USDT,
                Side.BUY,
                OrderType.LIMIT,
                TimeInForce.GTC,
                StpMode.NONE,
                OrderTerms.limit(4_200_000, 10_000));
        final Progress progress = new Progress(status, "NONE", 0, 10_000, 0, 900, 5_000, 5_000);
        fixture.store.orders.put(orderId, new OrderView(orderId, order, progress));
    }

    private static UserFill fill(final long accountSequence, final long orderId, final long tradeId) {
        return new UserFill(
                accountSequence,
                orderId,
                Markets.BTC_USDT,
                new Fill(tradeId, 4_200_000, 2_500, 25_000, Side.BUY, "TAKER"),
                100,
                5_000);
    }

    private static LedgerEntry entry(
            final long sequence, final long availableDelta, final long heldDelta, final long after, final long held) {
        return new LedgerEntry(
                sequence,
                Markets.USDT,
                new LedgerEntry.Amounts(availableDelta, heldDelta, after, held),
                new LedgerEntry.Origin("ORDER_ACCEPTED", "NONE", 42, 0, "BTC_USDT", "", 100 + sequence),
                5_000);
    }

    private static TransferResult transfer(final String requestId, final long sequence) {
        final Transfer transfer = new Transfer(requestId, TransferKind.IN, ALICE, Markets.USDT, 1_000_000);
        return new TransferResult(
                transfer, TransferResult.Status.APPLIED, "NONE", false, 1_000_000, 0, sequence, 5_000);
    }

    private static Candle candle(final long ordinal, final long price) {
        final long ticks = 100 * price;
        return new Candle(
                ordinal, new Candle.Prices(ticks, ticks, ticks, ticks), new Candle.Volumes(1, 1, 0, 0), 1, ordinal);
    }

    private static List<String> ids(final Reply reply, final String list, final String field) {
        assertEquals(200, reply.status(), reply.body().toString());
        final List<String> ids = new ArrayList<>();
        reply.body().get(list).forEach(entry -> ids.add(entry.get(field).asText()));
        return ids;
    }
}
