package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Answers of the driver as lists, page by page; nothing blocks. Holds no state. */
final class CqlRows {
    private CqlRows() {}

    static <T> Optional<T> one(final AsyncResultSet rows, final Function<Row, T> reading) {
        return Optional.ofNullable(rows.one()).map(reading);
    }

    static <T> CompletionStage<List<T>> all(final AsyncResultSet rows, final Function<Row, T> reading) {
        return all(rows, reading, new ArrayList<>());
    }

    private static <T> CompletionStage<List<T>> all(
            final AsyncResultSet rows, final Function<Row, T> reading, final List<T> values) {
        for (final Row row : rows.currentPage()) {
            values.add(reading.apply(row));
        }
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(next -> all(next, reading, values))
                : CompletableFuture.completedStage(values);
    }
}
