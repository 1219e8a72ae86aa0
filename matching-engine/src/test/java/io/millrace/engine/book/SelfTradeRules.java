package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** docs/matching.md, "Self-trade prevention". */
abstract class SelfTradeRules extends Rulebook {
    @Test
    void shouldTradeWithOneselfWhenNothingPreventsIt() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, ANN, 100, 5));
        assertTrades("5@100 2x1");
    }

    @Test
    void shouldCancelTheAggressorWhereItMeetsItsOwn() {
        place(sell(1, BOB, 100, 2));
        place(sell(2, ANN, 100, 5));
        place(buy(3, ANN, 100, 9).stpMode(StpMode.CANCEL_AGGRESSOR));
        assertTrades("2@100 3x1");
        assertOrder(3, "CANCELED STP filled 2 remaining 7");
        assertRests(Side.SELL, "2:5@100");
    }

    @Test
    void shouldCancelTheRestingAndGoOn() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, BOB, 100, 4));
        place(buy(3, ANN, 100, 9).stpMode(StpMode.CANCEL_RESTING));
        assertTrades("4@100 3x2");
        assertOrder(1, "CANCELED STP filled 0 remaining 5");
        assertRests(Side.BUY, "3:5@100");
    }

    @Test
    void shouldCancelBoth() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, BOB, 100, 4));
        place(buy(3, ANN, 100, 9).stpMode(StpMode.CANCEL_BOTH));
        assertTrades();
        assertOrder(1, "CANCELED STP filled 0 remaining 5");
        assertOrder(3, "CANCELED STP filled 0 remaining 9");
        assertRests(Side.SELL, "2:4@100");
    }

    @Test
    void shouldDecrementBothByTheSmaller() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, BOB, 100, 2));
        place(buy(3, ANN, 100, 9).stpMode(StpMode.DECREMENT));
        assertTrades("2@100 3x2");
        assertOrder(1, "CANCELED STP filled 0 remaining 0");
        assertOrder(3, "PARTIALLY_FILLED NONE filled 2 remaining 2");
        place(sell(4, ANN, 100, 7).stpMode(StpMode.DECREMENT));
        assertOrder(3, "CANCELED STP filled 2 remaining 0");
        assertRests(Side.SELL, "4:5@100");
    }

    @Test
    void shouldLookThroughOwnOrdersForAFok() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, BOB, 100, 5));
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(buy(3, ANN, 100, 6)).stpMode(StpMode.CANCEL_RESTING)));
        assertRests(Side.SELL, "1:5@100", "2:5@100");
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(buy(4, ANN, 100, 5)).stpMode(StpMode.CANCEL_AGGRESSOR)));
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(buy(5, ANN, 100, 5)).stpMode(StpMode.DECREMENT)));
        place(fok(buy(6, ANN, 100, 5)).stpMode(StpMode.CANCEL_RESTING));
        assertTrades("5@100 6x2");
        assertOrder(1, "CANCELED STP filled 0 remaining 5");
    }

    @Test
    void shouldLookThroughOwnOrdersForAFokBudget() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, BOB, 101, 5));
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(spend(3, ANN, 606)).stpMode(StpMode.CANCEL_RESTING)));
        place(fok(spend(4, ANN, 505)).stpMode(StpMode.CANCEL_RESTING));
        assertTrades("5@101 4x2");
        assertOrder(4, "FILLED FILLED filled 5 remaining 0");
    }

    @Test
    void shouldTakeADecrementFromTheBudget() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, BOB, 100, 5));
        place(spend(3, ANN, 700).stpMode(StpMode.DECREMENT));
        assertTrades("2@100 3x2");
        assertOrder(3, "FILLED FILLED filled 2 remaining 0");
        assertRests(Side.SELL, "2:3@100");
    }

    @Test
    void shouldLookThroughOwnOrdersForAPostOnly() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, ANN, 100, 5).postOnly(true).stpMode(StpMode.CANCEL_RESTING));
        assertTrades();
        assertOrder(1, "CANCELED STP filled 0 remaining 5");
        assertRests(Side.BUY, "2:5@100");
        place(sell(3, ANN, 101, 5));
        place(sell(4, BOB, 101, 5));
        final NewOrder blocked = buy(5, ANN, 101, 5).postOnly(true).stpMode(StpMode.CANCEL_RESTING);
        assertEquals(Reason.WOULD_TAKE, place(blocked));
        assertRests(Side.SELL, "3:5@101", "4:5@101");
    }

    @Test
    void shouldTakeHiddenLotsFirstWhenAnIcebergIsDecremented() {
        place(sell(1, ANN, 100, 10).displayQuantity(4));
        place(ioc(buy(2, ANN, 100, 5)).stpMode(StpMode.DECREMENT));
        assertLevels("SELL 100 quantity 4 orders 1");
        assertOrder(1, "NEW NONE filled 0 remaining 5");
        place(ioc(buy(3, ANN, 100, 2)).stpMode(StpMode.DECREMENT));
        assertLevels("SELL 100 quantity 3 orders 1");
    }
}
