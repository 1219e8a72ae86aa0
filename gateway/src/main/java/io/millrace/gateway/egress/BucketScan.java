package io.millrace.gateway.egress;

import io.millrace.gateway.trading.Page;
import io.millrace.gateway.trading.PageQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Reads a table whose partitions are buckets of a sequence, newest first, from bucket to bucket until the page is full, the
 * list is over, or so many reads were made that the client should ask again. Immutable; any thread may use it.
 */
final class BucketScan<T> {
    /** Sequences a partition of a table holds. */
    static final long BUCKET_SIZE = 50_000;
    /** Reads for one page: what a filter that meets nothing may cost. */
    private static final int READS_MAX = 64;
    /** Rows of one read when a filter may pass over most of them. */
    private static final int FILTERED_COUNT = 1000;

    private final Source<T> source;
    private final ToLongFunction<T> sequence;
    private final ToLongFunction<T> timestampMs;
    private final Predicate<T> filter;
    private final Predicate<T> isFirst;
    private final boolean isFiltered;

    /**
     * @param filter null: all rows are wanted
     * @param isFirst whether a row is known to have none before it
     */
    BucketScan(
            final Source<T> source,
            final ToLongFunction<T> sequence,
            final ToLongFunction<T> timestampMs,
            final Predicate<T> filter,
            final Predicate<T> isFirst) {
        this.source = source;
        this.sequence = sequence;
        this.timestampMs = timestampMs;
        this.filter = filter == null ? row -> true : filter;
        this.isFirst = isFirst;
        isFiltered = filter != null;
    }

    /** Rows of one bucket below a sequence, newest first. */
    @FunctionalInterface
    interface Source<T> {
        CompletionStage<List<T>> read(long bucket, long below, int countMax);
    }

    /** Rows below {@code below}; times fall with sequences, so that a row before the start ends the list. */
    CompletionStage<Page<T>> page(final long below, final long floor, final PageQuery query) {
        return new Reading(floor, query).next(below);
    }

    /** Rows of a table without buckets: the source is asked for bucket 0 alone. */
    CompletionStage<Page<T>> unbucketed(final PageQuery query) {
        return new Reading(0, query).nextUnbucketed(query.below());
    }

    /** One page as it grows; one read at a time. */
    private final class Reading {
        private final long floor;
        private final PageQuery query;
        private final int countMax;
        private final List<T> page = new ArrayList<>();
        private int readCount;

        Reading(final long floor, final PageQuery query) {
            this.floor = floor;
            this.query = query;
            countMax = isFiltered || query.endMs() != Long.MAX_VALUE ? FILTERED_COUNT : query.countMax();
        }

        CompletionStage<Page<T>> next(final long below) {
            if (below <= floor) {
                return done(0);
            }
            if (readCount++ == READS_MAX) {
                return done(below);
            }
            final long bucket = (below - 1) / BUCKET_SIZE;
            return source.read(bucket, below, countMax).thenCompose(rows -> {
                final long end = take(rows);
                if (end != Long.MAX_VALUE) {
                    return done(end);
                }
                final boolean isMore = rows.size() == countMax;
                return next(isMore ? sequence.applyAsLong(rows.get(countMax - 1)) : bucket * BUCKET_SIZE);
            });
        }

        CompletionStage<Page<T>> nextUnbucketed(final long below) {
            if (readCount++ == READS_MAX) {
                return done(below);
            }
            return source.read(0, below, countMax).thenCompose(rows -> {
                final long end = take(rows);
                if (end != Long.MAX_VALUE || rows.size() < countMax) {
                    return done(end == Long.MAX_VALUE ? 0 : end);
                }
                return nextUnbucketed(sequence.applyAsLong(rows.get(countMax - 1)));
            });
        }

        /** Where the list goes on if the page is done, 0 at the list's end; MAX_VALUE while there is more to read. */
        private long take(final List<T> rows) {
            for (final T row : rows) {
                if (timestampMs.applyAsLong(row) < query.startMs()) {
                    return 0;
                }
                final long at = sequence.applyAsLong(row);
                if (query.includes(timestampMs.applyAsLong(row)) && filter.test(row)) {
                    page.add(row);
                }
                if (isFirst.test(row)) {
                    return 0;
                }
                if (page.size() == query.countMax()) {
                    return at;
                }
            }
            return Long.MAX_VALUE;
        }

        private CompletionStage<Page<T>> done(final long next) {
            return CompletableFuture.completedStage(new Page<>(page, next));
        }
    }
}
