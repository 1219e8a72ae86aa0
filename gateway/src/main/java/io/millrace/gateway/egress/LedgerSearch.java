package io.millrace.gateway.egress;

import static io.millrace.gateway.egress.BucketScan.BUCKET_SIZE;

import io.millrace.gateway.trading.LedgerEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the last change of an asset at a sequence of UBSCore: a binary search over the account's own sequence. */
final class LedgerSearch {
    private final BucketScan.Source<LedgerEntry> source;
    private final long coreSequence;

    LedgerSearch(final BucketScan.Source<LedgerEntry> source, final long coreSequence) {
        this.source = source;
        this.coreSequence = coreSequence;
    }

    /** The last entry up to the sequence; {@code accountSequence} is the account's last. */
    CompletionStage<Optional<LedgerEntry>> last(final long accountSequence) {
        return between(1, accountSequence, Optional.empty());
    }

    /** {@code best} lies below {@code low}; what is above {@code high} is too new. */
    private CompletionStage<Optional<LedgerEntry>> between(
            final long low, final long high, final Optional<LedgerEntry> best) {
        if (low > high) {
            return CompletableFuture.completedStage(best);
        }
        final long middle = low + (high - low) / 2;
        return atOrBelow(middle, low).thenCompose(found -> {
            if (found.isEmpty()) {
                return between(middle + 1, high, best);
            }
            final boolean isOld = found.get().origin().coreSequence() <= coreSequence;
            return isOld
                    ? between(middle + 1, high, found)
                    : between(low, found.get().accountSequence() - 1, best);
        });
    }

    private CompletionStage<Optional<LedgerEntry>> atOrBelow(final long sequence, final long low) {
        if (sequence < low) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        final long bucket = sequence / BUCKET_SIZE;
        return source.read(bucket, sequence + 1, 1).thenCompose(rows -> {
            if (rows.isEmpty()) {
                return atOrBelow(bucket * BUCKET_SIZE - 1, low);
            }
            return CompletableFuture.completedStage(
                    rows.get(0).accountSequence() < low ? Optional.empty() : Optional.of(rows.get(0)));
        });
    }
}
