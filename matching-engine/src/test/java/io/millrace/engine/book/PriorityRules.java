package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** docs/matching.md, "Price, then arrival", "Cancel" and "Amend". */
abstract class PriorityRules extends Rulebook {
    @Test
    void shouldTradeBestPriceFirstThenFirstComeAtTheRestingPrice() {
        place(sell(1, ANN, 101, 5));
        place(sell(2, BOB, 100, 5));
        place(sell(3, ANN, 100, 5));

        place(buy(4, CID, 102, 12));

        assertTrades("5@100 4x2", "5@100 4x3", "2@101 4x1");
        assertRests(Side.SELL, "1:3@101");
        assertReported(4, 2, 3, 1);
        assertLevels("SELL 100 quantity 0 orders 0", "SELL 101 quantity 3 orders 1");
    }

    @Test
    void shouldPrintAtTheRestingPriceWhicheverSideTakes() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, BOB, 105, 5));
        assertTrades("5@100 2x1");
        place(buy(3, ANN, 105, 5));
        place(sell(4, BOB, 100, 5));
        assertTrades("5@105 4x3");
    }

    @Test
    void shouldRestWhatCannotTrade() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, BOB, 100, 8));

        assertOrder(2, "PARTIALLY_FILLED NONE filled 5 remaining 3");
        assertOrder(1, "FILLED FILLED filled 5 remaining 0");
        assertRests(Side.BUY, "2:3@100");
        assertRests(Side.SELL);
        assertLevels("BUY 100 quantity 3 orders 1", "SELL 100 quantity 0 orders 0");
    }

    @Test
    void shouldTradeAtBothEndsOfTheRange() {
        place(buy(1, ANN, 1, 5));
        place(sell(2, BOB, PRICE_MAX, 5));
        place(sell(3, CID, 1, 5));
        assertTrades("5@1 3x1");
        place(buy(4, CID, PRICE_MAX, 5));
        assertTrades("5@1000000 4x2");
        assertEquals(Reason.BAD_PRICE, place(buy(5, ANN, PRICE_MAX + 1, 1)));
        assertEquals(Reason.BAD_PRICE, place(buy(5, ANN, 0, 1)));
        assertEquals(Reason.BAD_PRICE, place(buy(5, ANN, -1, 1)));
    }

    @Test
    void shouldRefuseQuantitiesThatAreNone() {
        assertEquals(Reason.BAD_QUANTITY, place(buy(1, ANN, 100, 0)));
        assertOrder(1, "REJECTED BAD_QUANTITY filled 0 remaining 0");
        assertEquals(Reason.BAD_QUANTITY, place(buy(2, ANN, 100, -5)));
        assertEquals(Reason.BAD_QUANTITY, place(buy(3, ANN, 100, NewOrder.QUANTITY_MAX + 1)));
    }

    @Test
    void shouldRefuseANotionalThatDoesNotFit() {
        open(new InstrumentDefinition(1, 1, 2, 1, 1 << 20, InstrumentDefinition.PRICE_MAX >> 6), BookLimits.DEFAULT);
        assertEquals(Reason.MAX_NOTIONAL, place(buy(1, ANN, 1L << 41, 1 << 10)));
        assertEquals(Reason.NONE, place(buy(2, ANN, 1L << 41, 1)));
    }

    @Test
    void shouldCloseASellerWhoseProceedsWouldNotFit() {
        open(new InstrumentDefinition(1, 1, 2, 1, 1 << 20, InstrumentDefinition.PRICE_MAX >> 6), BookLimits.DEFAULT);
        place(buy(1, ANN, 1L << 41, 3));
        place(buy(2, ANN, 1L << 41, 3));
        place(sell(3, BOB, 1, 6));
        assertTrades("3@2199023255552 3x1");
        assertOrder(3, "CANCELED MAX_NOTIONAL filled 3 remaining 3");
    }

    @Test
    void shouldRefuseAnIdThatIsOpenAndTakeOneThatIsGone() {
        place(buy(1, ANN, 100, 5));
        assertEquals(Reason.DUPLICATE_ORDER_ID, place(buy(1, BOB, 90, 5)));
        assertReported();
        assertRests(Side.BUY, "1:5@100");
        cancel(1, ANN);
        assertEquals(Reason.NONE, place(buy(1, BOB, 90, 5)));
        place(sell(2, CID, 90, 5));
        assertEquals(Reason.NONE, place(sell(1, BOB, 95, 5)));
        assertRests(Side.SELL, "1:5@95");
    }

    @Test
    void shouldKeepTheQueueWhenItsHeadItsMiddleOrItsTailIsCancelled() {
        for (long id = 1; id <= 5; id++) {
            place(sell(id, ANN, 100, id));
        }
        cancel(1, ANN);
        cancel(3, ANN);
        cancel(5, ANN);
        assertOrder(5, "CANCELED USER filled 0 remaining 5");
        assertLevels("SELL 100 quantity 6 orders 2");
        place(buy(9, BOB, 100, 10));
        assertTrades("2@100 9x2", "4@100 9x4");
        assertRests(Side.BUY, "9:4@100");
    }

    @Test
    void shouldForgetTheBestLevelWhenItsLastOrderGoes() {
        place(buy(1, ANN, 100, 5));
        place(buy(2, ANN, 99, 5));
        cancel(1, ANN);
        place(sell(3, BOB, 99, 5));
        assertTrades("5@99 3x2");
        place(sell(4, BOB, 99, 5));
        assertTrades();
    }

    @Test
    void shouldRefillALevelThatRanEmpty() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, BOB, 100, 5));
        place(sell(3, ANN, 100, 7));
        assertLevels("SELL 100 quantity 7 orders 1");
        place(buy(4, BOB, 100, 7));
        assertTrades("7@100 4x3");
    }

    @Test
    void shouldSayWhatBecameOfAnOrderThatIsGone() {
        place(sell(1, ANN, 100, 5));
        place(buy(2, BOB, 100, 5));
        assertEquals(Reason.ORDER_ALREADY_FINAL, cancel(1, ANN));
        assertResult("final FILLED FILLED");
        place(buy(3, BOB, 100, 5));
        cancel(3, BOB);
        assertEquals(Reason.ORDER_ALREADY_FINAL, amend(3, BOB, 100, 9));
        assertResult("final CANCELED USER");
        assertEquals(Reason.ORDER_NOT_FOUND, cancel(77, ANN));
    }

    @Test
    void shouldNotLetOthersTouchAnOrder() {
        place(sell(1, ANN, 100, 5));
        assertEquals(Reason.ORDER_NOT_FOUND, cancel(1, BOB));
        assertEquals(Reason.ORDER_NOT_FOUND, amend(1, BOB, 100, 4));
        assertRests(Side.SELL, "1:5@100");
    }

    @Test
    void shouldForgetAMakerThatIsFilledInTheMiddleOfASweep() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 100, 5));
        place(sell(3, ANN, 101, 5));
        place(buy(4, BOB, 101, 12));
        assertTrades("5@100 4x1", "5@100 4x2", "2@101 4x3");
        assertEquals(Reason.ORDER_ALREADY_FINAL, cancel(2, ANN));
        assertResult("final FILLED FILLED");
        assertEquals(Reason.ORDER_ALREADY_FINAL, amend(1, ANN, 99, 5));
        assertEquals(Reason.NONE, cancel(3, ANN));
        assertOrder(3, "CANCELED USER filled 2 remaining 3");
        assertRests(Side.SELL);
    }

    @Test
    void shouldKeepPriorityWhenAQuantityGoesDown() {
        place(sell(1, ANN, 100, 10));
        place(sell(2, BOB, 100, 10));
        amend(1, ANN, 100, 4);
        assertResult("kept true");
        assertLevels("SELL 100 quantity 14 orders 2");
        place(buy(3, CID, 100, 5));
        assertTrades("4@100 3x1", "1@100 3x2");
    }

    @Test
    void shouldLosePriorityWhenAQuantityGoesUp() {
        place(sell(1, ANN, 100, 10));
        place(sell(2, BOB, 100, 10));
        amend(1, ANN, 100, 11);
        assertResult("kept false");
        assertRests(Side.SELL, "2:10@100", "1:11@100");
    }

    @Test
    void shouldCountFilledLotsInAnAmendedQuantity() {
        place(sell(1, ANN, 100, 10));
        place(buy(2, BOB, 100, 6));
        amend(1, ANN, 100, 8);
        assertOrder(1, "PARTIALLY_FILLED NONE filled 6 remaining 2");
        amend(1, ANN, 100, 6);
        assertOrder(1, "CANCELED USER filled 6 remaining 2");
        assertRests(Side.SELL);
    }

    @Test
    void shouldTradeAnAmendedOrderAtTheRestingPriceInBothDirections() {
        place(sell(1, ANN, 105, 5));
        place(buy(2, BOB, 100, 5));
        amend(2, BOB, 107, 5);
        assertTrades("5@105 2x1");
        place(buy(3, BOB, 100, 5));
        place(sell(4, ANN, 105, 5));
        amend(4, ANN, 98, 5);
        assertTrades("5@100 4x3");
        assertRests(Side.BUY);
        assertRests(Side.SELL);
    }

    @Test
    void shouldLeaveTheOthersOfALevelWhenOneIsAmendedAway() {
        place(sell(1, ANN, 100, 5));
        place(sell(2, ANN, 100, 6));
        place(sell(3, ANN, 100, 7));
        amend(2, ANN, 101, 6);
        assertRests(Side.SELL, "1:5@100", "3:7@100", "2:6@101");
        assertLevels("SELL 100 quantity 12 orders 2", "SELL 101 quantity 6 orders 1");
    }

    @Test
    void shouldRefuseABadAmendAndLeaveTheOrder() {
        place(sell(1, ANN, 100, 5));
        assertEquals(Reason.BAD_QUANTITY, amend(1, ANN, 100, 0));
        assertEquals(Reason.BAD_PRICE, amend(1, ANN, 0, 5));
        assertEquals(Reason.BAD_PRICE, amend(1, ANN, PRICE_MAX + 1, 5));
        assertRests(Side.SELL, "1:5@100");
    }

    @Test
    void shouldCancelManyByUserAndSideInTheOrderOfTheirIds() {
        place(buy(5, ANN, 100, 1));
        place(buy(2, ANN, 90, 1));
        place(sell(3, ANN, 110, 1));
        place(buy(4, BOB, 95, 1));
        place(stop(buy(1, ANN, 0, 1), 120));
        massCancel(ANN, Side.BUY);
        assertReported(1, 2, 5);
        assertOrder(5, "CANCELED MASS_CANCEL filled 0 remaining 1");
        assertRests(Side.BUY, "4:1@95");
        massCancel(0, null);
        assertReported(3, 4);
    }

    @Test
    void shouldBoundWhatOneCommandDoes() {
        open(new BookLimits(3, 1000, 10, 0));
        for (long id = 1; id <= 5; id++) {
            place(sell(id, ANN, 100, 1));
        }
        place(buy(9, BOB, 100, 5));
        assertTrades("1@100 9x1", "1@100 9x2", "1@100 9x3");
        assertOrder(9, "CANCELED FILL_LIMIT filled 3 remaining 2");
        place(fok(buy(10, BOB, 100, 2)));
        assertOrder(10, "FILLED FILLED filled 2 remaining 0");
        for (long id = 11; id <= 15; id++) {
            place(sell(id, ANN, 100, 1));
        }
        assertEquals(Reason.FILL_LIMIT, place(fok(buy(20, BOB, 100, 4))));
        massCancel(0, null);
        assertReported(11, 12, 13);
        assertResult("true CAPACITY");
        massCancel(0, null);
        assertReported(14, 15);
        assertResult("true NONE");
    }

    @Test
    void shouldFillFiveThousandInOneSweep() {
        for (long id = 1; id <= 5000; id++) {
            place(sell(id, ANN, 100 + id % 50, 2));
        }
        place(buy(9000, BOB, 200, 10_000));
        assertOrder(9000, "FILLED FILLED filled 10000 remaining 0");
        assertRests(Side.SELL);
    }

    @Test
    void shouldRefuseOrdersBeyondItsRoom() {
        open(new BookLimits(100, 2, 10, 0));
        place(buy(1, ANN, 100, 1));
        place(buy(2, ANN, 100, 1));
        assertEquals(Reason.CAPACITY, place(buy(3, ANN, 100, 1)));
        cancel(1, ANN);
        assertEquals(Reason.NONE, place(buy(4, ANN, 100, 1)));
    }

    @Test
    void shouldForgetTheFinalStateOfAnIdWhoseLowBitsCameAgain() {
        place(buy(1, ANN, 100, 1));
        cancel(1, ANN);
        place(buy(1 + FinalStates.COUNT, ANN, 100, 1));
        cancel(1 + FinalStates.COUNT, ANN);
        assertEquals(Reason.ORDER_NOT_FOUND, cancel(1, ANN));
        assertEquals(Reason.ORDER_ALREADY_FINAL, cancel(1 + FinalStates.COUNT, ANN));
    }
}
