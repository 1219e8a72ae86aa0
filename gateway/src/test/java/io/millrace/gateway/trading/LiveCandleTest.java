package io.millrace.gateway.trading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveCandleTest {
    private static final long MINUTE_US = 60_000_000;

    @Test
    void shouldAddUpTradesOfAnIntervalAndBeginAnotherWithTheNext() {
        final LiveCandle candle = new LiveCandle(CandleInterval.M1);
        assertTrue(candle.start(null, List.of()));
        candle.add(trade(1, 100, 3, Side.BUY, 0));
        candle.add(trade(2, 90, 2, Side.SELL, 10));
        candle.add(trade(3, 110, 1, Side.BUY, 20));
        assertEquals(new Candle.Prices(100, 110, 90, 110), candle.candle().prices());
        assertEquals(new Candle.Volumes(6, 590, 4, 410), candle.candle().volumes());
        final Trade next = trade(4, 50, 1, Side.SELL, MINUTE_US);
        assertTrue(candle.isEndedBy(next));
        candle.add(next);
        assertEquals(
                new Candle(1, new Candle.Prices(50, 50, 50, 50), new Candle.Volumes(1, 50, 0, 0), 1, 4),
                candle.candle());
    }

    @Test
    void shouldAskAgainWhenTradesBetweenStoreAndFeedAreNotKnown() {
        final LiveCandle candle = new LiveCandle(CandleInterval.M1);
        assertFalse(candle.start(null, List.of(trade(2, 100, 1, Side.BUY, 0))));
        candle.add(trade(3, 100, 1, Side.BUY, 0));
        assertFalse(candle.isStarted());
    }

    @Test
    void shouldComeToTheSameWhereverTheStoreEndsAndTheFeedBegins() {
        final Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            final List<Trade> trades = new ArrayList<>();
            final int count = 1 + random.nextInt(30);
            long timeUs = 0;
            for (int id = 1; id <= count; id++) {
                timeUs += random.nextInt(20_000_000);
                trades.add(trade(id, 1 + random.nextInt(100), 1 + random.nextInt(9), Side.BUY, timeUs));
            }
            final int storedCount = random.nextInt(count + 1);
            final int feedFrom = random.nextInt(storedCount + 1);
            final int lookAt = feedFrom + random.nextInt(count - feedFrom + 1);
            final LiveCandle whole = of(trades);
            final Candle stored = of(trades.subList(0, storedCount)).candle();
            final LiveCandle pieced = new LiveCandle(CandleInterval.M1);
            final List<Trade> feed = trades.subList(feedFrom, Math.max(lookAt, storedCount));
            assertTrue(pieced.start(stored, feed), "round=" + round);
            trades.subList(feedFrom, count).forEach(pieced::add);
            assertEquals(whole.candle(), pieced.candle(), "round=" + round);
        }
    }

    private static LiveCandle of(final List<Trade> trades) {
        final LiveCandle candle = new LiveCandle(CandleInterval.M1);
        candle.start(null, List.of());
        trades.forEach(candle::add);
        return candle;
    }

    private static Trade trade(
            final long id, final long price, final long quantity, final Side takerSide, final long timeUs) {
        return new Trade(id, price, quantity, price * quantity, takerSide, timeUs);
    }
}
