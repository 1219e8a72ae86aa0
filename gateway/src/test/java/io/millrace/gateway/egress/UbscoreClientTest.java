package io.millrace.gateway.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.trading.AccountState;
import io.millrace.gateway.trading.AdminCommand;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.CommandResult;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Grid;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Limits;
import io.millrace.gateway.trading.Markets;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OpenOrders;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.gateway.trading.OrderType;
import io.millrace.gateway.trading.Outcome;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.StpMode;
import io.millrace.gateway.trading.TimeInForce;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against the real UBSCore, which comes and goes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UbscoreClientTest {
    private static final long USER = 1001;
    private static final int USDT = 3;

    @TempDir
    Path directory;

    @Test
    void shouldTradeThroughRestartsOfUbscore() throws Exception {
        try (UbscoreNode node = new UbscoreNode(directory)) {
            node.start();
            try (UbscoreClient client = new UbscoreClient(node.settings(30_000))) {
                await(() -> client.isConnected() && !client.reference().isEmpty());
                final Instrument instrument = client.reference().instrument("BTC_USDT");
                assertNotNull(instrument);
                assertEquals(1000, instrument.limits().takerFeePpm());
                assertEquals("0.0001", Decimals.quantityText(1, instrument));
                shouldPlaceAndFind(node, client, instrument);
                shouldTakeEveryAdminCommand(client, instrument);
                shouldCarryOrdersOverRestart(node, client, instrument);
            }
        }
    }

    private static void shouldPlaceAndFind(
            final UbscoreNode node, final UbscoreClient client, final Instrument instrument) throws Exception {
        assertEquals(
                "INSUFFICIENT_BALANCE",
                answer(client.place(order(instrument, "a", 1))).reason());
        node.transferIn(USER, USDT, 1_000_000_000_000L, 1);
        await(() -> uncheckedAnswer(client.place(order(instrument, "b-" + System.nanoTime(), 1)))
                .accepted());
        final CommandResult first = answer(client.place(order(instrument, "c", 10)));
        assertTrue(first.accepted(), first.toString());
        assertFalse(first.replayed());
        assertTrue(first.stamp().orderSequence() > 0);
        final CommandResult again = answer(client.place(order(instrument, "c", 10)));
        assertTrue(again.replayed());
        assertEquals(first.key().orderId(), again.key().orderId());
        final CommandResult other = answer(client.place(order(instrument, "c", 11)));
        assertEquals("DUPLICATE_CLIENT_ORDER_ID", other.reason());
        assertEquals(first.key().orderId(), other.key().orderId());
        final OpenOrders open = answer(client.openOrders(USER, instrument.instrumentId()));
        assertTrue(open.orders().stream()
                .anyMatch(view -> view.orderId() == first.key().orderId()));
        final OpenOrders one = answer(client.order(OrderKey.of(USER, "c")));
        assertEquals(first.key().orderId(), one.orders().get(0).orderId());
        assertTrue(answer(client.order(OrderKey.of(USER + 1, first.key().orderId())))
                .orders()
                .isEmpty());
        assertTrue(
                answer(client.cancel(OrderKey.of(USER, first.key().orderId()))).accepted());
        assertEquals(
                "ORDER_NOT_FOUND",
                answer(client.cancel(OrderKey.of(USER, 999_999))).reason());
    }

    private static void shouldTakeEveryAdminCommand(final UbscoreClient client, final Instrument instrument)
            throws Exception {
        final Asset asset = new Asset(90, "NEW", 8);
        final Asset quote = instrument.quote();
        final Instrument listed = new Instrument(
                90,
                "NEW_USDT",
                asset,
                quote,
                1,
                "HALTED",
                new Grid(2, 1, 10_000, 1),
                new Limits(1, 1_000_000, 1, 1_000_000_000, 1_000_000, 100_000, -50, 200));
        for (final AdminCommand command : List.of(
                new AdminCommand.DefineAsset(asset),
                new AdminCommand.DefineInstrument(listed, 50_000),
                new AdminCommand.SetInstrumentState(90, "OPEN"),
                new AdminCommand.SetFeeTier(1, 90, -10, 100),
                new AdminCommand.SetUserTier(USER, 1),
                new AdminCommand.SetUserLimits(USER, 100),
                new AdminCommand.SetOrderLimit(USER, 90, 1000, 0),
                new AdminCommand.SetWithdrawalLimit(USER, USDT, 5_000_000),
                new AdminCommand.SetWithdrawalLimit(0, USDT, -1),
                new AdminCommand.SetUserState(USER, true, false),
                new AdminCommand.SetUserState(USER, false, false),
                new AdminCommand.SetKillSwitch(true, false),
                new AdminCommand.PutApiKey(USER, "key-1", 1, 3, new byte[32], "10.0.0.0/8", 0),
                new AdminCommand.RevokeApiKey(USER, "key-1"))) {
            final CommandResult result = answer(client.admin(command));
            assertTrue(result.accepted(), command + " " + result);
        }
        assertEquals(
                "KILL_SWITCH",
                answer(client.place(order(instrument, "killed", 1))).reason());
        assertTrue(answer(client.admin(new AdminCommand.SetKillSwitch(false, false)))
                .accepted());
        assertEquals(
                "BAD_DEFINITION",
                answer(client.admin(new AdminCommand.PutApiKey(USER, "key-2", 1, 0, new byte[32], "", 0)))
                        .reason());
        client.refreshReference();
        await(() -> client.reference().instrument("NEW_USDT") != null
                && client.reference().instrument("NEW_USDT").equals(withState(listed, "OPEN")));
        final AccountState account = answer(client.account(USER));
        assertTrue(account.balances().stream()
                .anyMatch(balance -> balance.asset().symbol().equals("USDT") && balance.available() > 0));
        assertTrue(account.accountSequence() > 0, account.toString());
    }

    private static Instrument withState(final Instrument instrument, final String state) {
        return new Instrument(
                instrument.instrumentId(),
                instrument.symbol(),
                instrument.base(),
                instrument.quote(),
                instrument.lane(),
                state,
                instrument.grid(),
                instrument.limits());
    }

    private static void shouldCarryOrdersOverRestart(
            final UbscoreNode node, final UbscoreClient client, final Instrument instrument) throws Exception {
        node.stop();
        await(() -> !client.isConnected());
        final List<CompletableFuture<CommandResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(client.place(order(instrument, "restart-" + i, 1)).toCompletableFuture());
        }
        node.start();
        for (final CompletableFuture<CommandResult> future : waiting) {
            assertTrue(future.get(60, TimeUnit.SECONDS).accepted());
        }
        await(client::isConnected);
    }

    @Test
    void shouldPromiseThatNothingWasSentWhileUbscoreIsAway() throws Exception {
        try (UbscoreNode node = new UbscoreNode(directory);
                UbscoreClient client = new UbscoreClient(node.settings(300))) {
            final Instrument instrument = Markets.BTC_USDT;
            final Refusal refusal = refusal(client.place(order(instrument, "a", 1)));
            assertEquals(ErrorCode.NOT_READY, refusal.error());
            assertEquals(Outcome.NOT_SENT, refusal.outcome());
        }
    }

    @Test
    void shouldRefuseAtOnceWhatDoesNotFitItsQueues() throws Exception {
        try (UbscoreNode node = new UbscoreNode(directory);
                UbscoreClient client = new UbscoreClient(node.settings(60_000))) {
            final Instrument instrument = Markets.BTC_USDT;
            Refusal refusal = null;
            for (int i = 0; i < 1000 && refusal == null; i++) {
                final CompletionStage<CommandResult> stage = client.place(order(instrument, "id-" + i, 1));
                refusal = stage.toCompletableFuture().isCompletedExceptionally() ? refusal(stage) : null;
            }
            assertNotNull(refusal);
            assertEquals(ErrorCode.BACKPRESSURE, refusal.error());
            assertEquals(Outcome.NOT_SENT, refusal.outcome());
        }
    }

    private static NewOrder order(final Instrument instrument, final String clientOrderId, final long quantity) {
        return new NewOrder(
                USER,
                clientOrderId,
                instrument,
                Side.BUY,
                OrderType.LIMIT,
                TimeInForce.GTC,
                StpMode.NONE,
                OrderTerms.limit(100, quantity));
    }

    private static <T> T answer(final CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(35, TimeUnit.SECONDS);
    }

    private static <T> T uncheckedAnswer(final CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Refusal refusal(final CompletionStage<?> stage) {
        return (Refusal) assertThrows(ExecutionException.class, () -> stage.toCompletableFuture()
                        .get(30, TimeUnit.SECONDS))
                .getCause();
    }

    private static void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "condition is not met in time");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
