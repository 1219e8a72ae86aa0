package io.millrace.gateway.egress;

import static io.millrace.gateway.egress.BucketScan.BUCKET_SIZE;

import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.HistoryPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.LedgerEntry;
import io.millrace.gateway.trading.OrderPlace;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Page;
import io.millrace.gateway.trading.PageQuery;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.UserFill;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lists over CQL. Any thread may call; nothing blocks. */
final class CqlHistory implements HistoryPort {
    private static final long US_PER_MS = 1000;
    private static final long HOUR_MS = 3_600_000;
    /** Keeps a time within what the store can hold. */
    private static final long TIME_MS_MAX = 253_402_300_799_000L;

    private final CqlConnection connection;
    private final StoreReference reference;

    CqlHistory(final CqlConnection connection, final StoreReference reference) {
        this.connection = connection;
        this.reference = reference;
    }

    private record PlacedRow(OrderPlace place, String symbol, long createdMs) {}

    private record StoredTransfer(long eventSequence, TransferResult result) {}

    @Override
    public CompletionStage<Page<OrderPlace>> orders(
            final long userId, final Instrument instrument, final PageQuery query) {
        final BucketScan<PlacedRow> scan = new BucketScan<>(
                (bucket, below, countMax) -> connection
                        .read(statements -> statements.orderHistory.bind(userId, bucket, below, countMax))
                        .thenCompose(rows -> CqlRows.all(
                                rows,
                                row -> new PlacedRow(
                                        new OrderPlace(row.getLong("account_sequence"), row.getLong("order_id")),
                                        row.getString("instrument"),
                                        row.getInstant("created").toEpochMilli()))),
                row -> row.place.accountSequence(),
                PlacedRow::createdMs,
                instrument == null ? null : row -> row.symbol.equals(instrument.symbol()),
                row -> row.place.accountSequence() == 1);
        return start(userId, query)
                .thenCompose(below -> scan.page(below, 0, query))
                .thenApply(page ->
                        page.with(page.entries().stream().map(PlacedRow::place).toList()));
    }

    @Override
    public CompletionStage<Page<UserFill>> fills(
            final long userId, final Instrument instrument, final PageQuery query) {
        final BucketScan<UserFill> scan = new BucketScan<>(
                (bucket, below, countMax) -> connection
                        .read(statements -> statements.fillsOfUser.bind(userId, bucket, below, countMax))
                        .thenCompose(rows -> CqlRows.all(
                                rows,
                                row -> RowReading.userFill(row, reference.instrument(row.getString("instrument"))))),
                UserFill::accountSequence,
                fill -> fill.timestampUs() / US_PER_MS,
                instrument == null ? null : fill -> fill.instrument().equals(instrument),
                fill -> fill.accountSequence() == 1);
        return start(userId, query).thenCompose(below -> scan.page(below, 0, query));
    }

    @Override
    public CompletionStage<List<UserFill>> fillsOfOrder(final OrderView order) {
        return connection
                .read(statements -> statements.fillsOfOrder.bind(order.orderId()))
                .thenCompose(rows -> CqlRows.all(rows, row -> RowReading.fillOfOrder(row, order)));
    }

    @Override
    public CompletionStage<Page<LedgerEntry>> ledger(final long userId, final Asset asset, final PageQuery query) {
        return assetsOf(userId).thenCompose(assets -> start(userId, query).thenCompose(below -> {
            CompletionStage<List<Page<LedgerEntry>>> pages = CompletableFuture.completedStage(new ArrayList<>());
            for (final Asset each : assets) {
                if (asset == null || asset.equals(each)) {
                    pages = pages.thenCombine(ledgerOf(userId, each, below, query), (all, page) -> {
                        all.add(page);
                        return all;
                    });
                }
            }
            return pages.thenApply(all -> LedgerMerge.merge(all, query.countMax()));
        }));
    }

    @Override
    public CompletionStage<Page<TransferResult>> transfers(final long userId, final PageQuery query) {
        final BucketScan<StoredTransfer> scan = new BucketScan<>(
                (bucket, below, countMax) -> connection
                        .read(statements -> statements.transferHistory.bind(userId, below, countMax))
                        .thenCompose(rows -> CqlRows.all(
                                rows,
                                row -> new StoredTransfer(
                                        row.getLong("event_sequence"),
                                        RowReading.transfer(row, reference.asset(row.getString("asset")))))),
                StoredTransfer::eventSequence,
                transfer -> transfer.result.timestampUs() / US_PER_MS,
                null,
                transfer -> transfer.eventSequence == 1);
        // One partition a user: what is below the rows of one read is the list's rest, whatever its bucket.
        return scan.unbucketed(query)
                .thenApply(page -> page.with(
                        page.entries().stream().map(StoredTransfer::result).toList()));
    }

