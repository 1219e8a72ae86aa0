package io.millrace.settlement.egress;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes rows by prepared inserts: one alone, or several as an unlogged batch. Values that are null are left unset. */
public final class CqlRowStore implements RowStore {
    private final CqlSession session;
    private final ProtocolVersion protocol;
    private final Map<Table, Insert> inserts = new EnumMap<>(Table.class);

    /** A prepared insert with the codec of each column; in a table of current states the timestamp is the last variable. */
    private record Insert(PreparedStatement statement, List<TypeCodec<Object>> codecs, boolean hasTimestamp) {}

    /**
     * Prepares the inserts of all tables.
     *
     * @param ageSeconds tables whose rows age out, and after how long; others are kept for ever.
     */
    public CqlRowStore(final CqlSession session, final Map<Table, Integer> ageSeconds) {
        this.session = session;
        protocol = session.getContext().getProtocolVersion();
        for (final Table table : Table.values()) {
            inserts.put(table, prepare(table, ageSeconds.get(table)));
        }
    }

    private Insert prepare(final Table table, final Integer ageSeconds) {
        final boolean hasTimestamp = table.kind() == Table.Kind.CURRENT;
        final PreparedStatement statement = session.prepare(insertCql(table, ageSeconds));
        final CodecRegistry registry = session.getContext().getCodecRegistry();
        final List<TypeCodec<Object>> codecs = new ArrayList<>();
        statement.getVariableDefinitions().forEach(variable -> codecs.add(registry.codecFor(variable.getType())));
        return new Insert(statement, codecs, hasTimestamp);
    }

    static String insertCql(final Table table, final Integer ageSeconds) {
        final StringBuilder cql = new StringBuilder("INSERT INTO ")
                .append(table.label())
                .append(" (")
                .append(String.join(", ", table.columns()))
                .append(") VALUES (")
                .append("?, ".repeat(table.columns().size() - 1))
                .append("?)");
        if (ageSeconds != null) {
            cql.append(" USING TTL ").append((int) ageSeconds);
        }
        if (table.kind() == Table.Kind.CURRENT) {
            cql.append(ageSeconds == null ? " USING" : " AND").append(" TIMESTAMP ?");
        }
        return cql.toString();
    }

    @Override
    public CompletionStage<Void> write(final List<Row> rows) {
        final CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            session.executeAsync(statement(rows)).whenComplete((answer, error) -> {
                if (error == null) {
                    result.complete(null);
                } else {
                    result.completeExceptionally(CqlFaults.classify(error));
                }
            });
        } catch (final RuntimeException error) {
            result.completeExceptionally(CqlFaults.classify(error));
        }
        return result;
    }

    private Statement<?> statement(final List<Row> rows) {
        if (rows.size() == 1) {
            return bind(rows.get(0));
        }
        final BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
        for (final Row row : rows) {
            batch.addStatement(bind(row));
        }
        return batch.build();
    }

    private BoundStatement bind(final Row row) {
        final Insert insert = inserts.get(row.table());
        final BoundStatementBuilder bound = insert.statement().boundStatementBuilder();
        final int columnCount = row.table().columns().size();
        for (int i = 0; i < columnCount; i++) {
            final Object value = row.value(i);
            if (value instanceof byte[] bytes) {
                bound.setBytesUnsafe(i, ByteBuffer.wrap(bytes));
            } else if (value != null) {
                bound.setBytesUnsafe(i, insert.codecs().get(i).encode(value, protocol));
            }
        }
        if (insert.hasTimestamp()) {
            bound.setLong(columnCount, row.timestamp());
        }
        return bound.build();
    }
}
