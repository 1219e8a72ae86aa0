package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the core promises a client, one rule a test; everything at once is {@link TwinTest}'s. */
class BalanceCoreTest {
    private static final long USER = 1001;
    private static final long HOUR_US = 3_600_000_000L;

    private final CoreConfig config = Exchange.config();
    private Exchange exchange;

    @BeforeEach
    void open() {
        config.ordersMax = 8;
        config.orderIdsMax = 16;
        config.transferIdsMax = 16;
        exchange = new Exchange(config);
        exchange.transfer(TransferKind.IN, USER, Exchange.USDT, 1_000_000);
        exchange.take();
    }

    private NewOrder order(final long price, final long quantity, final String clientOrderId) {
        final NewOrder order = exchange.limit(USER, Exchange.BTC_USDT, Side.BUY, price, quantity);
        order.clientOrderId.set(clientOrderId);
        return order;
    }

    private static void assertReply(final String start, final String reply) {
        assertTrue(reply.startsWith("reply " + start), reply);
    }

    @Test
    void shouldAnswerARepeatedOrderAsTheFirstTime() {
        final NewOrder order = order(100, 10, "a");
        final String first = exchange.place(order);
        assertReply("ACCEPTED NONE replayed=false status=PENDING_NEW", first);
        exchange.take();
        exchange.nowUs += HOUR_US;
        assertEquals(first.replace("replayed=false", "replayed=true"), exchange.place(order));
        assertEquals(1, exchange.take().size());
        assertEquals("3:999000/1000", exchange.balances(USER));
    }

    @Test
    void shouldRefuseAnIdWithOtherContentAndNameTheOrderThatHasIt() {
        exchange.place(order(100, 10, "a"));
        final String reply = exchange.place(order(100, 11, "a"));
        assertReply("REJECTED DUPLICATE_CLIENT_ORDER_ID replayed=false status=PENDING_NEW", reply);
        assertTrue(reply.contains(" order=1 "), reply);
    }

    @Test
    void shouldRememberARejectionAndItsReason() {
        final NewOrder order = order(1_000_000, 10, "a");
        assertReply("REJECTED INSUFFICIENT_BALANCE replayed=false", exchange.place(order));
        exchange.transfer(TransferKind.IN, USER, Exchange.USDT, 100_000_000);
        assertReply("REJECTED INSUFFICIENT_BALANCE replayed=true status=REJECTED", exchange.place(order));
        final OrderView view = new OrderView();
        assertTrue(exchange.core.findOrder(USER, 0, order.clientOrderId, view));
        assertEquals(0, view.orderId);
        assertEquals(OrderStatus.REJECTED, view.status);
        assertEquals(Reason.INSUFFICIENT_BALANCE, view.reason);
    }

    @Test
    void shouldKnowAnOrderByItsClientIdFromNeverSeenToFinal() {
        final NewOrder order = order(100, 10, "a");
        final OrderView view = new OrderView();
        assertFalse(exchange.core.findOrder(USER, 0, order.clientOrderId, view));
        exchange.place(order);
        assertTrue(exchange.core.findOrder(USER, 0, order.clientOrderId, view));
        assertEquals(OrderStatus.PENDING_NEW, view.status);
        close();
        assertTrue(exchange.core.findOrder(USER, 0, order.clientOrderId, view));
        assertEquals(OrderStatus.CANCELED, view.status);
        assertEquals(Reason.USER, view.reason);
        assertFalse(exchange.core.findOrder(USER + 1, 1, order.clientOrderId, view));
    }

    /** Order 1 is cancelled by its user, and the engine says so. */
    private void close() {
        exchange.cancel(USER, 1);
        exchange.quiet(0);
        exchange.quiet(0);
        exchange.core.beginOutput(exchange.next(0, 0, 1), exchange.now());
        final OutputOrder order = exchange.order;
        order.orderId = 1;
        order.userId = USER;
        order.status = OrderStatus.CANCELED;
        order.reason = Reason.USER;
        order.remainingQuantity = 10;
        exchange.core.applyOrder(order);
        exchange.core.endOutput();
    }

