package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static io.millrace.gateway.ingress.OrderRoutesTest.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.Markets;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradePrint;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferKind;
import io.millrace.gateway.trading.TransferResult;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TransferAndReadRoutesTest {
    private static final String DEPOSIT =
            "{\"requestId\":\"dep-2026-0001\",\"userId\":\"1001\",\"asset\":\"USDT\",\"amount\":\"50000.00\"}";

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
    void shouldApplyTransferOnce() {
        final Reply first = fixture.post("/transfer_in", ALICE, DEPOSIT);
        assertEquals(200, first.status(), first.body().toString());
        assertEquals("APPLIED", first.text("status"));
        assertEquals("50000.00", first.text("amount"));
        assertEquals("50000.00", first.text("available"));
        assertEquals("0.00", first.text("held"));
        assertEquals("2001", first.text("seq"));
        assertEquals(1_767_225_500_000L, first.body().get("ts").asLong());
        final Reply again = fixture.post("/api/v1/transfer_in", ALICE, DEPOSIT);
        assertEquals(200, again.status());
        assertEquals("true", again.header("Idempotent-Replayed"));
        assertEquals("50000.00", again.text("available"));
        assertProblem(
                fixture.post("/transfer_in", ALICE, DEPOSIT.replace("50000", "50001")),
                ErrorCode.REQUEST_ID_REUSED,
                "REJECTED");
    }

    @Test
    void shouldRefuseTransferThatIsNotCovered() {
        assertProblem(fixture.post("/transfer_out", ALICE, DEPOSIT), ErrorCode.INSUFFICIENT_BALANCE, "REJECTED");
    }

    @Test
    void shouldAnswer202WhenResultIsNotSeen() {
        fixture.transfers.pending = true;
        final Reply reply = fixture.post("/transfer_in", ALICE, DEPOSIT);
        assertEquals(202, reply.status());
        assertEquals("PENDING", reply.text("status"));
        assertEquals("dep-2026-0001", reply.text("requestId"));
    }

    @Test
    void shouldTakeUserOfTransferFromBodyButNeverAnothers() {
        assertEquals(200, fixture.post("/transfer_in", 0, DEPOSIT).status());
        assertProblem(fixture.post("/transfer_in", BOB, DEPOSIT), ErrorCode.NO_PERMISSION, "NOT_SENT");
    }

    @Test
    void shouldRefuseBadTransferByName() {
        assertProblem(
                fixture.post("/transfer_in", ALICE, DEPOSIT.replace("50000.00", "0.0000001")),
                ErrorCode.BAD_PRECISION,
                "NOT_SENT");
        assertProblem(
                fixture.post("/transfer_in", ALICE, DEPOSIT.replace("USDT", "DOGE")), ErrorCode.BAD_SYMBOL, "NOT_SENT");
        assertProblem(
                fixture.post("/transfer_in", ALICE, DEPOSIT.replace("\"1001\"", "1001")),
                ErrorCode.BAD_FORMAT,
                "NOT_SENT");
        assertProblem(fixture.post("/transfer_in", ALICE, "nonsense"), ErrorCode.MALFORMED_JSON, "NOT_SENT");
    }

    @Test
    void shouldTellWhatBecameOfTransfer() {
        final Transfer transfer = new Transfer("t-1", TransferKind.IN, ALICE, Markets.USDT, 5_000_000);
        fixture.store.transfers.put(
                "1001/t-1",
                new TransferResult(transfer, TransferResult.Status.APPLIED, "NONE", false, 7_000_000, 0, 9, 1_000));
        final Reply reply = fixture.get("/api/v1/transfers/t-1", ALICE);
        assertEquals("APPLIED", reply.text("status"));
        assertEquals("7.00", reply.text("available"));
        assertEquals("5000", reply.header("X-Seq"));
        assertProblem(fixture.get("/api/v1/transfers/t-1", BOB), ErrorCode.TRANSFER_NOT_FOUND, "REJECTED");
    }

    @Test
    void shouldShowBalances() {
        fixture.store.balances.put(ALICE, List.of(new Balance(Markets.BTC, 24_975_000, 100_000_000, 12)));
        for (final String path : List.of("/balances", "/api/v1/balances")) {
            final Reply reply = fixture.get(path, ALICE);
            assertEquals("1001", reply.text("userId"));
            assertEquals("5000", reply.text("seq"));
            assertEquals("0.24975", reply.body().at("/balances/0/available").asText());
            assertEquals("1.00", reply.body().at("/balances/0/held").asText());
            assertEquals("1.24975", reply.body().at("/balances/0/total").asText());
            assertEquals("12", reply.body().at("/balances/0/accountSequence").asText());
        }
        assertEquals("1.00", fixture.get("/api/v1/balances/BTC", ALICE).text("held"));
        assertEquals("0.00", fixture.get("/api/v1/balances/USDT", ALICE).text("total"));
        assertEquals(0, fixture.get("/balances", BOB).body().get("balances").size());
    }

    @Test
    void shouldWaitForMinSeqAndThenSayThatTheReadIsStale() throws Exception {
        assertProblem(fixture.get("/balances?minSeq=5001", ALICE), ErrorCode.STALE_READ, "NOT_SENT");
        final Thread settlement = new Thread(() -> fixture.store.coreSequence = 6000);
        settlement.start();
        assertEquals("6000", fixture.get("/balances?minSeq=6000", ALICE).header("X-Seq"));
        settlement.join();
    }

    @Test
    void shouldShowDepthWithChecksum() {
        level(Side.SELL, 4_200_150, 3_000, 1);
        level(Side.SELL, 4_200_200, 10_000, 2);
        level(Side.BUY, 4_200_000, 7_500, 3);
        level(Side.BUY, 4_199_950, 20_000, 4);
        level(Side.BUY, 4_199_000, 20_000, 5);
        level(Side.BUY, 4_199_000, 0, 6);
        final Reply reply = fixture.get("/api/v1/depth?symbol=BTC_USDT", 0);
        assertEquals("6", reply.text("seq"));
        assertEquals(
                "[[\"42000.00\",\"0.7500\"],[\"41999.50\",\"2.0000\"]]",
                reply.body().get("bids").toString());
        assertEquals(
                "[[\"42001.50\",\"0.3000\"],[\"42002.00\",\"1.0000\"]]",
                reply.body().get("asks").toString());
        assertEquals(
                DepthChecksum.crc32("42001.50:0.3000|42002.00:1.0000#42000.00:0.7500|41999.50:2.0000"),
                reply.body().get("checksum").asLong());
        assertEquals(
                1,
                fixture.get("/api/v1/depth?symbol=BTC_USDT&limit=1", 0)
                        .body()
                        .get("bids")
                        .size());
        assertEquals("42001.50", fixture.get("/api/v1/bbo?symbol=BTC_USDT", 0).text("askPrice"));
    }

    @Test
    void shouldComputeChecksumOfTheContract() {
        assertEquals(2385203073L, DepthChecksum.crc32("42001.50:0.300|42002.00:1.000#42000.00:0.750|41999.50:2.000"));
    }

    @Test
    void shouldPageTradesFromFeedIntoStore() {
        fixture.store.trades = List.of(trade(3), trade(2), trade(1));
        for (long id = 4; id <= 5; id++) {
            fixture.market.onUpdate(
                    new MarketUpdate(stamp(id), List.of(), List.of(new TradePrint(1, trade(id))), null));
        }
        final Reply all = fixture.get("/api/v1/trades?symbol=BTC_USDT", 0);
        assertEquals(5, all.body().get("trades").size());
        assertEquals("5", all.body().at("/trades/0/tradeId").asText());
        assertEquals("42000.00", all.body().at("/trades/0/price").asText());
        final Reply first = fixture.get("/api/v1/trades?symbol=BTC_USDT&limit=3", 0);
        assertEquals("3", first.body().at("/trades/2/tradeId").asText());
        final Reply second =
                fixture.get("/api/v1/trades?symbol=BTC_USDT&limit=3&cursor=" + first.text("nextCursor"), 0);
        assertEquals(2, second.body().get("trades").size());
        assertEquals("2", second.body().at("/trades/0/tradeId").asText());
        assertFalse(second.body().has("nextCursor"));
    }

    @Test
    void shouldDescribeTheExchange() {
        final Reply reply = fixture.get("/api/v1/exchange_info", 0);
        assertEquals("BTC_USDT", reply.body().at("/symbols/0/symbol").asText());
        assertEquals("0.01", reply.body().at("/symbols/0/tickSize").asText());
        assertEquals("0.0001", reply.body().at("/symbols/0/lotSize").asText());
        assertEquals(200, fixture.get("/api/v1/ping", 0).status());
        assertTrue(fixture.get("/api/v1/time", 0).body().get("serverTime").asLong() > 1_700_000_000_000L);
        assertTrue(fixture.get("/api/v1/time?timeUnit=us", 0)
                        .body()
                        .get("serverTime")
                        .asLong()
                > 1_700_000_000_000_000L);
        assertEquals(
                ErrorCode.values().length,
                fixture.get("/api/v1/errors", 0).body().get("errors").size());
    }

    @Test
    void shouldSayWhatIsNotReady() {
        assertEquals(200, fixture.get("/healthz", 0).status());
        assertEquals(200, fixture.get("/readyz", 0).status());
        fixture.store.connected = false;
        final Reply reply = fixture.get("/readyz", 0);
        assertEquals(503, reply.status());
        assertFalse(reply.body().at("/dependencies/store/ready").asBoolean(true));
        assertTrue(reply.body().at("/dependencies/ubscore/ready").asBoolean());
        assertProblem(fixture.get("/balances", ALICE), ErrorCode.NOT_READY, "NOT_SENT");
    }

    @Test
    void shouldRefuseWhatIsNoRoute() {
        assertProblem(fixture.get("/nowhere", 0), ErrorCode.ROUTE_NOT_FOUND, "NOT_SENT");
        final Reply reply = fixture.delete("/orders", ALICE);
        assertProblem(reply, ErrorCode.METHOD_NOT_ALLOWED, "NOT_SENT");
        assertEquals("POST", reply.header("Allow"));
        assertProblem(fixture.get("/balances?foo=1", ALICE), ErrorCode.UNKNOWN_FIELD, "NOT_SENT");
        assertProblem(fixture.get("/balances?minSeq=-1", ALICE), ErrorCode.BAD_FORMAT, "NOT_SENT");
        assertProblem(fixture.get("/api/v1/depth", 0), ErrorCode.MISSING_FIELD, "NOT_SENT");
        assertProblem(fixture.get("/api/v1/depth?symbol=NO", 0), ErrorCode.BAD_SYMBOL, "NOT_SENT");
    }

    @Test
    void shouldRefuseBodiesThatAreTooLongOrNotJson() {
        assertProblem(
                fixture.post("/transfer_in", ALICE, DEPOSIT + " ".repeat(20_000)),
                ErrorCode.BODY_TOO_LARGE,
                "NOT_SENT");
        final HttpRequest chunked = fixture.request("/transfer_in", ALICE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArray(new byte[20_000])))
                .build();
        assertProblem(fixture.send(chunked), ErrorCode.BODY_TOO_LARGE, "NOT_SENT");
        final HttpRequest form = fixture.request("/transfer_in", ALICE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(DEPOSIT))
                .build();
        assertProblem(fixture.send(form), ErrorCode.UNSUPPORTED_MEDIA_TYPE, "NOT_SENT");
    }

    @Test
    void shouldEchoGoodRequestIdAndReplaceBad() {
        final Reply good = fixture.send(fixture.request("/nowhere", 0)
                .header("X-Request-Id", "abc-1")
                .GET()
                .build());
        assertEquals("abc-1", good.header("X-Request-Id"));
        assertEquals("abc-1", good.text("requestId"));
        final Reply bad = fixture.send(fixture.request("/nowhere", 0)
                .header("X-Request-Id", "a b<")
                .GET()
                .build());
        assertFalse(bad.header("X-Request-Id").contains("<"));
    }

    private void level(final Side side, final long price, final long quantity, final long sequence) {
        fixture.market.onUpdate(
                new MarketUpdate(stamp(sequence), List.of(new LevelChange(1, side, price, quantity)), List.of(), null));
    }

    private static OutputStamp stamp(final long sequence) {
        return new OutputStamp(0, 0, sequence, sequence, sequence, 9_000);
    }

    private static Trade trade(final long id) {
        return new Trade(id, 4_200_000, 2_500, 10_500_000_000L, Side.BUY, 1_000);
    }
}
