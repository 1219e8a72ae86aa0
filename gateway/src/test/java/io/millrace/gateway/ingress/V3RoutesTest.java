package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.trading.AccountState;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.Markets;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.TimeInForce;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradePrint;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Binance's routes and streams over fakes. */
@Timeout(60)
class V3RoutesTest {
    private static final String SECRET = "example-secret-not-real";

    private GatewayFixture fixture = new GatewayFixture();
    private long sequence;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldListMarketsWithoutUnderscores() {
        final JsonNode info =
                fixture.get("/api/v3/exchangeInfo?symbol=BTCUSDT", 0).body();
        assertEquals(1, info.path("symbols").size());
        assertEquals("BTCUSDT", info.at("/symbols/0/symbol").asText());
        assertEquals("TRADING", info.at("/symbols/0/status").asText());
        assertEquals("0.0001", info.at("/symbols/0/filters/1/stepSize").asText());
        assertEquals(
                2, fixture.get("/api/v3/exchangeInfo", 0).body().path("symbols").size());
        assertEquals(
                1,
                fixture.get("/api/v3/exchangeInfo?symbols=%5B%22ETHBTC%22%5D", 0)
                        .body()
                        .path("symbols")
                        .size());
        assertError(400, -1121, "/api/v3/depth?symbol=NOSUCH");
        assertError(400, -1102, "/api/v3/depth");
        assertError(400, -1103, "/api/v3/depth?symbol=BTCUSDT&more=1");
    }

    @Test
    void shouldShowBooksAndTrades() {
        level(Side.BUY, 4_200_000, 7500);
        level(Side.SELL, 4_200_100, 100);
        trade(1, 4_200_000, 10, Side.SELL);
        final JsonNode depth =
                fixture.get("/api/v3/depth?symbol=BTCUSDT&limit=5", 0).body();
        assertEquals("[[\"42000.00\",\"0.7500\"]]", depth.path("bids").toString());
        assertEquals(3, depth.path("lastUpdateId").asInt());
        final JsonNode trade =
                fixture.get("/api/v3/trades?symbol=BTCUSDT", 0).body().get(0);
        assertTrue(trade.path("isBuyerMaker").asBoolean());
        assertEquals(1, trade.path("id").asLong());
        assertEquals(
                "42000.00",
                fixture.get("/api/v3/ticker/price?symbol=BTCUSDT", 0).text("price"));
        assertEquals(
                "42001.00",
                fixture.get("/api/v3/ticker/bookTicker?symbol=BTCUSDT", 0).text("askPrice"));
        assertEquals(
                1,
                fixture.get("/api/v3/aggTrades?symbol=BTCUSDT&fromId=1", 0)
                        .body()
                        .at("/0/a")
                        .asInt());
    }

    @Test
    void shouldPlaceQueryAndCancel() {
        final JsonNode placed = fixture.post(
                        "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.75&price=42000"
                                + "&newClientOrderId=bot-1&newOrderRespType=ACK&timestamp=1&signature=x",
                        GatewayFixture.ALICE,
                        "")
                .body();
        assertEquals("bot-1", placed.path("clientOrderId").asText());
        final NewOrder order = fixture.core.placed.get(0);
        assertEquals(OrderType.LIMIT, order.type());
        assertEquals(TimeInForce.GTC, order.timeInForce());
        assertEquals(7500, order.terms().quantity());
        final String id = placed.path("orderId").asText();
        final JsonNode queried = fixture.get("/api/v3/order?symbol=BTCUSDT&orderId=" + id, GatewayFixture.ALICE)
                .body();
        assertEquals("NEW", queried.path("status").asText(), queried.toString());
        assertEquals("0.7500", queried.path("origQty").asText());
        final JsonNode open =
                fixture.get("/api/v3/openOrders", GatewayFixture.ALICE).body();
        assertEquals(id, open.at("/0/orderId").asText());
        final JsonNode canceled = fixture.delete(
                        "/api/v3/order?symbol=BTCUSDT&origClientOrderId=bot-1", GatewayFixture.ALICE)
                .body();
        assertEquals("CANCELED", canceled.path("status").asText(), canceled.toString());
        assertEquals(
                -2013,
                fixture.get("/api/v3/order?symbol=BTCUSDT&orderId=" + id, GatewayFixture.BOB)
                        .body()
                        .path("code")
                        .asInt());
    }