    @Test
    void shouldReleaseWhatIsLeftWhenAnOrderIsCancelled() {
        exchange.place(order(100, 10, "a"));
        close();
        assertEquals("3:1000000/0", exchange.balances(USER));
        assertReply("REJECTED ORDER_ALREADY_FINAL replayed=false status=CANCELED", exchange.cancel(USER, 1));
        assertReply("REJECTED ORDER_NOT_FOUND replayed=false status=NONE", exchange.cancel(USER, 2));
        assertReply("REJECTED ORDER_NOT_FOUND replayed=false status=NONE", exchange.cancel(USER + 1, 1));
    }

    @Test
    void shouldRefuseWhatIsOlderThanTheWindowOrFromTheFuture() {
        final NewOrder order = order(100, 10, "a");
        order.requestTimeUs = exchange.nowUs - config.windowUs;
        assertReply("REJECTED STALE_REQUEST", exchange.place(order));
        order.requestTimeUs = exchange.nowUs + CoreConfig.CLOCK_SKEW_MAX_US + 2;
        assertReply("REJECTED STALE_REQUEST", exchange.place(order));
        order.requestTimeUs = exchange.nowUs + CoreConfig.CLOCK_SKEW_MAX_US;
        assertReply("ACCEPTED", exchange.place(order));
    }

    @Test
    void shouldNeverForgetTheIdOfAnOpenOrder() {
        final NewOrder order = order(100, 10, "a");
        exchange.place(order);
        exchange.nowUs += 25 * HOUR_US;
        assertReply("REJECTED STALE_REQUEST", exchange.place(order));
        exchange.place(order(100, 1, "b"));
        order.requestTimeUs = exchange.nowUs;
        assertReply("ACCEPTED NONE replayed=true", exchange.place(order));
        assertEquals(2, exchange.core.openOrderCount());
    }

    @Test
    void shouldRefuseWhenTheTableOfIdsIsFullOfYoungOnes() {
        for (int i = 0; i < 16; i++) {
            exchange.place(order(1_000_000, 10, "a" + i));
        }
        assertReply("REJECTED CAPACITY", exchange.place(order(100, 10, "b")));
        assertEquals("3:1000000/0", exchange.balances(USER));
    }

    @Test
    void shouldForgetTheOldestWhenTheTableIsFullAndCallTheirTimeStale() {
        final NewOrder first = order(1_000_000, 10, "a");
        exchange.place(first);
        for (int i = 1; i < 16; i++) {
            exchange.place(order(1_000_000, 10, "a" + i));
        }
        exchange.nowUs += HOUR_US;
        assertReply("ACCEPTED", exchange.place(order(100, 10, "b")));
        assertReply("REJECTED STALE_REQUEST", exchange.place(first));
    }

    @Test
    void shouldRefuseOrdersBeyondTheBoundOfOpenOnes() {
        for (int i = 0; i < 8; i++) {
            assertReply("ACCEPTED", exchange.place(order(100, 1, "a" + i)));
        }
        assertReply("REJECTED CAPACITY", exchange.place(order(100, 1, "b")));
    }

    @Test
    void shouldRefuseOrdersWhileTheOutboxIsFullAndForgetThatItDid() {
        exchange.room.lanes = false;
        final NewOrder order = order(100, 10, "a");
        assertReply("REJECTED BROKER_UNAVAILABLE", exchange.place(order));
        assertEquals("3:1000000/0", exchange.balances(USER));
        exchange.room.lanes = true;
        assertReply("ACCEPTED NONE replayed=false", exchange.place(order));
    }

