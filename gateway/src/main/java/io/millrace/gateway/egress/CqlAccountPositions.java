package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.gateway.trading.AccountPositionPort;
import io.millrace.gateway.trading.Balance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds an account's place in its partition by the rows of its ledger. Any thread may call; nothing blocks. */
public final class CqlAccountPositions implements AccountPositionPort {
    private static final long BUCKET_SIZE = 50_000;
    /** Buckets looked through for one asset: an asset untouched for so long stands too far back to help. */
    private static final int BUCKETS_MAX = 8;

    private final CqlStore store;

    public CqlAccountPositions(final CqlStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Long> eventSequenceBefore(final long accountId, final long accountSequence) {
        return store.balances(accountId).thenCompose(balances -> latest(balances, accountId, accountSequence));
    }

    private CompletionStage<Long> latest(
            final List<Balance> balances, final long accountId, final long accountSequence) {
        CompletionStage<Long> latest = CompletableFuture.completedStage(0L);
        final long bucket = accountSequence / BUCKET_SIZE;
        for (final Balance balance : balances) {
            final String asset = balance.asset().symbol();
            latest = latest.thenCombine(
                    find(accountId, asset, bucket, accountSequence, bucket - BUCKETS_MAX), Math::max);
        }
        return latest;
    }

    private CompletionStage<Long> find(
            final long accountId,
            final String asset,
            final long bucket,
            final long accountSequence,
            final long bucketEnd) {
        if (bucket < 0 || bucket <= bucketEnd) {
            return CompletableFuture.completedStage(0L);
        }
        return store.connection()
                .read(statements -> statements.ledgerPosition.bind(accountId, asset, bucket, accountSequence))
                .thenCompose(rows -> {
                    final Row row = rows.one();
                    return row == null
                            ? find(accountId, asset, bucket - 1, accountSequence, bucketEnd)
                            : CompletableFuture.completedStage(row.getLong("event_sequence"));
                });
    }
}
