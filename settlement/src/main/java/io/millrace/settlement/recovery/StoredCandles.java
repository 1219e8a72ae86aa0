package io.millrace.settlement.recovery;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.settlement.ledger.Candle;
import io.millrace.settlement.ledger.Candle.Prices;
import io.millrace.settlement.ledger.Candle.Volume;
import io.millrace.settlement.ledger.Instrument;
import io.millrace.settlement.ledger.Interval;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.ledger.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Reads the candles that may still change or are ahead of the settled place: all from a little before its time. A lane that
 * has settled nothing needs none, for its trades are folded from the first. Blocks.
 */
final class StoredCandles {
    /** How far the clocks of the shards that feed a lane may be apart. */
    private static final long CLOCK_SKEW_US = 60_000_000;

    private final CqlSession session;
    private final PreparedStatement select;

    StoredCandles(final CqlSession session) {
        this.session = session;
        select = session.prepare(
                "SELECT * FROM klines WHERE instrument = ? AND interval = ? AND bucket = ? AND open_time >= ?");
    }

    List<Candle> load(final Instrument instrument, final StreamPosition lane) {
        final List<Candle> candles = new ArrayList<>();
        if (lane.sequence() == 0) {
            return candles;
        }
        final List<Query> queries = new ArrayList<>();
        for (final Interval interval : Interval.values()) {
            final long from = interval.ordinal(lane.timestampUs() - CLOCK_SKEW_US);
            final long bucket = Table.bucket(from);
            queries.add(new Query(interval, ask(instrument, interval, bucket, from)));
            queries.add(new Query(interval, ask(instrument, interval, bucket + 1, from)));
        }
        queries.forEach(query -> collect(query, instrument, candles));
        return candles;
    }

    private record Query(Interval interval, CompletionStage<AsyncResultSet> answer) {}

    private CompletionStage<AsyncResultSet> ask(
            final Instrument instrument, final Interval interval, final long bucket, final long from) {
        return session.executeAsync(
                select.bind(instrument.symbol(), interval.label(), bucket, interval.openTime(from)));
    }

    private static void collect(final Query query, final Instrument instrument, final List<Candle> candles) {
        AsyncResultSet page = query.answer().toCompletableFuture().join();
        while (true) {
            page.currentPage().forEach(row -> candles.add(candle(row, instrument, query.interval())));
            if (!page.hasMorePages()) {
                return;
            }
            page = page.fetchNextPage().toCompletableFuture().join();
        }
    }

    private static Candle candle(final Row row, final Instrument instrument, final Interval interval) {
        return new Candle(
                instrument,
                interval,
                interval.ordinal(row.getInstant("open_time").toEpochMilli() * 1_000),
                new Prices(
                        instrument.ticks(row.getBigDecimal("open")),
                        instrument.ticks(row.getBigDecimal("high")),
                        instrument.ticks(row.getBigDecimal("low")),
                        instrument.ticks(row.getBigDecimal("close"))),
                volume(row, instrument, "volume", "quote_volume"),
                volume(row, instrument, "taker_buy_volume", "taker_buy_quote_volume"),
                row.getLong("first_trade_id"),
                row.getLong("last_trade_id"));
    }

    private static Volume volume(
            final Row row, final Instrument instrument, final String baseColumn, final String quoteColumn) {
        final BigDecimal quote = row.getBigDecimal(quoteColumn);
        return new Volume(
                instrument.lots(row.getBigDecimal(baseColumn)),
                quote.movePointRight(instrument.grid().quoteScale()).longValueExact());
    }
}
