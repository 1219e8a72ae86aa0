package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.stream.ClientBook;
import io.millrace.gateway.stream.StreamClient;
import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.MarketUpdate;
import io.millrace.gateway.trading.Markets;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.OutputStamp;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradePrint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams over real sockets; what the engine and UBSCore say is put in by hand. */
@Timeout(120)
class StreamTest {
    private static final String DEPTH = "depth.BTC_USDT";

    private final GatewayFixture fixture = new GatewayFixture();
    private final List<StreamClient> clients = new ArrayList<>();
    private long sequence;
    private long lastTradeId;

    @AfterEach
    void close() {
        clients.forEach(StreamClient::close);
        fixture.close();
    }

    @Test
    void shouldTellABookByASnapshotAndContiguousUpdates() {
        level(Side.BUY, 4_200_000, 7500);
        final StreamClient client = client();
        assertEquals(DEPTH, client.subscribe(DEPTH).at("/result/channels/0").asText());
        final JsonNode snapshot = client.await(DEPTH);
        assertEquals("snapshot", snapshot.path("type").asText());
        assertEquals("[[\"42000.00\",\"0.7500\"]]", snapshot.path("bids").toString());
        assertEquals("1", snapshot.path("seq").asText());
        assertFalse(snapshot.has("reason"));
        level(Side.BUY, 4_200_000, 0);
        final JsonNode update = client.await(DEPTH);
        assertEquals("update", update.path("type").asText());
        assertEquals("1", update.path("prevSeq").asText());
        assertEquals("2", update.path("seq").asText());
        assertEquals("[[\"42000.00\",\"0\"]]", update.path("bids").toString());
        assertEquals(DepthChecksum.crc32("#"), update.path("checksum").asLong());
    }

    @Test
    void shouldAnswerResyncWithASnapshotThatTheNextUpdateFits() {
        final StreamClient client = client();
        client.subscribe(DEPTH);
        client.await(DEPTH);
        level(Side.SELL, 4_200_100, 5);
        client.ask("resync", "{\"channels\":[\"" + DEPTH + "\"]}");
        final JsonNode snapshot =
                client.await(message -> message.path("reason").asText().equals("resync"));
        level(Side.SELL, 4_200_200, 5);
        final JsonNode update = client.await(DEPTH);
        assertEquals(snapshot.path("seq").asText(), update.path("prevSeq").asText());
    }

    @Test
    void shouldTellTradesBestPricesAndStatus() {
        trade(4_200_000, 10);
        final StreamClient client = client();
        client.subscribe("trades.BTC_USDT", "bbo.BTC_USDT", "status", "heartbeat");
        final JsonNode first = client.await("trades.BTC_USDT");
        assertEquals("1", first.at("/trades/0/tradeId").asText());
        assertEquals("snapshot", client.await("bbo.BTC_USDT").path("type").asText());
        trade(4_200_100, 20);
        final JsonNode second = client.await("trades.BTC_USDT");
        assertEquals("update", second.path("type").asText());
        assertEquals("1", second.path("prevTradeId").asText());
        assertEquals("0.0020", second.at("/trades/0/quantity").asText());
        level(Side.SELL, 4_200_300, 7);
        final JsonNode best = client.await("bbo.BTC_USDT");
        assertEquals("42003.00", best.path("askPrice").asText());
        assertEquals("3", client.await("heartbeat").at("/seqs/bbo.BTC_USDT").asText());
        fixture.market.live(false);
        assertFalse(client.await(message -> message.path("channel").asText().equals("status")
                        && message.path("type").asText().equals("update"))
                .path("live")
                .asBoolean());
    }

    @Test
    void shouldRefuseByNameWhatIsNotAControlMessage() {
        final StreamClient client = client();
        assertEquals("BAD_SYMBOL", error(client.subscribe("depth.NO_SUCH")));
        assertEquals("BAD_FORMAT", error(client.subscribe("depths.BTC_USDT")));
        assertEquals("BAD_KEY", error(client.subscribe("orders")));
        assertEquals("BAD_FORMAT", error(client.ask("shout", "{}")));
        assertEquals("UNKNOWN_FIELD", errorOf(client, "{\"id\":1,\"method\":\"list\",\"more\":1}"));
        assertEquals("MALFORMED_JSON", errorOf(client, "{\"id\":1,"));
        assertEquals("MALFORMED_JSON", errorOf(client, "[]"));
        assertEquals("MISSING_FIELD", errorOf(client, "{\"id\":1,\"method\":\"subscribe\"}"));
    }