    @Test
    void shouldMakeFillsAndTransfersWaitWhileTheReserveIsFull() {
        exchange.place(order(100, 10, "a"));
        exchange.room.events = false;
        exchange.room.reserved = false;
        assertEquals(ApplyStatus.NO_ROOM, exchange.core.beginOutput(exchange.next(0, 0, 0), exchange.now()));
        exchange.room.reserved = true;
        assertEquals(ApplyStatus.APPLIED, exchange.core.beginOutput(exchange.next(0, 0, 0), exchange.now()));
    }

    @Test
    void shouldApplyATransferOnceByItsOffsetAndOnceByItsId() {
        exchange.transfer(TransferKind.IN, USER, Exchange.BTC, 5, "x");
        exchange.transfer(TransferKind.IN, USER, Exchange.BTC, 5, "x");
        assertTrue(exchange.lines.last().contains("ACCEPTED NONE replayed=true"), exchange.lines.last());
        exchange.transfer(TransferKind.IN, USER, Exchange.BTC, 6, "x");
        assertTrue(exchange.lines.last().contains("REJECTED REQUEST_ID_REUSED"), exchange.lines.last());
        assertEquals("1:5/0 3:1000000/0", exchange.balances(USER));
        assertEquals("1:-5/0 3:-1000000/0", exchange.balances(0));
    }

    @Test
    void shouldLimitWhatIsTakenOutPerDay() {
        exchange.core.setWithdrawalLimit(0, Exchange.USDT, 100, exchange.now());
        exchange.transfer(TransferKind.OUT, USER, Exchange.USDT, 60);
        exchange.transfer(TransferKind.OUT, USER, Exchange.USDT, 41);
        assertTrue(exchange.lines.last().contains("REJECTED WITHDRAWAL_LIMIT"), exchange.lines.last());
        exchange.core.setWithdrawalLimit(USER, Exchange.USDT, 101, exchange.now());
        exchange.transfer(TransferKind.OUT, USER, Exchange.USDT, 41);
        exchange.nowUs += 24 * HOUR_US;
        exchange.transfer(TransferKind.OUT, USER, Exchange.USDT, 101);
        assertEquals("3:999798/0", exchange.balances(USER));
    }

    @Test
    void shouldSendATickWhenSomethingIsToExpireAndOnlyThen() {
        assertEquals(Long.MAX_VALUE, exchange.core.nextDeadlineUs());
        final NewOrder order = order(100, 10, "a");
        order.timeInForce = TimeInForce.DAY;
        exchange.place(order);
        final long midnightUs = Exchange.START_US + 24 * HOUR_US;
        assertEquals(midnightUs, exchange.core.nextDeadlineUs());
        exchange.take();
        exchange.core.onTime(midnightUs - 1);
        assertEquals(0, exchange.lines.lines.size());
        exchange.core.onTime(midnightUs);
        assertTrue(exchange.lines.last().endsWith(" tick"));
        assertEquals(1, exchange.take().size());
        exchange.core.onTime(midnightUs + 1);
        assertEquals(0, exchange.lines.lines.size());
        assertEquals(Long.MAX_VALUE, exchange.core.nextDeadlineUs());
    }

    @Test
    void shouldCancelAllUnlessTheDeadMansSwitchIsRenewed() {
        exchange.place(order(100, 10, "a"));
        exchange.core.cancelAfter(USER, exchange.now(), 1_000, exchange.nowUs);
        final long firstUs = exchange.core.nextDeadlineUs();
        exchange.core.cancelAfter(USER, exchange.now(), 5_000, exchange.nowUs);
        exchange.take();
        exchange.core.onTime(firstUs);
        assertEquals(0, exchange.take().size());
        exchange.room.lanes = false;
        exchange.core.onTime(exchange.core.nextDeadlineUs());
        assertEquals(0, exchange.take().size());
        exchange.room.lanes = true;
        exchange.core.onTime(exchange.core.nextDeadlineUs());
        assertTrue(exchange.lines.last().endsWith("mass-cancel instrument=1 user=1001 side=null DEAD_MAN"));
    }

