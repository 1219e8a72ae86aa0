package io.millrace.gateway.stream;

import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Ticker;
import java.util.Arrays;
import java.util.List;

/** The last 24 hours, looked up once a second while someone listens, and told when anything but the time has changed. */
abstract class DayTickerChannel extends MarketChannel {
    private static final long ASK_MS = 1000;

    private final ChannelRegistry registry;
    private long nextAskMs;
    private boolean isAsking;
    private Ticker last;
    private BookChanges book;
    private long[] lastBest = {};

    DayTickerChannel(final String name, final Market market, final ChannelRegistry registry) {
        super(name, "ticker", market);
        this.registry = registry;
    }

    /** The message about the last 24 hours; {@code now} has the best prices. */
    abstract byte[] message(String type, Ticker ticker, BookChanges now, String reason);

    @Override
    byte[] snapshot(final BookChanges now, final String reason) {
        book = now;
        return last == null ? null : message("snapshot", last, now, reason);
    }

    @Override
    List<byte[]> update(final BookChanges changes) {
        book = changes;
        return List.of();
    }

    @Override
    List<byte[]> tick(final long nowMs) {
        if (!isAsking && nowMs >= nextAskMs) {
            isAsking = true;
            nextAskMs = nowMs + ASK_MS;
            registry.sources()
                    .tickers()
                    .ticker(instrument())
                    .whenComplete((ticker, fault) -> registry.execute(() -> {
                        isAsking = false;
                        if (fault == null) {
                            take(ticker);
                        }
                    }));
        }
        return List.of();
    }

    private void take(final Ticker ticker) {
        final long[] best = BboChannel.best(book.depth());
        final boolean isNews = last == null
                || last.tradeCount() != ticker.tradeCount()
                || last.firstTradeId() != ticker.firstTradeId()
                || !Arrays.equals(best, lastBest);
        final String type = last == null ? "snapshot" : "update";
        last = ticker;
        lastBest = best;
        if (isNews) {
            registry.publish(this, message(type, ticker, book, null));
        }
    }
}
