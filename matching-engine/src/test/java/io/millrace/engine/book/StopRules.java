package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** docs/matching.md, "Stops" and "Trailing stops". */
abstract class StopRules extends Rulebook {
    /** Let a trade print at this price. */
    private void print(final long price) {
        place(sell(900, CID, price, 1));
        place(buy(901, CID, price, 1));
    }

    @Test
    void shouldWakeAStopWhenATradePrintsAtItsTrigger() {
        place(stop(buy(1, ANN, 0, 5), 105));
        assertOrder(1, "NEW NONE filled 0 remaining 5");
        place(sell(2, BOB, 106, 9));
        place(sell(3, BOB, 104, 1));
        place(buy(4, CID, 104, 1));
        assertReported(4, 3);
        place(sell(5, BOB, 105, 1));
        place(buy(6, CID, 105, 1));
        assertTrades("1@105 6x5", "5@106 1x2");
        assertReported(6, 5, 1, 2);
        assertOrder(1, "FILLED FILLED filled 5 remaining 0");
    }

    @Test
    void shouldMakeAStopLimitALimitOrder() {
        place(stopLimit(sell(1, ANN, 98, 5), 100));
        place(buy(2, BOB, 97, 5));
        print(100);
        assertTrades("1@100 901x900");
        assertRests(Side.SELL, "1:5@98");
        assertWaits(Side.SELL);
    }

    @Test
    void shouldWakeAtOnceWhenTheLastPriceIsThereAlready() {
        print(100);
        place(sell(2, BOB, 101, 5));
        place(stop(buy(1, ANN, 0, 3), 99));
        assertTrades("3@101 1x2");
    }

    @Test
    void shouldRunACascadeToItsEndInsideOneCommand() {
        place(sell(1, BOB, 100, 1));
        place(sell(2, BOB, 110, 1));
        place(sell(3, BOB, 120, 1));
        place(sell(4, BOB, 130, 1));
        place(stop(buy(11, ANN, 0, 1), 110));
        place(stop(buy(12, ANN, 0, 1), 120));
        place(stop(buy(13, ANN, 0, 1), 100));
        place(buy(20, CID, 100, 1));
        assertTrades("1@100 20x1", "1@110 13x2", "1@120 11x3", "1@130 12x4");
        assertReported(20, 1, 13, 2, 11, 3, 12, 4);
    }

    @Test
    void shouldWakeTheNearestTriggerFirstAndFirstComeAtOneTrigger() {
        place(stop(buy(1, ANN, 0, 1), 102));
        place(stop(buy(2, ANN, 0, 1), 101));
        place(stop(buy(3, ANN, 0, 1), 101));
        assertWaits(Side.BUY, "2:1!101", "3:1!101", "1:1!102");
        place(sell(10, BOB, 105, 9));
        place(buy(11, CID, 105, 1));
        assertTrades("1@105 11x10", "1@105 2x10", "1@105 3x10", "1@105 1x10");
    }

    @Test
    void shouldSeeEveryPriceThatAnOrderTradedAt() {
        place(sell(1, BOB, 90, 1));
        place(sell(2, BOB, 100, 1));
        place(stop(sell(3, ANN, 0, 1), 92));
        place(buy(4, ANN, 80, 1));
        place(buy(5, CID, 100, 2));
        assertTrades("1@90 5x1", "1@100 5x2", "1@80 3x4");
    }

    @Test
    void shouldCancelAWokenOrderThatCannotDoWhatItSays() {
        place(sell(1, BOB, 105, 5));
        place(stopLimit(buy(2, ANN, 106, 5).postOnly(true), 100));
        place(stopLimit(fok(buy(3, ANN, 105, 9)), 100));
        print(100);
        assertOrder(2, "CANCELED WOULD_TAKE filled 0 remaining 5");
        assertOrder(3, "CANCELED FOK_UNFILLABLE filled 0 remaining 9");
    }