    @Test
    void shouldPutOrdersIntoOurOwnWordsOrRefuseThem() {
        final String post = "/api/v3/order?symbol=BTCUSDT&newOrderRespType=ACK&side=BUY&quantity=1&";
        fixture.post(post + "type=LIMIT_MAKER&price=42000", GatewayFixture.ALICE, "");
        fixture.post(
                post + "type=STOP_LOSS_LIMIT&timeInForce=GTC&price=42000&stopPrice=41000", GatewayFixture.ALICE, "");
        fixture.post(post + "type=STOP_LOSS&stopPrice=41000", GatewayFixture.ALICE, "");
        fixture.post(
                "/api/v3/order?symbol=BTCUSDT&newOrderRespType=ACK&side=BUY&type=MARKET&quoteOrderQty=100",
                GatewayFixture.ALICE,
                "");
        assertEquals(
                List.of(OrderType.LIMIT, OrderType.STOP_LIMIT, OrderType.STOP, OrderType.MARKET),
                fixture.core.placed.stream().map(NewOrder::type).toList());
        assertTrue(fixture.core.placed.get(0).terms().postOnly());
        assertEquals(100_000_000, fixture.core.placed.get(3).terms().quoteBudget());
        assertCode(-1130, fixture.post(post + "type=TAKE_PROFIT&stopPrice=41000", GatewayFixture.ALICE, ""));
        assertCode(-1102, fixture.post(post + "type=LIMIT&price=42000", GatewayFixture.ALICE, ""));
        fixture.core.refusal = "INSUFFICIENT_BALANCE";
        final GatewayFixture.Reply refused =
                fixture.post(post + "type=LIMIT&timeInForce=GTC&price=42000", GatewayFixture.ALICE, "");
        assertCode(-2010, refused);
        assertEquals("Account has insufficient balance for requested action.", refused.text("msg"));
        assertEquals(400, refused.status());
    }

    @Test
    void shouldBelieveSignaturesOverQueryAndForm() throws Exception {
        fixture.close();
        final ApiKey key = new ApiKey(
                "key-1",
                GatewayFixture.ALICE,
                SignatureVerifier.hmacSha256(SECRET),
                Set.of("READ", "TRADE"),
                Set.of(),
                0);
        fixture = new GatewayFixture(new LimitSettings(false, 0, 0, 0, 1), List.of(key));
        final String order = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=42000"
                + "&newOrderRespType=ACK&recvWindow=5000&timestamp=" + System.currentTimeMillis();
        assertEquals(
                200,
                signed("/api/v3/order?" + order + "&signature=" + sign(order), "")
                        .status());
        final String form = order + "&newClientOrderId=in-a-form";
        assertEquals(
                200, signed("/api/v3/order", form + "&signature=" + sign(form)).status());
        assertCode(-1022, signed("/api/v3/order?" + order + "&signature=" + sign(order + "1"), ""));
        final String old = order.replace("timestamp=1", "timestamp=2");
        assertCode(-1021, signed("/api/v3/order?" + old + "&signature=" + sign(old), ""));
        assertCode(-2014, signed("/api/v3/order?" + order, ""));
        assertEquals(2, fixture.core.placed.size());
    }

