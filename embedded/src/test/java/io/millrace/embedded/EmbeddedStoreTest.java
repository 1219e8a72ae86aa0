package io.millrace.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedStoreTest {
    /** The store of a busy machine may pause for seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path dataDir;

    @Test
    void shouldKeepAcknowledgedRowsWhenKilledAndStartedOnOtherPorts() {
        try (EmbeddedStore store = EmbeddedStore.builder(dataDir).start();
                CqlSession session = session(store)) {
            session.execute(
                    "CREATE KEYSPACE k WITH replication =" + " {'class':'NetworkTopologyStrategy','datacenter1':1}");
            session.execute("CREATE TABLE k.t (id int PRIMARY KEY, v text)");
            for (int id = 0; id < 100; id++) {
                session.execute("INSERT INTO k.t (id, v) VALUES (" + id + ", 'v" + id + "')");
            }
            store.kill();
            assertFalse(store.child().process().isAlive());
        }
        try (EmbeddedStore store = EmbeddedStore.builder(dataDir).start();
                CqlSession session = session(store)) {
            final List<Row> rows = session.execute("SELECT id, v FROM k.t").all();
            assertEquals(100, rows.size());
            session.execute("INSERT INTO k.t (id, v) VALUES (100, 'after')");
        }
        shouldHaveSealedEveryFile();
    }

    private void shouldHaveSealedEveryFile() {
        final SealLooks looks = new SealLooks();
        new StoreSeals(dataDir).verify(looks);
        assertEquals(List.of(), looks.damaged);
        assertEquals(List.of(), looks.unsealed);
        for (final String component :
                List.of("Data.db", "Index.db", "Filter.db", "Summary.db", "TOC.txt", "Digest.crc32")) {
            assertTrue(
                    looks.whole.stream()
                            .anyMatch(file ->
                                    file.toString().contains("/k/t-") && file.endsWith("nb-1-big-" + component)),
                    component + " is not among " + looks.whole);
        }
    }

    private static CqlSession session(final EmbeddedStore store) {
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", store.port()))
                .withLocalDatacenter(EmbeddedStore.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, PATIENCE)
                        .build())
                .build();
    }
}
