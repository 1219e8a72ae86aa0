package io.millrace.settlement.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Folds trades into candles of every interval. A candle in the store may be ahead of the settled position, for its row was
 * written before the progress that covers it: such candles are given at the start, and a trade that one of them has already
 * is passed over. So a replay ends with the same candles. A trade with a time before the running candle counts in the running
 * one.
 */
final class Candles {
    private static final Interval[] INTERVALS = Interval.values();

    private final Int2ObjectHashMap<Series[]> seriesByInstrument = new Int2ObjectHashMap<>();
    private final Set<Candle> touched = new LinkedHashSet<>();

    /** One instrument's candles of one interval. */
    private static final class Series {
        final ArrayDeque<Candle> ahead = new ArrayDeque<>();
        Candle running;
    }

    /** @param stored candles that the store has from about the settled position on. */
    Candles(final List<Candle> stored) {
        final List<Candle> sorted = new ArrayList<>(stored);
        sorted.sort(Comparator.comparingLong(Candle::firstTradeId));
        for (final Candle candle : sorted) {
            seriesOf(candle.instrument().id())[candle.interval().ordinal()].ahead.add(candle);
        }
    }

    private Series[] seriesOf(final int instrumentId) {
        return seriesByInstrument.computeIfAbsent(instrumentId, id -> {
            final Series[] series = new Series[INTERVALS.length];
            for (int i = 0; i < series.length; i++) {
                series[i] = new Series();
            }
            return series;
        });
    }

    void onTrade(final Instrument instrument, final Trade trade, final long timestampUs) {
        final Series[] all = seriesOf(instrument.id());
        for (final Interval interval : INTERVALS) {
            fold(all[interval.ordinal()], instrument, interval, trade, interval.ordinal(timestampUs));
        }
    }

    private void fold(
            final Series series,
            final Instrument instrument,
            final Interval interval,
            final Trade trade,
            final long ordinal) {
        while (!series.ahead.isEmpty() && series.ahead.peek().firstTradeId() <= trade.tradeId()) {
            series.running = series.ahead.poll();
        }
        final Candle running = series.running;
        if (running != null && trade.tradeId() <= running.lastTradeId()) {
            return;
        }
        if (running == null || ordinal > running.ordinal()) {
            series.running = new Candle(instrument, interval, ordinal, trade);
        } else {
            running.add(trade);
        }
        touched.add(series.running);
    }

    /** Tells the rows of all candles that changed since the last call. */
    void flush(final LedgerListener listener) {
        for (final Candle candle : touched) {
            listener.onRow(candle.row());
        }
        touched.clear();
    }
}