    @Test
    void shouldLimitControlMessagesAndEndWhoDoesNotListen() {
        final StreamClient client = client();
        for (int i = 0; i < 11; i++) {
            client.send("{\"id\":" + i + ",\"method\":\"ping\"}");
        }
        assertEquals("RATE_LIMITED", error(client.await(message -> message.has("error"))));
        for (int i = 0; i < 1000; i++) {
            client.send("{\"id\":" + i + ",\"method\":\"ping\"}");
        }
        assertEquals(1008, client.awaitClose());
    }

    @Test
    void shouldTellAUserItsOwnOrdersFillsAndBalances() {
        final StreamClient alice = user(GatewayFixture.ALICE);
        final StreamClient bob = user(GatewayFixture.BOB);
        alice.subscribe("orders", "fills", "balances");
        bob.subscribe("balances");
        fixture.accounts.onEvent(fill(GatewayFixture.ALICE, 7));
        fixture.accounts.onEvent(transfer(GatewayFixture.BOB, 3));
        final JsonNode order = alice.await("orders");
        assertEquals("7", order.path("accountSequence").asText());
        assertEquals("6", order.path("prevAccountSequence").asText());
        assertEquals("FILLED", order.path("status").asText());
        assertEquals("42000.00", order.path("lastPrice").asText());
        final JsonNode fill = alice.await("fills");
        assertEquals("0.00000001", fill.path("fee").asText());
        assertEquals("BTC", fill.path("feeAsset").asText());
        assertEquals(
                "0.0001", alice.await("balances").at("/balances/0/available").asText());
        final JsonNode bobs = bob.next();
        assertEquals("dep-1", bobs.path("requestId").asText());
        fixture.accounts.onEvent(transfer(GatewayFixture.ALICE, 8));
        assertEquals("7", alice.await("balances").path("prevAccountSequence").asText());
    }

    @Test
    void shouldResumeFromAnAccountSequenceWithoutGapOrRepetition() {
        for (int i = 1; i <= 2000; i++) {
            fixture.accountHistory.events.add(transfer(GatewayFixture.ALICE, i));
        }
        final StreamClient client = user(GatewayFixture.ALICE);
        final JsonNode answer = client.ask("subscribe", "{\"channels\":[\"balances\"],\"fromAccountSequence\":\"10\"}");
        assertTrue(answer.has("result"), answer.toString());
        for (int i = 1999; i <= 2100; i++) {
            fixture.accounts.onEvent(transfer(GatewayFixture.ALICE, i));
        }
        for (int i = 11; i <= 2100; i++) {
            final JsonNode message = client.await("balances");
            assertEquals(i, message.path("accountSequence").asInt());
            assertEquals(i - 1, message.path("prevAccountSequence").asInt());
        }
    }

    @Test
    void shouldEndAPrivateStreamThatMissedEvents() {
        final StreamClient client = user(GatewayFixture.ALICE);
        client.subscribe("balances");
        fixture.accounts.onEvent(transfer(GatewayFixture.ALICE, 1));
        fixture.accounts.onEvent(transfer(GatewayFixture.ALICE, 3));
        assertEquals(1013, client.awaitClose());
    }

