package io.millrace.settlement.fault;

import io.millrace.settlement.egress.RowStore;
import io.millrace.settlement.egress.StoreFault;
import io.millrace.settlement.ledger.Asset;
import io.millrace.settlement.ledger.Candle;
import io.millrace.settlement.ledger.Candle.Prices;
import io.millrace.settlement.ledger.Candle.Volume;
import io.millrace.settlement.ledger.Instrument;
import io.millrace.settlement.ledger.Instrument.Grid;
import io.millrace.settlement.ledger.Instrument.Limits;
import io.millrace.settlement.ledger.Instrument.Market;
import io.millrace.settlement.ledger.Instrument.Rates;
import io.millrace.settlement.ledger.Interval;
import io.millrace.settlement.ledger.Reference;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.ledger.Table;
import io.millrace.settlement.recovery.ProgressStore;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A store in memory that behaves as the real one does: the cell with the greatest timestamp stays, a value that is not given
 * leaves what stands. It refuses a fact that is written again with another value. Each request waits until the test says what
 * becomes of it.
 */
public final class MemoryStore {
    private final Map<Table, Map<List<Object>, Cells>> tables = new EnumMap<>(Table.class);
    private final Map<String, StreamPosition> progress = new TreeMap<>();
    private final Map<String, Long> epochs = new TreeMap<>();
    private final List<Request> requests = new ArrayList<>();
    private int groupRowsSeenMax;

    /** Something that was asked and not answered yet. */
    public interface Request {
        /** Does it; does not answer. */
        void apply();

        /** Answers what came of {@link #apply}. */
        void answer();

        /** Answers that it failed; whether it was done the asker can't know. */
        void fail();

        String name();
    }

    private record WriteRequest(MemoryStore store, List<Row> rows, CompletableFuture<Void> result) implements Request {
        @Override
        public void apply() {
            rows.forEach(store::put);
        }

        @Override
        public void answer() {
            result.complete(null);
        }

        @Override
        public void fail() {
            result.completeExceptionally(new StoreFault("timed out", null, true));
        }

        @Override
        public String name() {
            return "WRITE";
        }
    }

    private static final class AdvanceRequest implements Request {
        private final MemoryStore store;
        private final Writer writer;
        private final List<StreamPosition> positions;
        private final CompletableFuture<ProgressStore.Fenced> result = new CompletableFuture<>();
        private ProgressStore.Fenced fenced;

        AdvanceRequest(final MemoryStore store, final Writer writer, final List<StreamPosition> positions) {
            this.store = store;
            this.writer = writer;
            this.positions = positions;
        }

        @Override
        public void apply() {
            for (final StreamPosition position : positions) {
                final String part = part(position.stream(), position.part());
                final long ours = writer.epochs.get(part);
                final long theirs = store.epochs.get(part);
                if (ours != theirs) {
                    fenced = new ProgressStore.Fenced(position.stream(), position.part(), ours, theirs, "other");
                    return;
                }
            }
            for (final StreamPosition position : positions) {
                final StreamPosition before = store.progress.put(part(position.stream(), position.part()), position);
                if (before.sequence() > position.sequence()) {
                    throw new AssertionError("progress went back from=" + before + " to=" + position);
                }
            }
        }

        @Override
        public void answer() {
            result.complete(fenced);
        }

        @Override
        public void fail() {
            result.completeExceptionally(new StoreFault("timed out", null, true));
        }

        @Override
        public String name() {
            return "ADVANCE";
        }
    }

    /** One settlement's way to the store. */
    public final class Writer implements RowStore, ProgressStore {
        private final Map<String, Long> epochs = new TreeMap<>();

        /** Takes a part over from whoever had it; tells how far it is settled. */
        public StreamPosition claim(final Stream stream, final int part) {
            final String name = part(stream, part);
            epochs.put(name, MemoryStore.this.epochs.merge(name, 1L, Long::sum));
            return progress.computeIfAbsent(name, key -> StreamPosition.start(stream, part));
        }

        @Override
        public CompletionStage<Void> write(final List<Row> rows) {
            groupRowsSeenMax = Math.max(groupRowsSeenMax, rows.size());
            if (!rows.stream()
                    .allMatch(row -> row.partitionKey().equals(rows.get(0).partitionKey()))) {
                throw new AssertionError("rows of several partitions in one group rows=" + rows);
            }
            final WriteRequest request = new WriteRequest(MemoryStore.this, rows, new CompletableFuture<>());
            requests.add(request);
            return request.result();
        }

        @Override
        public CompletionStage<Fenced> advance(final Stream stream, final List<StreamPosition> positions) {
            final AdvanceRequest request = new AdvanceRequest(MemoryStore.this, this, List.copyOf(positions));
            requests.add(request);
            return request.result;
        }
    }

    /** Requests that wait to be done and answered; the caller takes them out. */
    public List<Request> requests() {
        return requests;
    }

    /** Rows of the largest group so far. */
    public int groupRowsSeenMax() {
        return groupRowsSeenMax;
    }

    /** A new way in, as a new process has one. */
    public Writer writer() {
        return new Writer();
    }

    private static String part(final Stream stream, final int part) {
        return stream.label() + "/" + part;
    }

    /** A row's values with the timestamp of each. */
    private static final class Cells {
        final Object[] values;
        final long[] timestamps;

        Cells(final int count) {
            values = new Object[count];
            timestamps = new long[count];
        }
    }

