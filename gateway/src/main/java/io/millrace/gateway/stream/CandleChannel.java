package io.millrace.gateway.stream;

import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.LiveCandle;
import io.millrace.gateway.trading.PageQuery;
import io.millrace.gateway.trading.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The candle of one interval, told after each look with trades, once more when its time is over, and then never again. It
 * begins with what the store has; until that is known nothing is told.
 */
abstract class CandleChannel extends MarketChannel {
    private static final long RETRY_MS = 500;

    private final ChannelRegistry registry;
    private final LiveCandle live;
    private boolean isAsking;
    private long nextAskMs;
    private long closedOrdinal = Long.MIN_VALUE;

    CandleChannel(
            final String name, final Market market, final CandleInterval interval, final ChannelRegistry registry) {
        super(name, "kline", market);
        this.registry = registry;
        live = new LiveCandle(interval);
    }

    /** The message about a candle. */
    abstract byte[] message(String type, Candle candle, boolean isClosed, String reason);

    final CandleInterval interval() {
        return live.interval();
    }

    @Override
    byte[] snapshot(final BookChanges now, final String reason) {
        final Candle candle = live.candle();
        return !live.isStarted() || candle == null
                ? null
                : message("snapshot", candle, candle.ordinal() <= closedOrdinal, reason);
    }

    @Override
    List<byte[]> update(final BookChanges changes) {
        if (changes.isReset()) {
            live.stop();
        }
        if (!live.isStarted() || changes.trades().isEmpty()) {
            return List.of();
        }
        final List<byte[]> messages = new ArrayList<>(1);
        final long before = live.lastTradeId();
        for (final Trade trade : changes.trades()) {
            if (live.isEndedBy(trade) && live.candle().ordinal() > closedOrdinal) {
                messages.add(closing());
            }
            live.add(trade);
        }
        if (live.lastTradeId() > before) {
            messages.add(message("update", live.candle(), false, null));
        }
        return messages;
    }

    @Override
    List<byte[]> tick(final long nowMs) {
        if (!live.isStarted()) {
            ask(nowMs);
            return List.of();
        }
        final Candle candle = live.candle();
        return candle != null
                        && candle.ordinal() > closedOrdinal
                        && nowMs > interval().closeMs(candle.ordinal())
                ? List.of(closing())
                : List.of();
    }

    private byte[] closing() {
        closedOrdinal = live.candle().ordinal();
        return message("update", live.candle(), true, null);
    }

    private void ask(final long nowMs) {
        if (isAsking || nowMs < nextAskMs) {
            return;
        }
        isAsking = true;
        nextAskMs = nowMs + RETRY_MS;
        registry.sources()
                .history()
                .candles(instrument(), interval(), new PageQuery(Long.MAX_VALUE, 1, 0, Long.MAX_VALUE))
                .whenComplete((page, fault) -> registry.execute(() -> {
                    isAsking = false;
                    if (fault == null) {
                        start(page.entries().isEmpty() ? null : page.entries().get(0));
                    }
                }));
    }

    private void start(final Candle stored) {
        final List<Trade> trades = new ArrayList<>(registry.sources().feed().trades(instrument()));
        Collections.reverse(trades);
        if (live.start(stored, trades) && live.candle() != null) {
            final Candle candle = live.candle();
            if (registry.nowMs() > interval().closeMs(candle.ordinal())) {
                closedOrdinal = candle.ordinal();
            }
            registry.publish(this, message("snapshot", candle, candle.ordinal() <= closedOrdinal, null));
        }
    }
}