    @Test
    void shouldHoldABuyAtMarketUpToACollarOverTheLastTrade() {
        final NewOrder order = order(0, 10, "a");
        order.type = OrderType.MARKET;
        order.timeInForce = TimeInForce.IOC;
        assertReply("REJECTED NO_REFERENCE_PRICE", exchange.place(order));
        exchange.core.state.catalog.instrument(Exchange.BTC_USDT).lastPrice = 1_000;
        order.clientOrderId.set("b");
        assertReply("ACCEPTED", exchange.place(order));
        assertEquals("3:989500/10500", exchange.balances(USER));
        order.clientOrderId.set("c");
        order.quantity = 0;
        order.quoteBudget = 777;
        assertReply("ACCEPTED", exchange.place(order));
        assertEquals("3:988723/11277", exchange.balances(USER));
    }

    @Test
    void shouldHoldTheDifferenceBeforeAnAmendUpAndReleaseItOnlyWhenTheEngineAgrees() {
        exchange.place(order(100, 10, "a"));
        assertReply("ACCEPTED", exchange.amend(USER, 1, 90, 20));
        // Ten may fill at 100 before the amend arrives, ten more at 90 after it.
        assertEquals("3:998100/1900", exchange.balances(USER));
        assertReply("REJECTED AMEND_PENDING", exchange.amend(USER, 1, 80, 0));
        exchange.drain(0);
        exchange.cancel(USER, 1);
        final OutputHeader header = exchange.next(0, 0, 0);
        header.amend = true;
        header.orderId = 1;
        exchange.core.beginOutput(header, exchange.now());
        exchange.core.endOutput();
        assertEquals("3:998200/1800", exchange.balances(USER));
    }

    @Test
    void shouldRoundFeesUpAndRebatesDown() {
        assertEquals(1, Amounts.fee(1, 1));
        assertEquals(0, Amounts.fee(0, 1_000));
        assertEquals(1, Amounts.fee(1_000, 1_000));
        assertEquals(2, Amounts.fee(1_001, 1_000));
        assertEquals(0, Amounts.fee(999, -1_000));
        assertEquals(-1, Amounts.fee(1_000, -1_000));
        assertEquals(-1, Amounts.fee(1_999, -1_000));
        assertEquals(Amounts.SUPPLY_MAX / 10 + 1, Amounts.fee(Amounts.SUPPLY_MAX, 100_000));
    }

    @Test
    void shouldRefuseInstrumentsWhoseNotionalWouldRound() {
        final Instrument instrument = Exchange.instrument(9, "X", Exchange.BTC, Exchange.USDT, 3, 6, 10_000, 1);
        instrument.lane = 0;
        exchange.core.defineInstrument(instrument, exchange.now());
        assertReply("REJECTED BAD_DEFINITION", exchange.lines.last());
        instrument.tickSize = 10;
        exchange.core.defineInstrument(instrument, exchange.now());
        assertReply("ACCEPTED", exchange.lines.last());
        instrument.lotSize = 20_000;
        instrument.notionalPerTickLot = 2;
        exchange.core.defineInstrument(instrument, exchange.now());
        assertReply("REJECTED BAD_DEFINITION", exchange.lines.last());
    }

    @Test
    void shouldRefuseAmountsThatWouldOverflow() {
        exchange.transfer(TransferKind.IN, USER, Exchange.BTC, Amounts.SUPPLY_MAX);
        exchange.transfer(TransferKind.IN, USER, Exchange.BTC, 1);
        assertTrue(exchange.lines.last().contains("REJECTED BAD_AMOUNT"), exchange.lines.last());
        final NewOrder order = order(1_000_000_000, 1_000_000_000, "a");
        assertReply("REJECTED INSUFFICIENT_BALANCE", exchange.place(order));
        order.quantity = Long.MAX_VALUE / 3;
        order.clientOrderId.set("b");
        assertReply("REJECTED MAX_QUANTITY", exchange.place(order));
    }
}