    private void put(final Row row) {
        final int count = row.table().columns().size();
        final Cells cells = tables.computeIfAbsent(row.table(), table -> new HashMap<>())
                .computeIfAbsent(row.key(), key -> new Cells(count));
        for (int i = 0; i < count; i++) {
            final Object value = row.value(i) instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : row.value(i);
            final Object known = cells.values[i];
            if (value != null && (known == null || cells.timestamps[i] <= row.timestamp())) {
                if (row.table().kind() == Table.Kind.FACT && known != null && !known.equals(value)) {
                    throw new AssertionError("fact changed: known=" + known + " row=" + row);
                }
                cells.values[i] = value;
                cells.timestamps[i] = row.timestamp();
            }
        }
    }

    /** All rows and all progress, as text: equal texts are equal stores. */
    public String contents() {
        final List<String> lines = new ArrayList<>();
        tables.forEach((table, rows) -> rows.forEach((key, cells) -> lines.add(table + " " + text(cells))));
        progress.forEach((part, position) -> lines.add(part + " " + position.sequence() + " "
                + Arrays.hashCode(position.hash()) + " " + position.recordOffset()));
        Collections.sort(lines);
        return String.join("\n", lines);
    }

    private static String text(final Cells cells) {
        final StringBuilder text = new StringBuilder();
        for (final Object value : cells.values) {
            text.append(value instanceof ByteBuffer bytes ? bytes.limit() + "#" + bytes.hashCode() : value)
                    .append(' ');
        }
        return text.toString();
    }

    /** Values of a table's rows by column. */
    public List<Map<String, Object>> rows(final Table table) {
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (final Cells cells : tables.getOrDefault(table, Map.of()).values()) {
            final Map<String, Object> row = new HashMap<>();
            for (int i = 0; i < cells.values.length; i++) {
                row.put(table.columns().get(i), cells.values[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** How far a part is settled. */
    public long sequence(final Stream stream, final int part) {
        return progress.get(part(stream, part)).sequence();
    }

    /** Assets and instruments, as a recovery reads them. */
    public Reference reference() {
        final Reference reference = new Reference();
        rows(Table.ASSETS)
                .forEach(row -> reference.define(
                        new Asset((int) row.get("asset_id"), (String) row.get("symbol"), (int) row.get("scale"))));
        rows(Table.INSTRUMENTS).forEach(row -> {
            final Instrument instrument = instrument(row);
            final Grid grid = instrument.grid();
            reference.define(new Asset(instrument.baseAssetId(), (String) row.get("base"), grid.baseScale()));
            reference.define(new Asset(instrument.quoteAssetId(), (String) row.get("quote"), grid.quoteScale()));
            reference.define(instrument);
        });
        return reference;
    }

    private static Instrument instrument(final Map<String, Object> row) {
        return new Instrument(
                (int) row.get("instrument_id"),
                (String) row.get("symbol"),
                (int) row.get("base_asset_id"),
                (int) row.get("quote_asset_id"),
                new Market((int) row.get("lane"), (String) row.get("state")),
                new Grid(
                        (int) row.get("price_scale"),
                        (int) row.get("base_scale"),
                        (int) row.get("quote_scale"),
                        (long) row.get("tick_size"),
                        (long) row.get("lot_size"),
                        (long) row.get("notional_per_tick_lot")),
                new Limits(
                        (long) row.get("quantity_min"),
                        (long) row.get("quantity_max"),
                        (long) row.get("notional_min"),
                        (long) row.get("notional_max"),
                        (long) row.get("price_max")),
                new Rates(
                        (int) row.get("maker_fee_ppm"),
                        (int) row.get("taker_fee_ppm"),
                        (int) row.get("price_band_ppm"),
                        (int) row.get("collar_ppm")));
    }

    /** Candles that may go on, as a recovery reads them. */
    public List<Candle> candles(final Reference reference, final List<StreamPosition> lanes) {
        final List<Candle> candles = new ArrayList<>();
        for (final Instrument instrument : reference.instruments()) {
            final StreamPosition lane = lanes.get(instrument.market().lane());
            for (final Map<String, Object> row : rows(Table.KLINES)) {
                if (lane.sequence() > 0 && row.get("instrument").equals(instrument.symbol())) {
                    final Candle candle = candle(instrument, row);
                    final Interval interval = interval(row);
                    final Instant from = interval.openTime(interval.ordinal(lane.timestampUs()));
                    if (!((Instant) row.get("open_time")).isBefore(from)) {
                        candles.add(candle);
                    }
                }
            }
        }
        return candles;
    }

    private static Interval interval(final Map<String, Object> row) {
        return Arrays.stream(Interval.values())
                .filter(each -> each.label().equals(row.get("interval")))
                .findFirst()
                .orElseThrow();
    }

    private static Candle candle(final Instrument instrument, final Map<String, Object> row) {
        final Interval interval = interval(row);
        return new Candle(
                instrument,
                interval,
                interval.ordinal(((Instant) row.get("open_time")).toEpochMilli() * 1_000),
                new Prices(
                        instrument.ticks((BigDecimal) row.get("open")),
                        instrument.ticks((BigDecimal) row.get("high")),
                        instrument.ticks((BigDecimal) row.get("low")),
                        instrument.ticks((BigDecimal) row.get("close"))),
                volume(instrument, row, "volume", "quote_volume"),
                volume(instrument, row, "taker_buy_volume", "taker_buy_quote_volume"),
                (long) row.get("first_trade_id"),
                (long) row.get("last_trade_id"));
    }

    private static Volume volume(
            final Instrument instrument, final Map<String, Object> row, final String base, final String quote) {
        return new Volume(
                instrument.lots((BigDecimal) row.get(base)),
                ((BigDecimal) row.get(quote))
                        .movePointRight(instrument.grid().quoteScale())
                        .longValueExact());
    }
}
