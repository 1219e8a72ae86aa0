package io.millrace.settlement.recovery;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.millrace.settlement.ledger.Breach;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the keyspace and its tables to the state that this build expects: each file once, in order, recorded with its
 * checksum. A file that was changed after it was applied, or a store that is newer than this build, is a {@link Breach}.
 */
public final class Migrations {
    private static final Logger LOGGER = LoggerFactory.getLogger(Migrations.class);
    /** A table may take its time on a loaded machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final CqlSession session;
    private final String keyspace;

    /** @param keyspace must be a plain identifier. */
    public Migrations(final CqlSession session, final String keyspace) {
        this.session = session;
        this.keyspace = keyspace;
    }

    /** Makes the keyspace if it is missing. */
    public void createKeyspace(final String datacenter, final int replicationFactor) {
        run("CREATE KEYSPACE IF NOT EXISTS " + keyspace + " WITH replication = {'class': 'NetworkTopologyStrategy', '"
                + datacenter + "': " + replicationFactor + "}");
    }

    /** Applies what was not applied yet; the session must be in the keyspace. */
    public void apply(final List<Migration> migrations) {
        // Read once behind all statements: after each, it takes the driver a second of gathering changes.
        session.setSchemaMetadataEnabled(false);
        try {
            applyMissing(migrations);
        } finally {
            session.setSchemaMetadataEnabled(null);
        }
    }

    private void applyMissing(final List<Migration> migrations) {
        run("CREATE TABLE IF NOT EXISTS schema_migrations (number int PRIMARY KEY, name text, checksum text,"
                + " applied timestamp)");
        final Map<Integer, String> applied = new HashMap<>();
        for (final Row row : session.execute("SELECT number, checksum FROM schema_migrations")) {
            applied.put(row.getInt(0), row.getString(1));
        }
        for (final Migration migration : migrations) {
            final String checksum = applied.remove(migration.number());
            if (checksum == null) {
                apply(migration);
            } else if (!checksum.equals(migration.checksum())) {
                throw new Breach("cql file was changed after it was applied: file=" + migration.name()
                        + " applied_checksum=" + checksum + " checksum=" + migration.checksum()
                        + ": put changes into a file with the next number");
            }
        }
        if (!applied.isEmpty()) {
            throw new Breach("store is newer than this build: unknown_migrations=" + applied.keySet() + " known="
                    + migrations.size() + ": start the build that applied them, or a later one");
        }
    }

    private void apply(final Migration migration) {
        LOGGER.info(
                "applying cql file name={} statements={}",
                migration.name(),
                migration.statements().size());
        migration.statements().forEach(this::run);
        session.execute(SimpleStatement.newInstance(
                "INSERT INTO schema_migrations (number, name, checksum, applied) VALUES (?, ?, ?, toTimestamp(now()))",
                migration.number(),
                migration.name(),
                migration.checksum()));
    }

    private void run(final String statement) {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(TIMEOUT));
    }
}
