package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each invariant broken on purpose: the core halts and names both sides. */
class BreachTest {
    private static final long MAKER = 1002;
    private static final long TAKER = 1001;
    private static final long PRICE = 4_200_000;

    private final Exchange exchange = new Exchange();

    /** A sell of 10 000 lots and a buy of 2 500 at its price, both in the book; the next output is the fourth. */
    @BeforeEach
    void openTwoOrders() {
        exchange.transfer(TransferKind.IN, TAKER, Exchange.USDT, 50_000_000_000L);
        exchange.transfer(TransferKind.IN, MAKER, Exchange.BTC, 100_000_000L);
        exchange.sell(MAKER, PRICE, 10_000);
        exchange.buy(TAKER, PRICE, 2_500);
        exchange.drain(0);
    }

    private static void assertBreach(final String message, final Executable executable) {
        assertEquals(message, assertThrows(BreachException.class, executable).getMessage());
    }

    private BalanceCore core() {
        return exchange.core;
    }

    private int balance(final long userId, final int assetId) {
        final Ledger ledger = core().state.ledger;
        return ledger.balances.find(ledger.accounts.find(userId), assetId);
    }

    private OutputTrade begin() {
        assertEquals(ApplyStatus.APPLIED, core().beginOutput(next(1, 0), exchange.now()));
        final OutputTrade trade = exchange.trade;
        trade.tradeId = 1;
        trade.price = PRICE;
        trade.quantity = 2_500;
        trade.notional = PRICE * 2_500;
        trade.makerOrderId = 1;
        trade.makerUserId = MAKER;
        trade.makerFee = 2_100_000;
        trade.makerRemaining = 7_500;
        trade.takerOrderId = 2;
        trade.takerUserId = TAKER;
        trade.takerFee = 25_000;
        trade.takerRemaining = 0;
        trade.takerSide = Side.BUY;
        trade.auction = false;
        return trade;
    }

    /** An output that answers one more command, so that it is due. */
    private OutputHeader next(final int trades, final int orders) {
        exchange.cancel(MAKER, 1);
        return exchange.next(0, trades, orders);
    }

    private OutputOrder state() {
        final OutputOrder order = exchange.order;
        order.orderId = 1;
        order.userId = MAKER;
        order.instrumentId = Exchange.BTC_USDT;
        order.side = Side.SELL;
        order.status = OrderStatus.CANCELED;
        order.reason = Reason.USER;
        order.quantity = 10_000;
        order.remainingQuantity = 10_000;
        order.filledQuantity = 0;
        order.filledNotional = 0;
        return order;
    }

    @Test
    void shouldHaltWhenPostingsDoNotCancelOut() {
        core().state.ledger.post(balance(TAKER, Exchange.USDT), 5, 0);
        assertBreach(
                "postings do not cancel out invariant=I1 asset=3 sum=5 expected=0",
                () -> exchange.transfer(TransferKind.IN, TAKER, Exchange.USDT, 1));
        assertBreach("accounts do not cancel out invariant=I1 asset=3 sum=5 expected=0", core()::verify);
    }

