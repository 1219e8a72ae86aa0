package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.trading.CommandEffect;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.OrderClose;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Progress;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Side;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class OrderRoutesTest {
    private static final String LIMIT =
            """
            {"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","price":"42000.00","quantity":"0.750","clientOrderId":"mm-7-000123"}""";

    private GatewayFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture();
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"/orders", "/api/v1/orders"})
    void shouldAcknowledgeOrder(final String path) {
        final Reply reply = fixture.post(path, ALICE, LIMIT);
        assertEquals(200, reply.status(), reply.body().toString());
        assertEquals("PENDING_NEW", reply.text("status"));
        assertEquals("101", reply.text("orderId"));
        assertEquals("mm-7-000123", reply.text("clientOrderId"));
        assertEquals("BTC_USDT", reply.text("symbol"));
        assertEquals("1001", reply.text("userId"));
        assertEquals("1001", reply.text("seq"));
        assertEquals(1_767_225_600_004L, reply.body().get("ts").asLong());
        assertEquals("no-store", reply.header("Cache-Control"));
        assertEquals(4_200_000, fixture.core.placed.get(0).terms().price());
        assertEquals(7_500, fixture.core.placed.get(0).terms().quantity());
    }

    @Test
    void shouldReplayRepeatedOrderAndRefuseReusedId() {
        final Reply first = fixture.post("/orders", ALICE, LIMIT);
        final Reply again = fixture.post("/orders", ALICE, LIMIT);
        assertEquals(200, again.status());
        assertEquals("true", again.header("Idempotent-Replayed"));
        assertNull(first.header("Idempotent-Replayed"));
        assertEquals(first.text("orderId"), again.text("orderId"));
        final Reply other = fixture.post("/orders", ALICE, LIMIT.replace("0.750", "0.751"));
        assertProblem(other, ErrorCode.DUPLICATE_CLIENT_ORDER_ID, "REJECTED");
        assertEquals("101", other.body().at("/details/orderId").asText());
    }

    @Test
    void shouldMakeClientOrderIdWhenAbsent() {
        final String body = LIMIT.replace(",\"clientOrderId\":\"mm-7-000123\"", "");
        final Reply first = fixture.post("/orders", ALICE, body);
        final Reply second = fixture.post("/orders", ALICE, body);
        assertTrue(first.text("clientOrderId").matches("[A-Za-z0-9._:-]{1,36}"));
        assertNotEquals(first.text("clientOrderId"), second.text("clientOrderId"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"BTC_USDT\" | \"DOGE_USDT\" | BAD_SYMBOL | symbol",
                "\"BTC_USDT\" | \"btc_usdt\" | BAD_SYMBOL | symbol",
                "\"BTC_USDT\" | 5 | BAD_FORMAT | symbol",
                "\"BUY\" | \"buy\" | BAD_FORMAT | side",
                "\"LIMIT\" | \"LIMITED\" | BAD_FORMAT | type",
                "\"LIMIT\" | \"MARKET\" | BAD_FORMAT | price",
                "\"42000.00\" | \"42000.001\" | BAD_TICK | price",
                "\"42000.00\" | 42000.001 | BAD_TICK | price",
                "\"42000.00\" | \"4.2e4\" | BAD_FORMAT | price",
                "\"42000.00\" | 4.2e4 | BAD_FORMAT | price",
                "\"42000.00\" | \"-1\" | BAD_FORMAT | price",
                "\"42000.00\" | [] | BAD_FORMAT | price",
                "\"0.750\" | \"0.75001\" | BAD_LOT | quantity",
                "\"0.750\" | \"0\" | BAD_FORMAT | quantity",
                "\"quantity\" | \"quantities\" | UNKNOWN_FIELD | quantities",
                "\"price\":\"42000.00\", | '' | MISSING_FIELD | price",
                "\"symbol\":\"BTC_USDT\", | '' | MISSING_FIELD | symbol",
                "\"GTC\" | \"GTD\" | MISSING_FIELD | expireTime",
                "\"GTC\" | \"FOREVER\" | BAD_FORMAT | timeInForce",
                "\"mm-7-000123\" | \"with space\" | BAD_FORMAT | clientOrderId",
                "\"mm-7-000123\" | \"\" | BAD_FORMAT | clientOrderId",
                "\"GTC\" | \"IOC\",\"postOnly\":true | BAD_FORMAT | postOnly",
                "\"GTC\" | \"GTC\",\"quoteQuantity\":\"5\" | BAD_FORMAT | quoteQuantity",
                "\"GTC\" | \"GTC\",\"waitMs\":2001 | BAD_FORMAT | waitMs",
                "\"GTC\" | \"GTC\",\"displayQuantity\":\"0.8\" | BAD_FORMAT | displayQuantity",
                "\"GTC\" | \"GTC\",\"side\":\"SELL\" | MALFORMED_JSON | side"
            })
    void shouldRefuseBadOrderByName(
            final String part, final String replacement, final ErrorCode error, final String field) {
        final Reply reply = fixture.post("/orders", ALICE, LIMIT.replace(part, replacement));
        assertProblem(reply, error, "NOT_SENT");
        assertEquals(field, reply.body().at("/details/field").asText());
        assertTrue(fixture.core.placed.isEmpty());
    }

    @Test
    void shouldRefuseMarketOrderThatWouldRest() {
        final Reply reply = fixture.post(
                "/orders",
                ALICE,
                "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"MARKET\",\"timeInForce\":\"GTC\",\"quantity\":\"1\"}");
        assertProblem(reply, ErrorCode.BAD_FORMAT, "NOT_SENT");
    }

    @Test
    void shouldSayWhatUbscoreRefused() {
        fixture.core.refusal = "INSUFFICIENT_BALANCE";
        final Reply reply = fixture.post("/orders", ALICE, LIMIT);
        assertProblem(reply, ErrorCode.INSUFFICIENT_BALANCE, "REJECTED");
        fixture.core.refusal = "BROKER_UNAVAILABLE";
        assertProblem(
                fixture.post("/orders", ALICE, LIMIT.replace("123", "124")), ErrorCode.BROKER_UNAVAILABLE, "REJECTED");
    }

    @Test
    void shouldKeepOutcomesApart() {
        fixture.core.fault = Refusal.of(ErrorCode.NOT_READY, "ubscore is not reachable");
        assertProblem(fixture.post("/orders", ALICE, LIMIT), ErrorCode.NOT_READY, "NOT_SENT");
        fixture.core.fault = Refusal.of(ErrorCode.OUTCOME_UNKNOWN, "no answer");
        assertProblem(fixture.post("/orders", ALICE, LIMIT), ErrorCode.OUTCOME_UNKNOWN, "UNKNOWN");
        fixture.core.fault = null;
        fixture.core.reference = ReferenceTable.EMPTY;
        assertProblem(fixture.post("/orders", ALICE, LIMIT), ErrorCode.NOT_READY, "NOT_SENT");
    }

    @Test
    void shouldAnswerFullWithFills() {
        publish(1001, effect(true, "NONE", progress(OrderStatus.PARTIALLY_FILLED, 2500), fill()));
        final Reply reply = fixture.post("/orders", ALICE, LIMIT.replace("}", ",\"respType\":\"FULL\"}"));
        assertEquals("PARTIALLY_FILLED", reply.text("status"));
        assertEquals("42000.00", reply.text("price"));
        assertEquals("0.7500", reply.text("quantity"));
        assertEquals("0.2500", reply.text("filledQuantity"));
        assertEquals("0.5000", reply.text("remainingQuantity"));
        assertEquals("10500.00", reply.text("filledQuote"));
        assertEquals("42000.00", reply.text("averagePrice"));
        assertEquals("991823", reply.body().at("/fills/0/tradeId").asText());
        assertEquals("0.00025", reply.body().at("/fills/0/fee").asText());
        assertEquals("BTC", reply.body().at("/fills/0/feeAsset").asText());
        assertEquals("TAKER", reply.body().at("/fills/0/liquidity").asText());
    }

    @Test
    void shouldAnswerResultWithoutFills() {
        publish(1001, effect(true, "NONE", progress(OrderStatus.PARTIALLY_FILLED, 2500), fill()));
        final Reply reply = fixture.post("/orders", ALICE, LIMIT.replace("}", ",\"respType\":\"RESULT\"}"));
        assertEquals("PARTIALLY_FILLED", reply.text("status"));
        assertFalse(reply.body().has("fills"));
    }

    @Test
    void shouldFallBackToAcknowledgementWhenEngineIsSlow() {
        final Reply reply = fixture.post("/orders", ALICE, LIMIT.replace("}", ",\"respType\":\"FULL\",\"waitMs\":20}"));
        assertEquals(200, reply.status());
        assertEquals("PENDING_NEW", reply.text("status"));
        assertFalse(reply.body().has("fills"));
    }

    @Test
    void shouldSayThatEngineRefusedOrder() {
        final Progress rejected = new Progress(OrderStatus.REJECTED, "WOULD_TAKE", 0, 7500, 0, 1001, 1, 1);
        publish(1001, effect(false, "WOULD_TAKE", rejected));
        final Reply reply = fixture.post("/orders", ALICE, LIMIT.replace("}", ",\"respType\":\"RESULT\"}"));
        assertProblem(reply, ErrorCode.WOULD_TAKE, "REJECTED");
        assertEquals("101", reply.body().at("/details/orderId").asText());
    }

    @Test
    void shouldCancelAndSayWhatWasReleased() {
        final String orderId = fixture.post("/orders", ALICE, LIMIT).text("orderId");
        publish(1002, effect(true, "NONE", progress(OrderStatus.CANCELED, 0)));
        fixture.accounts.onClose(new OrderClose(101, OrderStatus.CANCELED, "USER", 3, 31_500_000_000L, 1005, 9_000));
        final Reply reply = fixture.delete("/orders/" + orderId, ALICE);
        assertEquals(200, reply.status(), reply.body().toString());
        assertEquals("CANCELED", reply.text("status"));
        assertEquals("USDT", reply.body().at("/released/asset").asText());
        assertEquals("31500.00", reply.body().at("/released/amount").asText());
        assertEquals("1005", reply.text("seq"));
        assertEquals("mm-7-000123", reply.text("clientOrderId"));
    }

    @Test
    void shouldAnswer202WhenReleaseIsNotSeenInTime() {
        fixture.post("/orders", ALICE, LIMIT);
        assertEquals(202, fixture.delete("/orders/101", ALICE).status());
    }

    @Test
    void shouldSayHowOrderEndedWhenCancelLostTheRace() {
        fixture.post("/orders", ALICE, LIMIT);
        publish(1002, effect(false, "ORDER_ALREADY_FINAL", progress(OrderStatus.FILLED, 7500)));
        final Reply reply = fixture.delete("/orders/101", ALICE);
        assertProblem(reply, ErrorCode.ORDER_ALREADY_FINAL, "REJECTED");
        assertEquals("FILLED", reply.body().at("/details/finalStatus").asText());
    }

    @Test
    void shouldFindEndOfOldOrderInStore() {
        fixture.store.orders.put(55L, stored(55, OrderStatus.CANCELED));
        final Reply reply = fixture.delete("/orders/55", ALICE);
        assertProblem(reply, ErrorCode.ORDER_ALREADY_FINAL, "REJECTED");
        assertEquals("CANCELED", reply.body().at("/details/finalStatus").asText());
        assertProblem(fixture.delete("/orders/55", BOB), ErrorCode.ORDER_NOT_FOUND, "REJECTED");
    }

    @Test
    void shouldNotFindOrderThatNeverWas() {
        assertProblem(fixture.delete("/orders/999", ALICE), ErrorCode.ORDER_NOT_FOUND, "REJECTED");
        assertProblem(fixture.get("/api/v1/orders/999", ALICE), ErrorCode.ORDER_NOT_FOUND, "REJECTED");
        assertProblem(fixture.delete("/orders/abc", ALICE), ErrorCode.BAD_FORMAT, "NOT_SENT");
    }

    @Test
    void shouldFindAcceptedOrderBeforeStoreHasIt() {
        fixture.post("/orders", ALICE, LIMIT);
        final Reply reply = fixture.get("/api/v1/orders/101", ALICE);
        assertEquals(200, reply.status());
        assertEquals("NEW", reply.text("status"));
        assertEquals("0.7500", reply.text("remainingQuantity"));
        assertEquals(
                200,
                fixture.get("/api/v1/orders/by_client_id/mm-7-000123", ALICE).status());
        assertProblem(fixture.get("/api/v1/orders/101", BOB), ErrorCode.ORDER_NOT_FOUND, "REJECTED");
    }

    @Test
    void shouldReadStoredOrder() {
        fixture.store.orders.put(55L, stored(55, OrderStatus.FILLED));
        final Reply reply = fixture.get("/api/v1/orders/55", ALICE);
        assertEquals("FILLED", reply.text("status"));
        assertEquals("5000", reply.header("X-Seq"));
    }

    @Test
    void shouldListOwnOpenOrders() {
        fixture.post("/orders", ALICE, LIMIT);
        fixture.post("/orders", BOB, LIMIT);
        final Reply reply = fixture.get("/api/v1/orders/open?symbol=BTC_USDT", ALICE);
        assertEquals(1, reply.body().get("orders").size());
        assertEquals("101", reply.body().at("/orders/0/orderId").asText());
        assertEquals(
                0,
                fixture.get("/api/v1/orders/open?symbol=ETH_BTC", ALICE)
                        .body()
                        .get("orders")
                        .size());
    }

    @Test
    void shouldAskWhoseOrderItIs() {
        assertProblem(fixture.post("/orders", 0, LIMIT), ErrorCode.BAD_KEY, "NOT_SENT");
        assertEquals(401, fixture.get("/api/v1/orders/open", 0).status());
    }

    private void publish(final long orderSequence, final CommandEffect effect) {
        fixture.market.onUpdate(new MarketUpdate(
                new OutputStamp(0, 0, orderSequence, orderSequence, orderSequence, 9_000),
                List.of(),
                List.of(),
                effect));
    }

    private static CommandEffect effect(
            final boolean accepted, final String reason, final Progress progress, final Fill... fills) {
        return new CommandEffect(accepted, reason, false, 1, 1001, 9_000, progress, List.of(fills));
    }

    private static Progress progress(final OrderStatus status, final long filled) {
        return new Progress(status, "NONE", filled, 7500 - filled, filled * 4_200_000, 1001, 9_000, 9_000);
    }

    private static Fill fill() {
        return new Fill(991823, 4_200_000, 2_500, 25_000, Side.BUY, "TAKER");
    }

    private OrderView stored(final long orderId, final OrderStatus status) {
        fixture.post("/orders", ALICE, LIMIT.replace("000123", "stored"));
        final OrderView open = fixture.core.open.remove(101L);
        return new OrderView(orderId, open.order(), new Progress(status, "USER", 0, 7500, 0, 1001, 1_000, 2_000));
    }

    static void assertProblem(final Reply reply, final ErrorCode error) {
        assertProblem(reply, error, error.outcome().name());
    }

    static void assertProblem(final Reply reply, final ErrorCode error, final String outcome) {
        assertEquals(error.name(), reply.text("error"), reply.body().toString());
        assertEquals(error.status(), reply.status());
        assertEquals(error.code(), reply.body().get("code").asInt());
        assertEquals(outcome, reply.text("outcome"));
        assertEquals("application/problem+json", reply.header("Content-Type"));
        assertEquals(reply.header("X-Request-Id"), reply.text("requestId"));
        for (final String name : List.of("type", "title", "status", "detail", "msg", "retryable", "details")) {
            assertTrue(reply.body().has(name), name);
        }
    }
}
