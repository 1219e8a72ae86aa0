package io.millrace.exchange.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.settlement.ledger.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rows out of the store itself. Asked by one thread. */
final class CqlRows implements RowSource {
    private final CqlSession session;
    private final Map<Table, PreparedStatement> wholes = new EnumMap<>(Table.class);
    private final Map<Table, PreparedStatement> ranges = new EnumMap<>(Table.class);

    CqlRows(final CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<List<Object[]>> whole(final Table table, final List<Object> partitionKey) {
        final PreparedStatement statement = wholes.computeIfAbsent(table, key -> session.prepare(select(table)));
        return rows(table, session.executeAsync(statement.bind(partitionKey.toArray())));
    }

    @Override
    public CompletionStage<List<Object[]>> range(
            final Table table, final List<Object> partitionKey, final Object min, final Object max) {
        final String column = table.columns().get(table.partitionKeyCount());
        final PreparedStatement statement = ranges.computeIfAbsent(
                table, key -> session.prepare(select(table) + " AND " + column + " >= ? AND " + column + " <= ?"));
        final List<Object> values = new ArrayList<>(partitionKey);
        values.add(min);
        values.add(max);
        return rows(table, session.executeAsync(statement.bind(values.toArray())));
    }

    private static String select(final Table table) {
        return "SELECT " + String.join(", ", table.columns()) + " FROM " + table.label() + " WHERE "
                + String.join(" = ? AND ", table.columns().subList(0, table.partitionKeyCount())) + " = ?";
    }

    private static CompletionStage<List<Object[]>> rows(
            final Table table, final CompletionStage<AsyncResultSet> asked) {
        final List<Object[]> rows = new ArrayList<>();
        return asked.thenCompose(page -> collect(table, page, rows)).exceptionallyCompose(CqlRows::explained);
    }

    private static CompletionStage<List<Object[]>> collect(
            final Table table, final AsyncResultSet page, final List<Object[]> rows) {
        page.currentPage().forEach(row -> rows.add(values(table, row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> collect(table, next, rows))
                : CompletableFuture.completedFuture(rows);
    }

    /** A replica that fails to read, where others time out or are away, has met what it can't decode. */
    private static CompletionStage<List<Object[]>> explained(final Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ReadFailureException) {
                return CompletableFuture.failedFuture(
                        new CorruptSourceException("store can't read what it wrote: " + cause.getMessage(), cause));
            }
        }
        return CompletableFuture.failedFuture(failure);
    }

    private static Object[] values(final Table table, final Row row) {
        final Object[] values = new Object[table.columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getObject(i);
            if (values[i] instanceof ByteBuffer bytes) {
                final byte[] copy = new byte[bytes.remaining()];
                bytes.duplicate().get(copy);
                values[i] = copy;
            }
        }
        return values;
    }
}
