package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainPort;
import io.millrace.gateway.trading.ChainTransactionView;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.PaymentView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the tables of chains. Any thread may call; no call blocks. */
final class CqlChain implements ChainPort {
    private final CqlConnection connection;

    CqlChain(final CqlConnection connection) {
        this.connection = connection;
    }

    @Override
    public CompletionStage<List<DepositView>> deposits(final long userId, final long belowHeight, final int countMax) {
        return connection
                .read(statements -> statements.deposits.bind(userId, belowHeight, countMax))
                .thenCompose(rows -> CqlRows.all(rows, CqlChain::deposit));
    }

    @Override
    public CompletionStage<List<PaymentView>> payments(final long userId, final int countMax) {
        return connection
                .read(statements -> statements.payments.bind(userId, countMax))
                .thenCompose(rows -> CqlRows.all(rows, CqlChain::payment));
    }

    @Override
    public CompletionStage<List<BatchView>> batches(final long chainId, final long belowNumber, final int countMax) {
        final CompletionStage<Long> newest = belowNumber < Long.MAX_VALUE
                ? CompletableFuture.completedStage((belowNumber - 1) / BucketScan.BUCKET_SIZE)
                : newestBucket(chainId, 0);
        return newest.thenCompose(bucket -> batchesOfBucket(chainId, bucket, belowNumber, countMax));
    }

    /** Numbers begin in the first bucket and leave none out. */
    private CompletionStage<Long> newestBucket(final long chainId, final long bucket) {
        return connection
                .read(statements -> statements.batches.bind(chainId, bucket + 1, Long.MAX_VALUE, 1))
                .thenCompose(rows -> rows.one() == null
                        ? CompletableFuture.completedStage(bucket)
                        : newestBucket(chainId, bucket + 1));
    }

    private CompletionStage<List<BatchView>> batchesOfBucket(
            final long chainId, final long bucket, final long belowNumber, final int countMax) {
        return connection
                .read(statements -> statements.batches.bind(chainId, bucket, belowNumber, countMax))
                .thenCompose(rows -> CqlRows.all(rows, CqlChain::batch))
                .thenCompose(page -> page.size() >= countMax || bucket == 0
                        ? CompletableFuture.completedStage(page)
                        : batchesOfBucket(chainId, bucket - 1, belowNumber, countMax - page.size())
                                .thenApply(older -> {
                                    page.addAll(older);
                                    return page;
                                }));
    }

    @Override
    public CompletionStage<Optional<BatchView>> batchOfTrade(final Instrument instrument, final long tradeId) {
        return connection
                .read(statements ->
                        statements.tradeBatch.bind(instrument.symbol(), tradeId / BucketScan.BUCKET_SIZE, tradeId))
                .thenCompose(rows -> {
                    final Row row = rows.one();
                    return row == null
                            ? CompletableFuture.completedStage(Optional.empty())
                            : batch(row.getLong("chain_id"), row.getLong("batch_number"));
                });
    }

    private CompletionStage<Optional<BatchView>> batch(final long chainId, final long number) {
        return connection
                .read(statements -> statements.batch.bind(chainId, number / BucketScan.BUCKET_SIZE, number))
                .thenApply(rows -> CqlRows.one(rows, CqlChain::batch));
    }

    private static DepositView deposit(final Row row) {
        return new DepositView(
                new DepositView.ChainPlace(
                        row.getLong("chain_id"),
                        row.getLong("height"),
                        row.getString("block_hash"),
                        row.getString("tx_hash"),
                        row.getInt("log_index")),
                row.getString("token_address"),
                row.getString("asset"),
                row.getString("sender"),
                row.getBigDecimal("amount"),
                row.getBigDecimal("rest"),
                row.getString("status"),
                row.getString("reason"),
                RowReading.timeUs(row, "ts"));
    }

    private static PaymentView payment(final Row row) {
        return new PaymentView(
                row.getLong("withdrawal_id"),
                row.getLong("chain_id"),
                row.getString("status"),
                row.getString("reason"),
                transaction(row),
                RowReading.timeUs(row, "ts"));
    }

    private static ChainTransactionView transaction(final Row row) {
        return new ChainTransactionView(row.getString("tx_hash"), row.getLong("height"), row.getLong("gas_used"));
    }

    private static BatchView batch(final Row row) {
        return new BatchView(
                row.getLong("chain_id"),
                row.getLong("batch_number"),
                row.getLong("batch_id"),
                row.getString("status"),
                row.getString("reason"),
                new BatchView.Size(row.getInt("trade_count"), row.getInt("leg_count"), row.getInt("attempts")),
                transaction(row),
                RowReading.timeUs(row, "ts"));
    }
}
