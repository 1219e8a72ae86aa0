package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.ChainPort;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.HistoryPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.StorePort;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.WithdrawalView;
import io.millrace.schema.Accounts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The store over CQL. Any thread may call; nothing blocks. */
public final class CqlStore implements StorePort, AutoCloseable {
    private final CqlConnection connection;
    private final StoreSettings settings;
    private final StoreReference reference;

    /** {@code refresh} is told when a row names what {@code reference} does not have. */
    public CqlStore(final StoreSettings settings, final Supplier<ReferenceTable> reference, final Runnable refresh) {
        this.settings = settings;
        this.reference = new StoreReference(reference, refresh);
        connection = new CqlConnection(settings);
    }

    /** The store's lists, over the same connection. */
    public HistoryPort history() {
        return new CqlHistory(connection, reference);
    }

    /** What the store has of chains, over the same connection. */
    public ChainPort chain() {
        return new CqlChain(connection);
    }

    /** Reads all keys of the exchange into a directory. */
    public KeyBootstrap keys(final KeyDirectory directory) {
        return new KeyBootstrap(connection, settings, directory);
    }

    @Override
    public boolean isConnected() {
        return connection.isConnected();
    }

    @Override
    public CompletionStage<Long> coreSequence(final long userId) {
        final int shard = Accounts.shard(userId, settings.shards());
        final int partition = Accounts.partition(userId, settings.balancePartitions());
        return position("balance.events", shard << 16 | partition, "core_sequence");
    }

    @Override
    public CompletionStage<Long> outputSequence(final int lane) {
        return position("engine", lane, "sequence");
    }

    @Override
    public CompletionStage<List<Balance>> balances(final long userId) {
        return connection
                .read(statements -> statements.balances.bind(userId))
                .thenCompose(rows -> CqlRows.all(rows, this::balance))
                .thenApply(balances -> {
                    balances.sort(
                            Comparator.comparing(balance -> balance.asset().symbol()));
                    return balances;
                });
    }

    @Override
    public CompletionStage<Optional<OrderView>> order(final long orderId) {
        return connection
                .read(statements -> statements.order.bind(orderId))
                .thenApply(rows -> CqlRows.one(
                        rows, row -> RowReading.order(row, reference.instrument(row.getString("instrument")))));
    }

    @Override
    public CompletionStage<Optional<Long>> orderIdByClientId(final long userId, final String clientOrderId) {
        return connection
                .read(statements -> statements.orderIdByClientId.bind(userId, clientOrderId))
                .thenApply(rows -> CqlRows.one(rows, row -> row.getLong("order_id")));
    }

    @Override
    public CompletionStage<Optional<TransferResult>> transfer(final long userId, final String requestId) {
        return connection
                .read(statements -> statements.transfer.bind(userId, requestId))
                .thenApply(rows ->
                        CqlRows.one(rows, row -> RowReading.transfer(row, reference.asset(row.getString("asset")))));
    }

    @Override
    public CompletionStage<List<WithdrawalView>> withdrawals(final long userId, final int countMax) {
        return connection
                .read(statements -> statements.withdrawals.bind(userId, countMax))
                .thenCompose(rows -> CqlRows.all(rows, RowReading::withdrawal));
    }

    @Override
    public CompletionStage<List<Trade>> trades(
            final Instrument instrument, final long belowTradeId, final int countMax) {
        return tradesOfBucket(instrument, (belowTradeId - 1) / BucketScan.BUCKET_SIZE, belowTradeId, countMax);
    }

    @Override
    public CompletionStage<List<Fill>> fillsOfOrder(final OrderView order) {
        final Instrument instrument = order.order().instrument();
        return connection
                .read(statements -> statements.fillsOfOrder.bind(order.orderId()))
                .thenCompose(rows -> CqlRows.all(rows, row -> RowReading.fill(row, instrument)));
    }

    @Override
    public void close() {
        connection.close();
    }

    CqlConnection connection() {
        return connection;
    }

    private CompletionStage<Long> position(final String stream, final int part, final String column) {
        return connection
                .read(statements -> statements.position.bind(stream, part))
                .thenApply(rows -> CqlRows.one(rows, row -> row.getLong(column)).orElse(0L));
    }

    /** Reads on in the bucket before until the page is full or the first bucket is done. */
    private CompletionStage<List<Trade>> tradesOfBucket(
            final Instrument instrument, final long bucket, final long belowTradeId, final int countMax) {
        return connection
                .read(statements -> statements.trades.bind(instrument.symbol(), bucket, belowTradeId, countMax))
                .thenCompose(rows -> CqlRows.all(rows, row -> RowReading.trade(row, instrument)))
                .thenCompose(page -> {
                    if (page.size() >= countMax || bucket == 0) {
                        return CompletableFuture.completedStage(page);
                    }
                    return tradesOfBucket(
                                    instrument, bucket - 1, bucket * BucketScan.BUCKET_SIZE, countMax - page.size())
                            .thenApply(older -> {
                                page.addAll(older);
                                return page;
                            });
                });
    }

    private Balance balance(final Row row) {
        final Asset asset = reference.asset(row.getString("asset"));
        return new Balance(
                asset,
                Decimals.minorUnits(row.getBigDecimal("available"), asset),
                Decimals.minorUnits(row.getBigDecimal("held"), asset),
                row.getLong("account_sequence"));
    }
}