    @Override
    public CompletionStage<List<Balance>> balancesAsOf(final long userId, final long coreSequence) {
        return assetsOf(userId).thenCompose(assets -> accountSequence(userId).thenCompose(last -> {
            CompletionStage<List<Balance>> balances = CompletableFuture.completedStage(new ArrayList<>());
            for (final Asset asset : assets) {
                final LedgerSearch search = new LedgerSearch(
                        (bucket, below, countMax) -> ledgerRows(userId, asset, bucket, below, countMax), coreSequence);
                balances = balances.thenCombine(search.last(last), (all, entry) -> {
                    entry.ifPresent(found -> all.add(new Balance(
                            asset, found.amounts().available(), found.amounts().held(), found.accountSequence())));
                    return all;
                });
            }
            return balances;
        }));
    }

    @Override
    public CompletionStage<Page<Candle>> candles(
            final Instrument instrument, final CandleInterval interval, final PageQuery query) {
        final BucketScan<Candle> scan = new BucketScan<>(
                (bucket, below, countMax) -> connection
                        .read(statements -> statements.candles.bind(
                                instrument.symbol(),
                                interval.label(),
                                bucket,
                                Instant.ofEpochMilli(interval.openMs(below)),
                                countMax))
                        .thenCompose(rows -> CqlRows.all(rows, row -> RowReading.candle(row, instrument, interval))),
                Candle::ordinal,
                candle -> interval.openMs(candle.ordinal()),
                null,
                candle -> candle.firstTradeId() == 1);
        final long newest = interval.ordinal(Math.min(query.endMs(), System.currentTimeMillis() + HOUR_MS)) + 1;
        // The end is in the place to begin at: nothing that is read is passed over.
        final PageQuery open = new PageQuery(query.below(), query.countMax(), query.startMs(), Long.MAX_VALUE);
        return scan.page(Math.min(query.below(), newest), interval.ordinal(query.startMs()), open);
    }

    @Override
    public CompletionStage<Long> accountSequence(final long userId) {
        return connection
                .read(statements -> statements.balances.bind(userId))
                .thenCompose(rows -> CqlRows.all(rows, row -> row.getLong("account_sequence")))
                .thenApply(sequences ->
                        sequences.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    private CompletionStage<List<Asset>> assetsOf(final long userId) {
        return connection
                .read(statements -> statements.balances.bind(userId))
                .thenCompose(rows -> CqlRows.all(rows, row -> reference.asset(row.getString("asset"))))
                .thenApply(assets -> assets.stream()
                        .distinct()
                        .sorted(Comparator.comparing(Asset::symbol))
                        .toList());
    }

    private CompletionStage<Page<LedgerEntry>> ledgerOf(
            final long userId, final Asset asset, final long below, final PageQuery query) {
        return new BucketScan<LedgerEntry>(
                        (bucket, under, countMax) -> ledgerRows(userId, asset, bucket, under, countMax),
                        LedgerEntry::accountSequence,
                        entry -> entry.timestampUs() / US_PER_MS,
                        null,
                        entry -> entry.accountSequence() == 1)
                .page(below, 0, query);
    }

    private CompletionStage<List<LedgerEntry>> ledgerRows(
            final long userId, final Asset asset, final long bucket, final long below, final int countMax) {
        return connection
                .read(statements -> statements.ledger.bind(userId, asset.symbol(), bucket, below, countMax))
                .thenCompose(rows -> CqlRows.all(rows, row -> RowReading.ledgerEntry(row, asset)));
    }

    /** Sequence of the user's below which the page is: the cursor's, or that of the first event after its end. */
    private CompletionStage<Long> start(final long userId, final PageQuery query) {
        if (!query.isFromNewest()) {
            return CompletableFuture.completedStage(query.below());
        }
        final CompletionStage<Long> newest =
                accountSequence(userId).thenApply(last -> (last / BUCKET_SIZE + 1) * BUCKET_SIZE);
        if (query.endMs() >= System.currentTimeMillis()) {
            return newest;
        }
        final Instant end = Instant.ofEpochMilli(Math.min(query.endMs(), TIME_MS_MAX));
        return newest.thenCompose(
                last -> firstAfter(userId, end, end.atZone(ZoneOffset.UTC).getYear(), last));
    }

    private CompletionStage<Long> firstAfter(
            final long userId, final Instant end, final int year, final long otherwise) {
        if (year > Instant.now().atZone(ZoneOffset.UTC).getYear()) {
            return CompletableFuture.completedStage(otherwise);
        }
        return connection
                .read(statements -> statements.hourAfter.bind(Long.toString(userId), year, end))
                .thenCompose(rows -> CqlRows.one(rows, row -> row.getLong("sequence"))
                        .map(CompletableFuture::completedStage)
                        .orElseGet(() -> firstAfter(userId, end, year + 1, otherwise)));
    }
}
