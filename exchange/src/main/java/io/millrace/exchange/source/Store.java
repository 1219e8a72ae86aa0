package io.millrace.exchange.source;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.typesafe.config.Config;
import io.millrace.embedded.EmbeddedStore;
import io.millrace.exchange.tool.ToolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** A session with the store, to read by. A stopped embedded store is copied and started on the copy: a start writes. */
public final class Store implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    private static final int PAGE_SIZE = 1_000;

    private final CqlSession session;
    private final EmbeddedStore process;
    private final Path copy;

    private Store(final CqlSession session, final EmbeddedStore process, final Path copy) {
        this.session = session;
        this.process = process;
        this.copy = copy;
    }

    /** The one that the configuration names. */
    public static Store running(final Config config) {
        final List<InetSocketAddress> points = new ArrayList<>();
        for (final String point :
                config.getString("millrace.store.contact-points").split(",")) {
            final int colon = point.lastIndexOf(':');
            points.add(new InetSocketAddress(
                    point.substring(0, colon).strip(),
                    Integer.parseInt(point.substring(colon + 1).strip())));
        }
        return new Store(open(config, points), null, null);
    }

    /** One of its own on a copy of a stopped store's files. */
    public static Store onCopyOf(final Config config, final Path dataDir) {
        if (!Files.isDirectory(dataDir.resolve("data"))) {
            throw ToolException.infrastructure("no store was ever started here directory=" + dataDir);
        }
        Path copy = null;
        EmbeddedStore process = null;
        try {
            copy = Files.createTempDirectory("millrace-store-copy");
            copyInto(dataDir, copy);
            process = EmbeddedStore.builder(copy)
                    .heap(config.getString("millrace.up.store.heap"))
                    .start();
            return new Store(open(config, List.of(new InetSocketAddress("127.0.0.1", process.port()))), process, copy);
        } catch (final IOException | RuntimeException e) {
            CloseHelper.quietClose(process);
            final String fault = copy == null ? "" : " log: " + faultIn(copy);
            if (copy != null) {
                IoUtil.delete(copy.toFile(), true);
            }
            throw new CorruptSourceException(
                    "store does not start on a copy of its files directory=" + dataDir + " cause=" + e.getMessage()
                            + fault,
                    e);
        }
    }

    private static void copyInto(final Path from, final Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                final Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static CqlSession open(final Config config, final List<InetSocketAddress> points) {
        return CqlSession.builder()
                .addContactPoints(points)
                .withLocalDatacenter(config.getString("millrace.store.datacenter"))
                .withKeyspace(config.getString("millrace.store.keyspace"))
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                        .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, REQUEST_TIMEOUT)
                        .withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, PAGE_SIZE)
                        .withString(DefaultDriverOption.SESSION_NAME, "audit")
                        .build())
                .build();
    }

    /**
     * What the store on a copy ended with, if it has: it ends when it can't read its own files. Empty while it runs, and for a store
     * that is not ours.
     */
    public Optional<String> fault() {
        return process == null || process.child().process().isAlive() ? Optional.empty() : Optional.of(faultIn(copy));
    }

    /** The first line of a store's log that speaks of damage. */
    private static String faultIn(final Path dataDir) {
        try (Stream<String> log = Files.lines(dataDir.resolve("store.log"))) {
            return log.filter(line -> line.contains("orrupt") || line.contains("CommitLogReadException"))
                    .findFirst()
                    .orElse("nothing in it says why");
        } catch (final IOException | UncheckedIOException e) {
            return "can't be read";
        }
    }

    /** To read by. */
    public CqlSession session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
        if (process != null) {
            process.close();
            IoUtil.delete(copy.toFile(), true);
        }
    }
}
