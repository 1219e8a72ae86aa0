package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.keys.KeyKind;
import io.millrace.gateway.keys.StoredKey;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the directory of keys from the store, once the store has everything that stood in {@code balance.events} when their
 * reading began: what came later comes by the events. Asks again until it has succeeded. Any thread may call; nothing blocks.
 */
public final class KeyBootstrap implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeyBootstrap.class);
    private static final long RETRY_MS = 200;
    private static final String STREAM = "balance.events";

    private final CqlConnection connection;
    private final StoreSettings settings;
    private final KeyDirectory directory;
    private volatile boolean closed;

    KeyBootstrap(final CqlConnection connection, final StoreSettings settings, final KeyDirectory directory) {
        this.connection = connection;
        this.settings = settings;
        this.directory = directory;
    }

    /** {@code beginnings}: of each partition the offset of the first record that is read. */
    public void begin(final Map<Integer, Long> beginnings) {
        attempt(beginnings);
    }

    /** Asks no more. */
    @Override
    public void close() {
        closed = true;
    }

    private void attempt(final Map<Integer, Long> beginnings) {
        if (closed) {
            return;
        }
        isCaughtUp(beginnings)
                .thenCompose(isCaughtUp -> isCaughtUp ? load() : CompletableFuture.completedStage(false))
                .whenComplete((isLoaded, fault) -> {
                    if (fault != null) {
                        LOGGER.debug("keys were not read yet", fault);
                    }
                    if (fault != null || !isLoaded) {
                        CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS)
                                .execute(() -> attempt(beginnings));
                    }
                });
    }

    private CompletionStage<Boolean> isCaughtUp(final Map<Integer, Long> beginnings) {
        CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
        for (final Map.Entry<Integer, Long> beginning : beginnings.entrySet()) {
            if (beginning.getValue() > 0) {
                all = all.thenCombine(
                        isCaughtUp(beginning.getKey(), beginning.getValue() - 1), (one, other) -> one && other);
            }
        }
        return all;
    }

    /** Several shards write to one partition, and each has a place of its own: the furthest is the partition's. */
    private CompletionStage<Boolean> isCaughtUp(final int partition, final long offset) {
        CompletionStage<Long> furthest = CompletableFuture.completedStage(-1L);
        for (int shard = 0; shard < settings.shards(); shard++) {
            final int part = shard << 16 | partition;
            furthest = furthest.thenCombine(
                    connection
                            .read(statements -> statements.settledOffset.bind(STREAM, part))
                            .thenApply(
                                    rows -> CqlRows.one(rows, row -> row.isNull("record_offset") ? -1L : row.getLong(0))
                                            .orElse(-1L)),
                    Math::max);
        }
        return furthest.thenApply(settled -> settled >= offset);
    }

    private CompletionStage<Boolean> load() {
        return connection
                .read(statements -> statements.apiKeys.bind())
                .thenCompose(rows -> CqlRows.all(rows, KeyBootstrap::key))
                .thenApply(keys -> {
                    keys.forEach(directory::put);
                    directory.completed();
                    LOGGER.info("keys are read from the store count={}", keys.size());
                    return true;
                });
    }

    private static StoredKey key(final Row row) {
        final ByteBuffer material = row.getByteBuffer("material");
        final byte[] bytes = new byte[material == null ? 0 : material.remaining()];
        if (material != null) {
            material.duplicate().get(bytes);
        }
        return new StoredKey(
                row.getString("key_id"),
                row.getLong("user_id"),
                KeyKind.of(row.getInt("kind")),
                row.getInt("scopes"),
                row.getBoolean("revoked"),
                bytes,
                row.getString("addresses"),
                row.getInstant("expires").toEpochMilli(),
                row.getLong("event_sequence"));
    }
}