    @Test
    void shouldHaltWhenNotionalIsNotPriceTimesQuantity() {
        final OutputTrade trade = begin();
        trade.notional++;
        assertBreach(
                "notional is not price times quantity invariant=I1 lane=0 output=4 expected=10500000000 "
                        + "found=10500000001",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenFeeIsNotWhatWasStamped() {
        final OutputTrade trade = begin();
        trade.takerFee--;
        assertBreach(
                "fee is not what was stamped invariant=I1 lane=0 output=4 expected=25000 found=24999",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenBalanceFallsBelowZero() {
        assertBreach(
                "balance below zero invariant=I2 account=1001 asset=3 available=-1 held=10500000000",
                () -> core().state.ledger.post(balance(TAKER, Exchange.USDT), -39_500_000_001L, 0));
    }

    @Test
    void shouldHaltWhenHeldIsNotWhatOrdersHold() {
        core().state.ledger.post(balance(MAKER, Exchange.BTC), 7, -7);
        assertBreach(
                "held is not what orders and withdrawals hold invariant=I2 asset=1 held=99999993 holds=100000000",
                () -> exchange.transfer(TransferKind.IN, MAKER, Exchange.BTC, 1));
        assertBreach(
                "held is not the sum of its orders' and withdrawals' holds invariant=I2 account=1002 asset=1 held=99999993 "
                        + "holds=100000000",
                core()::verify);
    }

    @Test
    void shouldHaltWhenAFillGivesMoreThanIsHeld() {
        final OutputTrade trade = begin();
        final int order = core().state.orderIds.openSlot(2);
        core().state.orders.terms(order, PRICE + 1, 2_500);
        trade.price = PRICE + 1;
        trade.notional = (PRICE + 1) * 2_500;
        trade.makerFee = 2_100_001;
        assertBreach(
                "fill gives more than is held invariant=I3 lane=0 output=4 expected=10500000000 " + "found=10500002500",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenAFillIsBeyondTheLimit() {
        final OutputTrade trade = begin();
        trade.price = PRICE - 1;
        trade.notional = (PRICE - 1) * 2_500;
        assertBreach(
                "fill beyond the limit invariant=I3 lane=0 output=4 expected=4200000 found=4199999",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenAFillNamesAnOrderThatHoldsNothing() {
        final OutputTrade trade = begin();
        trade.takerOrderId = 77;
        assertBreach(
                "fill of an order that holds nothing invariant=I3 lane=0 output=4 expected=0 found=77",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenAFillIsAnotherUsers() {
        final OutputTrade trade = begin();
        trade.makerUserId = TAKER;
        assertBreach(
                "fill of another user's order invariant=I3 lane=0 output=4 expected=1002 found=1001",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenTheBookKeepsAnOrderThatHoldsNothing() {
        assertEquals(ApplyStatus.APPLIED, core().beginOutput(next(0, 1), exchange.now()));
        final OutputOrder order = state();
        order.orderId = 78;
        order.status = OrderStatus.NEW;
        assertBreach(
                "order in the book holds nothing invariant=I3 lane=0 output=4 expected=0 found=78",
                () -> core().applyOrder(order));
    }

    @Test
    void shouldHaltWhenAClosedOrderKeepsAHold() {
        assertBreach("closed order keeps a hold invariant=I3 order=1 hold=100000000 expected=0", () -> core().state
                .close(core().state.orderIds.openSlot(1), OrderStatus.CANCELED, Reason.USER));
    }

    @Test
    void shouldHaltWhenAnOpenOrderHoldsNothing() {
        core().state.orders.hold(core().state.orderIds.openSlot(1), 0);
        assertBreach("open order without a hold invariant=I3 order=1 hold=0", core()::verify);
    }

    @Test
    void shouldHaltWhenMoreIsLeftOfAnOrderThanCanBe() {
        final OutputTrade trade = begin();
        trade.makerRemaining = 7_501;
        assertBreach(
                "more is left of an order than can be invariant=I4 lane=0 output=4 expected=7500 found=7501",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenTheEngineCountsFillsThatWereNot() {
        core().beginOutput(next(0, 1), exchange.now());
        final OutputOrder order = state();
        order.filledQuantity = 1;
        assertBreach(
                "order filled by other than its fills invariant=I4 lane=0 output=4 expected=0 found=1",
                () -> core().applyOrder(order));
    }

    @Test
    void shouldHaltOnAGapBetweenOutputs() {
        final OutputHeader header = next(0, 0);
        header.outputSequence++;
        assertBreach("gap between outputs invariant=I5 lane=0 output=5 expected=4 found=5", () -> core().beginOutput(
                        header, exchange.now()));
    }

    @Test
    void shouldHaltWhenAnOutputAnswersAnotherCommand() {
        final OutputHeader header = exchange.next(0, 0, 0);
        assertBreach(
                "output answers another command invariant=I5 lane=0 output=4 expected=4 found=4",
                () -> core().beginOutput(header, exchange.now()));
    }

    @Test
    void shouldHaltOnAGapBetweenTrades() {
        final OutputTrade trade = begin();
        trade.tradeId = 2;
        assertBreach(
                "trades are not contiguous invariant=I5 lane=0 output=4 expected=1 found=2",
                () -> core().applyTrade(trade));
    }

    @Test
    void shouldHaltWhenAnOutputIsNotWhole() {
        begin();
        assertBreach("output is not whole invariant=I5 lane=0 output=4 expected=1 found=0", core()::endOutput);
    }

    @Test
    void shouldHaltWhenTheBrokerAcknowledgesWhatWasNotWritten() {
        assertBreach(
                "acknowledged what was not written invariant=I5 part=0 acknowledged=9 written=3",
                () -> core().acknowledgeOrders(0, 9));
    }

    @Test
    void shouldHaltWhenOutputsDoNotChain() {
        final OutputHeader header = next(0, 0);
        header.previousHash[31] = 1;
        final String zeros = "00".repeat(30);
        assertBreach(
                "outputs do not chain invariant=I10 lane=0 output=4 expected=0300" + zeros + " found=0300"
                        + "00".repeat(29) + "01",
                () -> core().beginOutput(header, exchange.now()));
    }

    @Test
    void shouldHaltWhenAnOutputComesAgainWithAnotherHash() {
        final OutputHeader header = next(0, 0);
        assertEquals(ApplyStatus.APPLIED, core().beginOutput(header, exchange.now()));
        core().endOutput();
        assertEquals(ApplyStatus.DUPLICATE, core().beginOutput(header, exchange.now()));
        header.hash[2] = 9;
        final String zeros = "00".repeat(29);
        assertBreach(
                "output repeated with another hash invariant=I10 lane=0 output=4 expected=040000" + zeros
                        + " found=040009" + zeros,
                () -> core().beginOutput(header, exchange.now()));
    }
}