    @Test
    void shouldEndAPrivateStreamThatIsNotReadAndKeepNothingBack() {
        final StreamClient client = user(GatewayFixture.ALICE);
        client.subscribe("balances");
        int count = 0;
        // The socket's buffers first, then the bounded queue.
        while (fixture.gateway.streamConnections() > 0 && count < 200_000) {
            fixture.accounts.onEvent(transfer(GatewayFixture.ALICE, ++count));
            if (count % 200 == 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        int told = 0;
        for (JsonNode message = client.next(); message != null; message = client.next()) {
            assertEquals(++told, message.path("accountSequence").asInt());
        }
        assertTrue(told < count, "told=" + told);
    }

    @Test
    void shouldCancelOrdersOnDisconnectOnlyIfAsked() {
        final StreamClient careless = user(GatewayFixture.BOB);
        careless.ask("auth", "{}");
        careless.close();
        final StreamClient careful = user(GatewayFixture.ALICE);
        assertTrue(careful.ask("auth", "{\"cancelOnDisconnect\":true}")
                .at("/result/cancelOnDisconnect")
                .asBoolean());
        careful.close();
        awaitTrue(() -> fixture.core.massCancels.contains(GatewayFixture.ALICE));
        assertEquals(List.of(GatewayFixture.ALICE), fixture.core.massCancels);
    }

    @Test
    void shouldGiveASlowReaderANewSnapshotAndOthersEverything() {
        final StreamClient slow = client();
        final StreamClient fast = client();
        final ClientBook slowBook = new ClientBook();
        final ClientBook fastBook = new ClientBook();
        slow.subscribe(DEPTH);
        fast.subscribe(DEPTH);
        final Random random = new Random(5);
        int count = 0;
        while (count % 100 != 0 || fixture.counter("millrace_gateway_stream_slow_consumers") == 0) {
            randomLevels(random);
            count++;
            fastBook.onMessage(fast.await(DEPTH));
        }
        while (slowBook.reasons.getOrDefault("slow_consumer", 0) == 0) {
            assertEquals(ClientBook.Next.GO_ON, slowBook.onMessage(slow.await(DEPTH)));
        }
        randomLevels(random);
        while (slowBook.sequence() < sequence) {
            assertEquals(ClientBook.Next.GO_ON, slowBook.onMessage(slow.await(DEPTH)));
        }
        while (fastBook.sequence() < sequence) {
            assertEquals(ClientBook.Next.GO_ON, fastBook.onMessage(fast.await(DEPTH)));
        }
        assertEquals(fastBook.text(), slowBook.text());
        assertEquals(1, fastBook.reasons.size());
    }

    @Test
    void shouldSayGoodByeBeforeItGoes() {
        final StreamClient client = client();
        client.subscribe(DEPTH);
        fixture.gateway.close();
        assertEquals(
                "serverShutdown",
                client.await(message -> message.has("type") && !message.has("channel"))
                        .path("type")
                        .asText());
        assertEquals(1012, client.awaitClose());
    }

    @Test
    void shouldNotBelieveANameFromAPageOfAnotherOrigin() {
        final StreamClient client =
                new StreamClient(fixture.gateway.port(), "/ws", Map.of("Origin", "https://elsewhere.example"));
        clients.add(client);
        assertEquals("NO_PERMISSION", error(client.ask("auth", "{\"userId\":\"1001\"}")));
        assertEquals("BAD_KEY", error(client.subscribe("orders")));
    }

    private static void awaitTrue(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void randomLevels(final Random random) {
        final List<LevelChange> levels = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            final Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
            final long price = 4_200_000 + (side == Side.BUY ? -1 : 1) * (1 + random.nextInt(400));
            levels.add(new LevelChange(1, side, price, random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(100_000)));
        }
        update(levels, List.of());
    }

    private StreamClient user(final long userId) {
        final StreamClient client =
                new StreamClient(fixture.gateway.port(), "/ws", Map.of("X-User-Id", Long.toString(userId)));
        clients.add(client);
        return client;
    }

    private static AccountEvent transfer(final long userId, final long accountSequence) {
        return new AccountEvent(
                userId,
                accountSequence,
                accountSequence,
                5_000_000,
                "TRANSFER_IN",
                null,
                "dep-1",
                List.of(new AccountEvent.Change(3, 1_000_000, 0, accountSequence * 1_000_000, 0)));
    }

    private static AccountEvent fill(final long userId, final long accountSequence) {
        final AccountEvent.FillPart fill =
                new AccountEvent.FillPart(9, Side.BUY, 4_200_000, 1, Markets.BTC.assetId(), 1, "TAKER");
        return new AccountEvent(
                userId,
                accountSequence,
                accountSequence,
                5_000_000,
                "FILL",
                new AccountEvent.OrderPart(55, 1, OrderStatus.FILLED, "FILLED", 0, 0, 0, fill),
                "",
                List.of(new AccountEvent.Change(1, 9_999, 0, 10_000, 0)));
    }

    private StreamClient client() {
        final StreamClient client = new StreamClient(fixture.gateway.port(), "/ws", Map.of());
        clients.add(client);
        return client;
    }

    private static String errorOf(final StreamClient client, final String text) {
        client.send(text);
        return error(client.await(message -> message.has("error")));
    }

    private static String error(final JsonNode answer) {
        return answer.at("/error/error").asText(null);
    }

    private void level(final Side side, final long price, final long quantity) {
        update(List.of(new LevelChange(1, side, price, quantity)), List.of());
    }

    private void trade(final long price, final long quantity) {
        final Trade trade = new Trade(++lastTradeId, price, quantity, price * quantity, Side.BUY, 5_000_000);
        update(List.of(), List.of(new TradePrint(1, trade)));
    }

    private void update(final List<LevelChange> levels, final List<TradePrint> trades) {
        sequence++;
        fixture.market.onUpdate(
                new MarketUpdate(new OutputStamp(0, 0, sequence, sequence, sequence, 5_000_000), levels, trades, null));
    }
}
