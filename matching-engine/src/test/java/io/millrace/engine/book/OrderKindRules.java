package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** docs/matching.md, "Time in force", "Market orders", "Post-only" and "Iceberg". */
abstract class OrderKindRules extends Rulebook {
    @Test
    void shouldCancelWhatAnIocCannotTrade() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 102, 5));
        place(ioc(buy(3, BOB, 101, 8)));
        assertTrades("5@100 3x1");
        assertOrder(3, "CANCELED IOC_REMAINDER filled 5 remaining 3");
    }

    @Test
    void shouldFillAFokWholeOrRefuseItWithoutATrace() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 102, 5));
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(buy(3, BOB, 101, 8))));
        assertTrades();
        assertReported(3);
        assertOrder(3, "REJECTED FOK_UNFILLABLE filled 0 remaining 8");
        assertLevels();
        place(fok(buy(4, BOB, 102, 8)));
        assertTrades("5@100 4x1", "3@102 4x2");
    }

    @Test
    void shouldCountHiddenLotsForAFok() {
        place(sell(1, ANN, 100, 20).displayQuantity(3));
        place(fok(buy(2, BOB, 100, 20)));
        assertOrder(2, "FILLED FILLED filled 20 remaining 0");
    }

    @Test
    void shouldExpireGtdAndDayOnTick() {
        place(buy(1, ANN, 100, 1).timeInForce(TimeInForce.GTD).expireTimeUs(500).timestampUs(10));
        place(buy(2, ANN, 100, 1).timeInForce(TimeInForce.DAY).timestampUs(10));
        place(buy(3, ANN, 100, 1).timeInForce(TimeInForce.GTD).expireTimeUs(400).timestampUs(10));
        tick(399);
        assertReported();
        tick(500);
        assertReported(3, 1);
        assertOrder(1, "EXPIRED GTD filled 0 remaining 1");
        tick(86_399_999_999L);
        assertReported();
        tick(86_400_000_000L);
        assertOrder(2, "EXPIRED DAY filled 0 remaining 1");
    }

    @Test
    void shouldRefuseExpiriesThatMakeNoSense() {
        assertEquals(Reason.BAD_EXPIRY, place(buy(1, ANN, 100, 1).expireTimeUs(500)));
        final NewOrder late = buy(1, ANN, 100, 1).timeInForce(TimeInForce.GTD);
        assertEquals(Reason.BAD_EXPIRY, place(late.expireTimeUs(500).timestampUs(500)));
        assertEquals(Reason.BAD_EXPIRY, place(buy(1, ANN, 100, 1).timeInForce(TimeInForce.GTD)));
    }

    @Test
    void shouldTradeAMarketOrderAtWhateverThereIs() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 900_000, 5));
        place(market(buy(3, BOB, 0, 12)));
        assertTrades("5@100 3x1", "5@900000 3x2");
        assertOrder(3, "CANCELED NO_LIQUIDITY filled 10 remaining 2");
    }

    @Test
    void shouldKeepAMarketOrderWithinItsCollar() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 120, 5));
        place(market(buy(3, BOB, 110, 8)));
        assertTrades("5@100 3x1");
        assertOrder(3, "CANCELED NO_LIQUIDITY filled 5 remaining 3");
    }

    @Test
    void shouldRefuseCombinationsWithoutMeaning() {
        assertEquals(Reason.BAD_TYPE, place(buy(1, ANN, 0, 5).type(OrderType.MARKET)));
        assertEquals(Reason.BAD_TYPE, place(ioc(buy(1, ANN, 100, 5)).postOnly(true)));
        assertEquals(Reason.BAD_TYPE, place(fok(buy(1, ANN, 100, 5)).displayQuantity(1)));
        assertEquals(Reason.BAD_TYPE, place(buy(1, ANN, 100, 5).quoteBudget(10)));
        assertEquals(Reason.BAD_TYPE, place(market(sell(1, ANN, 0, 0)).quoteBudget(10)));
        assertEquals(Reason.BAD_TYPE, place(buy(1, ANN, 100, 5).triggerPrice(10)));
        assertEquals(Reason.BAD_TYPE, place(stop(buy(1, ANN, 0, 5), 100).trailingOffset(5)));
    }

    @Test
    void shouldSpendABudget() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 110, 5));
        place(spend(3, BOB, 830));
        assertTrades("5@100 3x1", "3@110 3x2");
        assertOrder(3, "FILLED FILLED filled 8 remaining 0");
    }

    @Test
    void shouldStopWhereABudgetBuysLessThanALot() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 110, 5));
        place(spend(3, BOB, 609));
        assertTrades("5@100 3x1");
        assertOrder(3, "FILLED BUDGET_SPENT filled 5 remaining 0");
        place(spend(4, BOB, 109));
        assertTrades();
        assertOrder(4, "CANCELED BUDGET_SPENT filled 0 remaining 0");
        place(spend(5, BOB, 1000));
        assertOrder(5, "CANCELED NO_LIQUIDITY filled 5 remaining 0");
    }

    @Test
    void shouldFillAFokBudgetOnlyIfAllOfItIsSpent() {
        place(sell(1, ANN, 100, 5));
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(spend(2, BOB, 600))));
        assertEquals(Reason.FOK_UNFILLABLE, place(fok(spend(3, BOB, 99))));
        place(fok(spend(4, BOB, 599)));
        assertTrades("5@100 4x1");
        assertOrder(4, "FILLED BUDGET_SPENT filled 5 remaining 0");
    }

    @Test
    void shouldRefuseAPostOnlyThatWouldTake() {
        place(sell(1, ANN, 100, 5));
        assertEquals(Reason.WOULD_TAKE, place(buy(2, BOB, 100, 5).postOnly(true)));
        assertOrder(2, "REJECTED WOULD_TAKE filled 0 remaining 5");
        assertEquals(Reason.NONE, place(buy(3, BOB, 99, 5).postOnly(true)));
        assertRests(Side.BUY, "3:5@99");
    }

    @Test
    void shouldHoldAPostOnlyToItsWordWhenItIsAmended() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, BOB, 99, 5).postOnly(true));
        assertEquals(Reason.WOULD_TAKE, amend(2, BOB, 100, 5));
        assertRests(Side.BUY, "2:5@99");
        assertEquals(Reason.NONE, amend(2, BOB, 98, 9));
        assertRests(Side.BUY, "2:9@98");
    }

    @Test
    void shouldShowAnIcebergSliceBySliceEachAtTheEndOfTheQueue() {
        place(sell(1, ANN, 100, 10).displayQuantity(4));
        place(sell(2, BOB, 100, 5));
        assertLevels("SELL 100 quantity 9 orders 2");
        place(buy(3, CID, 100, 6));
        assertTrades("4@100 3x1", "2@100 3x2");
        assertLevels("SELL 100 quantity 7 orders 2");
        place(buy(4, CID, 100, 9));
        assertTrades("3@100 4x2", "4@100 4x1", "2@100 4x1");
        assertOrder(1, "FILLED FILLED filled 10 remaining 0");
    }

    @Test
    void shouldKeepAnIcebergsPlaceWhileItsSliceLasts() {
        place(sell(1, ANN, 100, 10).displayQuantity(4));
        place(sell(2, BOB, 100, 5));
        place(buy(3, CID, 100, 3));
        assertTrades("3@100 3x1");
        place(buy(4, CID, 100, 2));
        assertTrades("1@100 4x1", "1@100 4x2");
    }

    @Test
    void shouldTakeAmendedIcebergLotsFromWhatIsHidden() {
        place(sell(1, ANN, 100, 10).displayQuantity(4));
        amend(1, ANN, 100, 6);
        assertResult("kept true");
        assertLevels();
        amend(1, ANN, 100, 3);
        assertLevels("SELL 100 quantity 3 orders 1");
    }

    @Test
    void shouldRefuseDisplayThatMakesNoSense() {
        assertEquals(Reason.BAD_QUANTITY, place(sell(1, ANN, 100, 10).displayQuantity(11)));
        assertEquals(Reason.BAD_QUANTITY, place(sell(2, ANN, 100, 10).displayQuantity(-1)));
        assertEquals(Reason.NONE, place(sell(3, ANN, 100, 10).displayQuantity(10)));
        assertLevels("SELL 100 quantity 10 orders 1");
    }
}
