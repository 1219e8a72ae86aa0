package io.millrace.settlement.recovery;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Opens sessions to the store: quorum of the datacenter both ways, every statement idempotent, for every one of them is.
 *
 * @param contactPoints any nodes of the cluster.
 * @param keyspace made if it is missing.
 */
public record StoreConnection(
        List<InetSocketAddress> contactPoints,
        String datacenter,
        String keyspace,
        int replicationFactor,
        Duration requestTimeout) {

    /** Opens a session in the keyspace; throws the driver's exceptions if the store can't be reached. Blocks. */
    public CqlSession open() {
        try {
            return builder().withKeyspace(keyspace).build();
        } catch (final InvalidKeyspaceException missing) {
            try (CqlSession session = builder().build()) {
                new Migrations(session, keyspace).createKeyspace(datacenter, replicationFactor);
            }
            return builder().withKeyspace(keyspace).build();
        }
    }

    private CqlSessionBuilder builder() {
        final DriverConfigLoader loader = DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, requestTimeout)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                .withBoolean(DefaultDriverOption.TIMESTAMP_GENERATOR_FORCE_JAVA_CLOCK, true)
                .withString(DefaultDriverOption.SESSION_NAME, "settlement")
                .build();
        return CqlSession.builder()
                .addContactPoints(contactPoints)
                .withLocalDatacenter(datacenter)
                .withConfigLoader(loader);
    }
}