    @Test
    void shouldCancelAndAmendAWaitingStop() {
        place(stop(buy(1, ANN, 0, 5), 105));
        place(stop(buy(2, ANN, 0, 5), 105));
        amend(1, ANN, 0, 3);
        assertResult("kept true");
        assertWaits(Side.BUY, "1:3!105", "2:5!105");
        amend(1, ANN, 0, 4);
        assertWaits(Side.BUY, "2:5!105", "1:4!105");
        amend(1, ANN, 0, 4, 103);
        assertWaits(Side.BUY, "1:4!103", "2:5!105");
        cancel(2, ANN);
        assertOrder(2, "CANCELED USER filled 0 remaining 5");
        assertWaits(Side.BUY, "1:4!103");
        assertEquals(Reason.BAD_TRIGGER, amend(1, ANN, 0, 4, PRICE_MAX + 1));
    }

    @Test
    void shouldWakeAStopThatIsAmendedOntoTheLastPrice() {
        print(100);
        place(sell(2, BOB, 101, 5));
        place(stop(buy(1, ANN, 0, 3), 105));
        amend(1, ANN, 0, 3, 100);
        assertTrades("3@101 1x2");
    }

    @Test
    void shouldSpendAStopsBudget() {
        place(stop(buy(1, ANN, 0, 0).quoteBudget(250), 100));
        place(sell(2, BOB, 110, 9));
        print(100);
        assertTrades("1@100 901x900", "2@110 1x2");
        assertOrder(1, "FILLED BUDGET_SPENT filled 2 remaining 0");
    }

    @Test
    void shouldRefuseATriggerOffTheRange() {
        assertEquals(Reason.BAD_TRIGGER, place(stop(buy(1, ANN, 0, 5), 0)));
        assertEquals(Reason.BAD_TRIGGER, place(stop(buy(1, ANN, 0, 5), PRICE_MAX + 1)));
        assertEquals(Reason.BAD_TRIGGER, place(trailing(buy(1, ANN, 0, 5), 0)));
        assertEquals(Reason.NO_REFERENCE_PRICE, place(trailing(buy(1, ANN, 0, 5), 5)));
    }

    @Test
    void shouldLetATrailingSellFollowTheHighestPrice() {
        print(100);
        place(trailing(sell(1, ANN, 0, 5), 10));
        assertWaits(Side.SELL, "1:5!90");
        print(120);
        assertWaits(Side.SELL, "1:5!110");
        print(115);
        assertWaits(Side.SELL, "1:5!110");
        place(buy(2, BOB, 50, 9));
        print(110);
        assertTrades("1@110 901x900", "5@50 1x2");
    }

    @Test
    void shouldLetATrailingBuyFollowTheLowestPrice() {
        print(100);
        place(trailing(buy(1, ANN, 0, 5), 10));
        print(80);
        assertWaits(Side.BUY, "1:5!90");
        print(85);
        place(sell(2, BOB, 95, 9));
        print(90);
        assertTrades("1@90 901x900", "5@95 1x2");
    }

    @Test
    void shouldStartATrailingStopAtATriggerGiven() {
        place(trailing(sell(1, ANN, 0, 5), 10).triggerPrice(70));
        assertWaits(Side.SELL, "1:5!70");
        print(78);
        assertWaits(Side.SELL, "1:5!70");
        print(81);
        assertWaits(Side.SELL, "1:5!71");
    }

    @Test
    void shouldBoundTrailingStops() {
        open(new BookLimits(100, 100, 1, 0));
        place(trailing(sell(1, ANN, 0, 5), 10).triggerPrice(70));
        assertEquals(Reason.CAPACITY, place(trailing(sell(2, ANN, 0, 5), 10).triggerPrice(70)));
        cancel(1, ANN);
        assertEquals(Reason.NONE, place(trailing(sell(3, ANN, 0, 5), 10).triggerPrice(70)));
    }

    @Test
    void shouldLeaveStopsForTheNextCommandBeyondTheBound() {
        open(new BookLimits(2, 100, 1, 0));
        for (long id = 1; id <= 3; id++) {
            place(stopLimit(buy(id, ANN, 50, 1), 100));
        }
        print(100);
        assertWaits(Side.BUY, "2:1!100", "3:1!100");
        tick(1);
        assertWaits(Side.BUY);
        assertRests(Side.BUY, "1:1@50", "2:1@50", "3:1@50");
    }
}
