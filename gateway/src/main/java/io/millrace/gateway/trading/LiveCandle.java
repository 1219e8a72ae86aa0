package io.millrace.gateway.trading;

import java.util.List;

/**
 * The candle of an interval that is not over: begun from what the store has, carried on by each trade. Trade ids are contiguous,
 * so that no trade is counted twice and a missing one is noticed. One thread.
 */
public final class LiveCandle {
    private final CandleInterval interval;
    private Candle candle;
    private long lastTradeId;
    private boolean isStarted;

    public LiveCandle(final CandleInterval interval) {
        this.interval = interval;
    }

    public CandleInterval interval() {
        return interval;
    }

    /** Whether it is right; trades before that are passed over. */
    public boolean isStarted() {
        return isStarted;
    }

    /** Null until there is a trade. */
    public Candle candle() {
        return candle;
    }

    /** Id of the last trade that is in it. */
    public long lastTradeId() {
        return lastTradeId;
    }

    /**
     * Begins with the newest candle that the store has, null if it has none, and the trades known of since, oldest first.
     * False if trades between are not known: ask the store again.
     */
    public boolean start(final Candle stored, final List<Trade> trades) {
        final long storedTradeId = stored == null ? 0 : stored.firstTradeId() + stored.tradeCount() - 1;
        if (!trades.isEmpty() && trades.get(0).tradeId() > storedTradeId + 1) {
            return false;
        }
        candle = stored;
        lastTradeId = storedTradeId;
        isStarted = true;
        trades.forEach(this::add);
        return true;
    }

    /** Forgets all: trades were missed. */
    public void stop() {
        isStarted = false;
    }

    /** Whether the next trade begins another candle. */
    public boolean isEndedBy(final Trade trade) {
        return candle != null && interval.ordinal(trade.timestampUs() / 1000) > candle.ordinal();
    }

    /** Takes the next trade; one that it has is passed over. */
    public void add(final Trade trade) {
        if (!isStarted || trade.tradeId() <= lastTradeId) {
            return;
        }
        lastTradeId = trade.tradeId();
        candle = candle == null || isEndedBy(trade) ? first(trade) : with(trade);
    }

    private Candle first(final Trade trade) {
        final long price = trade.price();
        return new Candle(
                interval.ordinal(trade.timestampUs() / 1000),
                new Candle.Prices(price, price, price, price),
                plus(new Candle.Volumes(0, 0, 0, 0), trade),
                1,
                trade.tradeId());
    }

    private Candle with(final Trade trade) {
        final Candle.Prices prices = candle.prices();
        return new Candle(
                candle.ordinal(),
                new Candle.Prices(
                        prices.open(),
                        Math.max(prices.high(), trade.price()),
                        Math.min(prices.low(), trade.price()),
                        trade.price()),
                plus(candle.volumes(), trade),
                candle.tradeCount() + 1,
                candle.firstTradeId());
    }

    private static Candle.Volumes plus(final Candle.Volumes volumes, final Trade trade) {
        final boolean isTakerBuy = trade.takerSide() == Side.BUY;
        return new Candle.Volumes(
                Math.addExact(volumes.base(), trade.quantity()),
                Math.addExact(volumes.quote(), trade.notional()),
                Math.addExact(volumes.takerBuyBase(), isTakerBuy ? trade.quantity() : 0),
                Math.addExact(volumes.takerBuyQuote(), isTakerBuy ? trade.notional() : 0));
    }
}
