package io.millrace.gateway.trading;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Adds up the last 24 hours of each instrument, at most once a second. Any thread may call; nothing blocks. */
public final class Tickers {
    private static final long KEEP_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    /** Minutes of a day, and the one that is not over. */
    private static final int CANDLES_MAX = 1441;

    private final HistoryPort history;
    private final Map<Integer, Kept> kept = new ConcurrentHashMap<>();

    public Tickers(final HistoryPort history) {
        this.history = history;
    }

    private record Kept(long madeNs, CompletionStage<Ticker> ticker) {}

    /** The instrument's ticker, not older than a second. */
    public CompletionStage<Ticker> ticker(final Instrument instrument) {
        final long nowNs = System.nanoTime();
        return kept.compute(
                        instrument.instrumentId(),
                        (id, last) -> last == null || nowNs - last.madeNs >= KEEP_NS || isFailed(last)
                                ? new Kept(nowNs, read(instrument))
                                : last)
                .ticker;
    }

    private static boolean isFailed(final Kept last) {
        return last.ticker.toCompletableFuture().isCompletedExceptionally();
    }

    private CompletionStage<Ticker> read(final Instrument instrument) {
        final long closeMs = System.currentTimeMillis();
        final long openMs = CandleInterval.M1.openMs(CandleInterval.M1.ordinal(closeMs - DAY_MS)) + 60_000;
        final PageQuery query = new PageQuery(Long.MAX_VALUE, CANDLES_MAX, openMs, closeMs);
        return history.candles(instrument, CandleInterval.M1, query)
                .thenApply(page -> sum(instrument, page.entries(), openMs, closeMs));
    }

    /** {@code candles}: newest first. */
    private static Ticker sum(
            final Instrument instrument, final List<Candle> candles, final long openMs, final long closeMs) {
        if (candles.isEmpty()) {
            return new Ticker(instrument, null, new Candle.Volumes(0, 0, 0, 0), 0, 0, openMs, closeMs);
        }
        long high = Long.MIN_VALUE;
        long low = Long.MAX_VALUE;
        long base = 0;
        long quote = 0;
        long takerBuyBase = 0;
        long takerBuyQuote = 0;
        long tradeCount = 0;
        for (final Candle candle : candles) {
            high = Math.max(high, candle.prices().high());
            low = Math.min(low, candle.prices().low());
            base = Math.addExact(base, candle.volumes().base());
            quote = Math.addExact(quote, candle.volumes().quote());
            takerBuyBase = Math.addExact(takerBuyBase, candle.volumes().takerBuyBase());
            takerBuyQuote = Math.addExact(takerBuyQuote, candle.volumes().takerBuyQuote());
            tradeCount += candle.tradeCount();
        }
        final Candle first = candles.get(candles.size() - 1);
        final Candle.Prices prices = new Candle.Prices(
                first.prices().open(), high, low, candles.get(0).prices().close());
        return new Ticker(
                instrument,
                prices,
                new Candle.Volumes(base, quote, takerBuyBase, takerBuyQuote),
                tradeCount,
                first.firstTradeId(),
                openMs,
                closeMs);
    }
}
