package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** docs/matching.md, "States" and "Call auction". */
abstract class StateRules extends Rulebook {
    @Test
    void shouldAdmitWhatAStateAdmits() {
        place(buy(1, ANN, 100, 5));
        place(buy(2, ANN, 100, 5).postOnly(true));
        state(InstrumentState.POST_ONLY);
        assertEquals(Reason.POST_ONLY_PERIOD, place(buy(3, ANN, 100, 5)));
        assertEquals(Reason.NONE, place(buy(4, ANN, 100, 5).postOnly(true)));
        assertEquals(Reason.POST_ONLY_PERIOD, amend(1, ANN, 99, 5));
        assertEquals(Reason.NONE, amend(1, ANN, 100, 4));
        assertEquals(Reason.NONE, amend(2, ANN, 99, 5));
        state(InstrumentState.CANCEL_ONLY);
        assertEquals(Reason.CANCEL_ONLY, place(buy(5, ANN, 100, 5)));
        assertEquals(Reason.CANCEL_ONLY, amend(1, ANN, 100, 3));
        assertEquals(Reason.NONE, cancel(1, ANN));
        state(InstrumentState.HALTED);
        assertEquals(Reason.MARKET_HALTED, place(buy(5, ANN, 100, 5)));
        assertEquals(Reason.MARKET_HALTED, amend(2, ANN, 99, 4));
        assertEquals(Reason.NONE, cancel(2, ANN));
    }

    @Test
    void shouldWakeStopsOnlyWhileOpen() {
        place(stop(buy(1, ANN, 0, 1), 100));
        state(InstrumentState.AUCTION);
        place(buy(2, BOB, 100, 1));
        place(sell(3, CID, 100, 1));
        state(InstrumentState.POST_ONLY);
        assertTrades("1@100 2x3");
        assertWaits(Side.BUY, "1:1!100");
        place(sell(4, CID, 101, 1).postOnly(true));
        state(InstrumentState.OPEN);
        assertTrades("1@101 1x4");
    }

    @Test
    void shouldGatherOrdersInAnAuctionAndTradeThemAtOnePrice() {
        state(InstrumentState.AUCTION);
        place(buy(1, ANN, 105, 10));
        place(buy(2, BOB, 103, 10));
        place(sell(3, CID, 101, 5));
        place(sell(4, CID, 104, 10));
        assertTrades();
        state(InstrumentState.OPEN);
        assertTrades("5@104 1x3", "5@104 1x4");
        assertRests(Side.BUY, "2:10@103");
        assertRests(Side.SELL, "4:5@104");
    }

    @Test
    void shouldChooseMaximumVolumeThenLeastImbalanceThenNearestReference() {
        state(InstrumentState.AUCTION);
        place(buy(1, ANN, 105, 10));
        place(sell(2, BOB, 100, 10));
        state(InstrumentState.OPEN);
        assertTrades("10@102 1x2");

        state(InstrumentState.AUCTION);
        place(buy(3, ANN, 110, 10));
        place(sell(4, BOB, 104, 10));
        state(InstrumentState.OPEN);
        assertTrades("10@104 3x4");

        state(InstrumentState.AUCTION);
        place(buy(5, ANN, 110, 10));
        place(buy(6, ANN, 106, 5));
        place(sell(7, BOB, 100, 10));
        state(InstrumentState.OPEN);
        assertTrades("10@107 5x7");
    }

    @Test
    void shouldRefuseInAnAuctionWhatCannotWaitOrMustNotTrade() {
        state(InstrumentState.AUCTION);
        assertEquals(Reason.MARKET_HALTED, place(ioc(buy(1, ANN, 100, 1))));
        assertEquals(Reason.MARKET_HALTED, place(market(buy(1, ANN, 0, 1))));
        assertEquals(Reason.MARKET_HALTED, place(buy(1, ANN, 100, 1).postOnly(true)));
        assertEquals(Reason.NONE, place(stop(buy(1, ANN, 0, 1), 100)));
    }

    @Test
    void shouldNotPreventSelfTradesInAnAuction() {
        state(InstrumentState.AUCTION);
        place(buy(1, ANN, 100, 1).stpMode(StpMode.CANCEL_BOTH));
        place(sell(2, ANN, 100, 1).stpMode(StpMode.CANCEL_BOTH));
        state(InstrumentState.OPEN);
        assertTrades("1@100 1x2");
    }

    @Test
    void shouldUncrossInPartsWhenOneCommandIsNotEnough() {
        open(new BookLimits(2, 100, 1, 0));
        state(InstrumentState.AUCTION);
        for (long id = 1; id <= 3; id++) {
            place(buy(id, ANN, 100 + id, 1));
        }
        place(sell(9, BOB, 100, 3));
        state(InstrumentState.OPEN);
        assertResult("true CAPACITY");
        assertTrades("1@101 3x9", "1@101 2x9");
        assertEquals(Reason.MARKET_HALTED, place(buy(10, CID, 100, 1)));
        state(InstrumentState.OPEN);
        assertTrades("1@101 1x9");
        assertResult("true NONE");
        assertEquals(Reason.NONE, place(buy(10, CID, 100, 1)));
    }

    @Test
    void shouldReopenThroughAnAuctionAfterAHalt() {
        place(buy(1, ANN, 100, 5));
        state(InstrumentState.HALTED);
        state(InstrumentState.AUCTION);
        place(sell(2, BOB, 98, 3));
        state(InstrumentState.OPEN);
        assertTrades("3@99 1x2");
        assertRests(Side.BUY, "1:2@100");
    }
}
