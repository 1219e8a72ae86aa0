package io.millrace.settlement.recovery;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.settlement.egress.CqlFaults;
import io.millrace.settlement.egress.StoreFault;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress in the table chain_state. To claim a part is to raise its writer_epoch; whoever raised it last may advance it, and
 * every advance is conditional on the epoch still being the writer's own. All parts of a stream stand in one partition, so
 * one conditional batch moves several of them on, all or none.
 */
public final class CqlProgressStore implements ProgressStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(CqlProgressStore.class);
    /** Two that start together raise the epoch in turns; more than a few turns mean that something else is wrong. */
    private static final int CLAIM_ATTEMPTS_MAX = 10;

    private final CqlSession session;
    private final String writer;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement claim;
    private final PreparedStatement advance;
    private final Map<Stream, Map<Integer, Long>> epochs = new EnumMap<>(Stream.class);

    /** @param writer name by which an operator knows this process. */
    public CqlProgressStore(final CqlSession session, final String writer) {
        this.session = session;
        this.writer = writer;
        select = session.prepare("SELECT sequence, hash, record_offset, core_sequence, updated, writer_epoch, writer"
                + " FROM chain_state WHERE stream = ? AND part = ?");
        insert = session.prepare("INSERT INTO chain_state (stream, part, sequence, record_offset, core_sequence,"
                + " writer_epoch, writer) VALUES (?, ?, 0, -1, 0, 1, ?) IF NOT EXISTS");
        claim = session.prepare(
                "UPDATE chain_state SET writer_epoch = ?, writer = ? WHERE stream = ? AND part = ? IF writer_epoch = ?");
        advance = session.prepare("UPDATE chain_state SET sequence = ?, record_offset = ?, core_sequence = ?,"
                + " updated = ?, hash = ? WHERE stream = ? AND part = ? IF writer_epoch = ?");
        for (final Stream stream : Stream.values()) {
            epochs.put(stream, new HashMap<>());
        }
    }

    /** Makes this writer the one that may advance the part; returns where the part stands then. Blocks. */
    public StreamPosition claim(final Stream stream, final int part) {
        for (int attempt = 0; attempt < CLAIM_ATTEMPTS_MAX; attempt++) {
            final Row row = read(stream, part);
            final long epoch = row == null ? 1 : row.getLong("writer_epoch") + 1;
            if (row == null ? insert(stream, part) : raise(stream, part, epoch)) {
                epochs.get(stream).put(part, epoch);
                // Only what is read after the claim is final: the writer before us may have advanced until then.
                final StreamPosition position = position(stream, part, read(stream, part));
                LOGGER.info(
                        "claimed stream={} part={} epoch={} previous_writer={} sequence={}",
                        stream.label(),
                        part,
                        epoch,
                        row == null ? "none" : row.getString("writer"),
                        position.sequence());
                return position;
            }
        }
        throw new StoreFault("part can't be claimed: stream=" + stream.label() + " part=" + part, null, true);
    }

    private Row read(final Stream stream, final int part) {
        return session.execute(select.bind(stream.label(), part).setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL))
                .one();
    }

    private boolean insert(final Stream stream, final int part) {
        return session.execute(insert.bind(stream.label(), part, writer)).wasApplied();
    }

    private boolean raise(final Stream stream, final int part, final long epoch) {
        return session.execute(claim.bind(epoch, writer, stream.label(), part, epoch - 1))
                .wasApplied();
    }

    private static StreamPosition position(final Stream stream, final int part, final Row row) {
        final StreamPosition start = StreamPosition.start(stream, part);
        final ByteBuffer hash = row.getByteBuffer("hash");
        final Instant updated = row.getInstant("updated");
        return new StreamPosition(
                stream,
                part,
                row.getLong("sequence"),
                hash == null ? start.hash() : bytes(hash),
                row.getLong("record_offset"),
                row.getLong("core_sequence"),
                updated == null ? 0 : updated.toEpochMilli() * 1_000);
    }

    private static byte[] bytes(final ByteBuffer buffer) {
        final byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public CompletionStage<Fenced> advance(final Stream stream, final List<StreamPosition> positions) {
        final BatchStatementBuilder batch = BatchStatement.builder(DefaultBatchType.UNLOGGED);
        positions.forEach(position -> batch.addStatement(bind(position).build()));
        final CompletableFuture<Fenced> result = new CompletableFuture<>();
        try {
            session.executeAsync(batch.build())
                    .thenApply(answer -> answer.wasApplied() ? null : findFence(stream, positions))
                    .thenCompose(fence -> fence == null ? CompletableFuture.completedFuture(null) : fence)
                    .whenComplete((fenced, error) -> {
                        if (error == null) {
                            result.complete(fenced);
                        } else {
                            result.completeExceptionally(CqlFaults.classify(error));
                        }
                    });
        } catch (final RuntimeException error) {
            result.completeExceptionally(CqlFaults.classify(error));
        }
        return result;
    }

    private BoundStatementBuilder bind(final StreamPosition position) {
        final BoundStatementBuilder bound = advance.boundStatementBuilder()
                .setLong(0, position.sequence())
                .setLong(1, position.recordOffset())
                .setLong(2, position.coreSequence())
                .setInstant(3, Instant.ofEpochMilli(Math.floorDiv(position.timestampUs(), 1_000L)));
        if (position.hash() != null) {
            bound.setByteBuffer(4, ByteBuffer.wrap(position.hash()));
        }
        return bound.setString(5, position.stream().label())
                .setInt(6, position.part())
                .setLong(7, epoch(position.stream(), position.part()));
    }

    private long epoch(final Stream stream, final int part) {
        return epochs.get(stream).get(part);
    }

    /** Which of the parts is held by whom: the first that is not ours. */
    private CompletionStage<Fenced> findFence(final Stream stream, final List<StreamPosition> positions) {
        CompletionStage<Fenced> found = CompletableFuture.completedFuture(null);
        for (final StreamPosition position : positions) {
            found = found.thenCompose(fence -> fence != null
                    ? CompletableFuture.completedFuture(fence)
                    : session.executeAsync(select.bind(stream.label(), position.part())
                                    .setConsistencyLevel(ConsistencyLevel.LOCAL_SERIAL))
                            .thenApply(answer -> fenced(stream, position.part(), answer.one())));
        }
        return found.thenApply(fence -> fence != null
                ? fence
                : new Fenced(
                        stream,
                        positions.get(0).part(),
                        epoch(stream, positions.get(0).part()),
                        -1,
                        "unknown"));
    }

    private Fenced fenced(final Stream stream, final int part, final Row row) {
        final long ours = epoch(stream, part);
        final long theirs = row == null ? -1 : row.getLong("writer_epoch");
        return ours == theirs
                ? null
                : new Fenced(stream, part, ours, theirs, row == null ? "none: row is gone" : row.getString("writer"));
    }
}
