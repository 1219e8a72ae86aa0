package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An instrument's trades, from the feed as far as it remembers, and then from the store. Any thread may ask. */
public final class TradeHistory {
    private final FeedPort feed;
    private final StorePort store;

    public TradeHistory(final FeedPort feed, final StorePort store) {
        this.feed = feed;
        this.store = store;
    }

    /** Trades with ids below one, newest first. */
    public CompletionStage<List<Trade>> below(final Instrument instrument, final long tradeId, final int countMax) {
        final List<Trade> page = new ArrayList<>();
        for (final Trade trade : feed.trades(instrument)) {
            if (trade.tradeId() < tradeId && page.size() < countMax) {
                page.add(trade);
            }
        }
        final long oldest = page.isEmpty()
                ? Math.min(tradeId, feed.lastTradeId(instrument) + 1)
                : page.get(page.size() - 1).tradeId();
        if (page.size() == countMax || oldest <= 1) {
            return CompletableFuture.completedStage(page);
        }
        return store.trades(instrument, oldest, countMax - page.size()).thenApply(stored -> {
            page.addAll(stored);
            return page;
        });
    }
}
