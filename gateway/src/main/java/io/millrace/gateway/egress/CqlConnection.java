package io.millrace.gateway.egress;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver session that is made in the background, again and again until the store and its tables are there. Afterwards
 * the driver itself reconnects. Reads before that, and reads that fail, are refused with NOT_READY.
 */
final class CqlConnection implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CqlConnection.class);
    private static final long RETRY_MS = 500;

    private final StoreSettings settings;
    private final Thread connector;
    private volatile Ready ready;
    private volatile boolean closed;

    CqlConnection(final StoreSettings settings) {
        this.settings = settings;
        connector = new Thread(this::connect, "gateway-store-connect");
        connector.setDaemon(true);
        connector.start();
    }

    private record Ready(CqlSession session, CqlStatements statements) {}

    boolean isConnected() {
        final Ready current = ready;
        return current != null
                && current.session.getMetadata().getNodes().values().stream()
                        .anyMatch(node -> node.getState() == NodeState.UP);
    }

    /** Runs one read; nothing blocks. */
    CompletionStage<AsyncResultSet> read(final Function<CqlStatements, BoundStatement> statement) {
        final Ready current = ready;
        if (current == null) {
            return CompletableFuture.failedStage(away("the store is not connected"));
        }
        return current.session.executeAsync(statement.apply(current.statements)).handle((rows, fault) -> {
            if (fault != null) {
                LOGGER.warn("store read failed: {}", fault.toString());
                throw away("the store has not answered");
            }
            return rows;
        });
    }

    @Override
    public void close() {
        closed = true;
        connector.interrupt();
        final Ready current = ready;
        if (current != null) {
            current.session.close();
        }
    }

    private static Refusal away(final String detail) {
        return Refusal.of(ErrorCode.NOT_READY, detail);
    }

    private void connect() {
        String lastFault = "";
        while (!closed) {
            CqlSession session = null;
            try {
                session = open();
                ready = new Ready(session, new CqlStatements(session));
                LOGGER.info("connected to the store keyspace={}", settings.keyspace());
                return;
            } catch (final RuntimeException fault) {
                if (session != null) {
                    session.close();
                }
                if (!closed && !fault.toString().equals(lastFault)) {
                    lastFault = fault.toString();
                    LOGGER.warn("not connected to the store retryMs={} why={}", RETRY_MS, lastFault);
                }
            }
            if (!pause()) {
                return;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_MS);
            return true;
        } catch (final InterruptedException stop) {
            return false;
        }
    }

    private CqlSession open() {
        final DriverConfigLoader config = DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMillis(settings.requestTimeoutMs()))
                .withString(DefaultDriverOption.REQUEST_THROTTLER_CLASS, "ConcurrencyLimitingRequestThrottler")
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, settings.inFlightMax())
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, settings.inFlightMax())
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                .build();
        return CqlSession.builder()
                .addContactPoints(settings.contactPoints())
                .withLocalDatacenter(settings.datacenter())
                .withKeyspace(settings.keyspace())
                .withConfigLoader(config)
                .build();
    }
}
