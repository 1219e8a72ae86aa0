package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatchingEngineTest {
    private static final InstrumentDefinition BTC_USDT = new InstrumentDefinition(1, 1, 3, 10_000, 1, 1_000_000_000);

    private final RecordingListener listener = new RecordingListener();
    private final MatchingEngine engine = new MatchingEngine(listener);
    private final NewOrder order = new NewOrder();

    @Test
    void shouldTradeAtTheRestingPriceWithFeesAndDeltasThatSumToZero() {
        engine.list(BTC_USDT, InstrumentState.OPEN);
        engine.place(1, order.of(1, 1002, Side.SELL, 4_200_000, 10_000).fees(200, 1000));
        listener.drain();

        engine.place(1, order.of(2, 1001, Side.BUY, 4_210_000, 2_500).fees(200, 1000));

        assertEquals(
                List.of(
                        "trade 1 2500@4200000 notional 10500000000 maker 1 user 1002 left 7500 fee 2100000"
                                + " taker 2 user 1001 left 0 fee 25000 BUY",
                        "order 2 user 1001 BUY FILLED FILLED price 4210000 quantity 2500 filled 2500 remaining 0"
                                + " notional 10500000000 trigger 0",
                        "order 1 user 1002 SELL PARTIALLY_FILLED NONE price 4200000 quantity 10000 filled 2500"
                                + " remaining 7500 notional 10500000000 trigger 0",
                        "level SELL 4200000 quantity 7500 orders 1",
                        "delta account 1001 asset 1 24975000",
                        "delta account 1001 asset 3 -10500000000",
                        "delta account 1002 asset 1 -25000000",
                        "delta account 1002 asset 3 10497900000",
                        "delta account -1 asset 1 25000",
                        "delta account -1 asset 3 2100000",
                        "result 1 last 4200000 accepted NONE"),
                listener.drain());
    }

    @Test
    void shouldRefuseWhatNamesAnUnknownInstrument() {
        assertEquals(Reason.BAD_SYMBOL, engine.place(9, order.of(1, 1, Side.BUY, 1, 1)));
        assertEquals(List.of("result 9 last 0 refused BAD_SYMBOL"), listener.drain());
    }

    @Test
    void shouldReleaseWhatACancelTakesOut() {
        engine.list(BTC_USDT, InstrumentState.OPEN);
        engine.place(1, order.of(1, 1002, Side.SELL, 100, 10));
        listener.drain();

        assertEquals(Reason.NONE, engine.cancel(1, 1, 1002, Reason.USER));
        assertEquals(
                List.of(
                        "order 1 user 1002 SELL CANCELED USER price 100 quantity 10 filled 0 remaining 10 notional 0"
                                + " trigger 0",
                        "level SELL 100 quantity 0 orders 0",
                        "result 1 last 0 accepted NONE"),
                listener.drain());
        assertEquals(Reason.ORDER_ALREADY_FINAL, engine.cancel(1, 1, 1002, Reason.USER));
        assertEquals(OrderStatus.CANCELED, engine.book(1).result().finalStatus());
        assertEquals(Reason.ORDER_NOT_FOUND, engine.cancel(1, 2, 1002, Reason.USER));
    }

    @Test
    void shouldExpireInAllBooksByOneTick() {
        engine.list(BTC_USDT, InstrumentState.OPEN);
        engine.list(new InstrumentDefinition(2, 2, 3, 10_000, 1, 1_000_000_000), InstrumentState.OPEN);
        engine.place(
                1, order.of(1, 1, Side.BUY, 10, 1).timeInForce(TimeInForce.GTD).expireTimeUs(50));
        engine.place(
                2, order.of(2, 1, Side.BUY, 20, 1).timeInForce(TimeInForce.GTD).expireTimeUs(40));
        listener.drain();

        engine.tick(50);

        assertEquals(
                List.of(
                        "order 1 user 1 BUY EXPIRED GTD price 10 quantity 1 filled 0 remaining 1 notional 0 trigger 0",
                        "order 2 user 1 BUY EXPIRED GTD price 20 quantity 1 filled 0 remaining 1 notional 0 trigger 0",
                        "level BUY 10 quantity 0 orders 0",
                        "level BUY 20 quantity 0 orders 0",
                        "result 0 last 0 accepted NONE"),
                listener.drain());
    }
}