    @Test
    void shouldSignAsBinancesDocumentationDoes() throws Exception {
        final String query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
                + "&timestamp=1499827319559";
        assertTrue(SignatureVerifier.hmacSha256("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j")
                .verify(
                        query.getBytes(StandardCharsets.US_ASCII),
                        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"));
    }

    @Test
    void shouldStreamByAddressAndByMessage() {
        level(Side.BUY, 4_200_000, 7500);
        try (StreamClient raw = new StreamClient(fixture.gateway.port(), "/ws/btcusdt@depth", Map.of());
                StreamClient combined = new StreamClient(
                        fixture.gateway.port(), "/stream?streams=btcusdt@trade/btcusdt@bookTicker", Map.of());
                StreamClient asking = new StreamClient(fixture.gateway.port(), "/ws", Map.of())) {
            assertEquals("btcusdt@bookTicker", combined.next().path("stream").asText());
            asking.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@depth5\"],\"id\":7}");
            assertEquals(7, asking.next().path("id").asInt());
            assertEquals("42000.00", asking.next().at("/bids/0/0").asText());
            trade(1, 4_200_000, 10, Side.SELL);
            assertEquals(
                    "42000.00",
                    combined.await(message -> message.path("stream").asText().equals("btcusdt@trade"))
                            .at("/data/p")
                            .asText());
            level(Side.SELL, 4_200_100, 5);
            JsonNode update = raw.next();
            while (update.path("a").isEmpty()) {
                final long last = update.path("u").asLong();
                update = raw.next();
                assertEquals(last + 1, update.path("U").asLong());
            }
            assertEquals("[[\"42001.00\",\"0.0005\"]]", update.path("a").toString());
        }
        try (StreamClient wrong = new StreamClient(fixture.gateway.port(), "/ws/btcusdt@nonsense", Map.of())) {
            assertEquals(1008, wrong.awaitClose());
        }
    }

    @Test
    void shouldStreamCandlesFromWhatTheStoreHas() {
        final long nowMs = System.currentTimeMillis();
        final long ordinal = CandleInterval.D1.ordinal(nowMs);
        fixture.history.candles.add(
                new Candle(ordinal, new Candle.Prices(100, 200, 50, 150), new Candle.Volumes(10, 1500, 5, 700), 3, 1));
        try (StreamClient client = new StreamClient(fixture.gateway.port(), "/ws/btcusdt@kline_1d", Map.of());
                StreamClient own = new StreamClient(fixture.gateway.port(), "/ws", Map.of())) {
            own.subscribe("ticker.BTC_USDT");
            assertEquals("2.00", own.await("ticker.BTC_USDT").path("high").asText());
            own.subscribe("kline.BTC_USDT.1d");
            assertEquals("2.00", client.next().at("/k/h").asText());
            assertEquals(3, own.await("kline.BTC_USDT.1d").path("tradeCount").asInt());
            sequence++;
            fixture.market.onUpdate(new MarketUpdate(
                    new OutputStamp(0, 0, sequence, sequence, sequence, nowMs * 1000),
                    List.of(),
                    List.of(new TradePrint(1, new Trade(4, 300, 1, 300, Side.BUY, nowMs * 1000))),
                    null));
            final JsonNode candle = client.next();
            assertEquals("3.00", candle.at("/k/h").asText());
            assertEquals(4, candle.at("/k/n").asInt());
            assertEquals("4", own.await("kline.BTC_USDT.1d").path("lastTradeId").asText());
        }
    }

    @Test
    void shouldShowAnAccount() {
        fixture.core.accounts.put(
                GatewayFixture.ALICE,
                new AccountState(9, 3, List.of(new Balance(Markets.USDT, 5_000_000, 1_000_000, 3))));
        final JsonNode account =
                fixture.get("/api/v3/account", GatewayFixture.ALICE).body();
        assertEquals("5.00", account.at("/balances/0/free").asText(), account.toString());
        assertEquals("1.00", account.at("/balances/0/locked").asText());
        assertError(401, -2014, "/api/v3/account");
    }

    private GatewayFixture.Reply signed(final String path, final String form) {
        return fixture.send(fixture.request(path, 0)
                .header("X-MBX-APIKEY", "key-1")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private static String sign(final String text) throws Exception {
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertError(final int status, final int code, final String path) {
        final GatewayFixture.Reply reply = fixture.get(path, 0);
        assertEquals(status, reply.status(), reply.body().toString());
        assertCode(code, reply);
    }

    private static void assertCode(final int code, final GatewayFixture.Reply reply) {
        assertEquals(code, reply.body().path("code").asInt(), reply.body().toString());
        assertEquals(2, reply.body().size());
    }

    private void level(final Side side, final long price, final long quantity) {
        update(List.of(new LevelChange(1, side, price, quantity)), List.of());
    }

    private void trade(final long tradeId, final long price, final long quantity, final Side takerSide) {
        final Trade trade = new Trade(tradeId, price, quantity, price * quantity, takerSide, 5_000_000);
        update(List.of(), List.of(new TradePrint(1, trade)));
    }

    private void update(final List<LevelChange> levels, final List<TradePrint> trades) {
        sequence++;
        fixture.market.onUpdate(
                new MarketUpdate(new OutputStamp(0, 0, sequence, sequence, sequence, 5_000_000), levels, trades, null));
    }
}
