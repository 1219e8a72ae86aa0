package io.millrace.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Apache Cassandra in one child JVM on the loopback address: one node, datacenter {@value #DATACENTER}, no
 * authentication.
 *
 * <p>Its commit log is synced before a write is acknowledged ({@code commitlog_sync: batch}): with the periodic sync,
 * which is the default, a kill of the process loses the writes behind the last sync marker. It needs a JDK from
 * {@value #JAVA_MIN} to {@value #JAVA_MAX} and looks for one when this process runs on a newer one.
 */
public final class EmbeddedStore implements AutoCloseable {
    /** Datacenter that drivers must be told. */
    public static final String DATACENTER = "datacenter1";
    /** Lowest Java that the store runs on. */
    public static final int JAVA_MIN = 17;
    /** Highest Java that still has what the store needs of the security manager. */
    public static final int JAVA_MAX = 23;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);

    private final ChildJvm child;
    private final Sealer sealer;
    private final String host;
    private final int port;

    private EmbeddedStore(final ChildJvm child, final Path dataDir, final String host, final int port) {
        this.child = child;
        sealer = new Sealer(dataDir, child);
        this.host = host;
        this.port = port;
    }

    /** With a data directory, the rest has defaults. */
    public static Builder builder(final Path dataDir) {
        return new Builder(dataDir);
    }

    /** As the configuration takes it: {@code HOST:PORT}. */
    public String contactPoint() {
        return host + ":" + port;
    }

    /** Port of the CQL native protocol. */
    public int port() {
        return port;
    }

    /** Process id. */
    public long pid() {
        return child.pid();
    }

    /** The child process. */
    public ChildJvm child() {
        return child;
    }

    /** SIGKILL. */
    public void kill() {
        child.kill();
    }

    /** Waits until it answers queries; throws {@link EmbeddedException} naming its log file. */
    public void awaitReady() {
        child.awaitReady(this::isReady, START_TIMEOUT);
    }

    /** Whether it answers a query at this moment; takes up to some seconds to find out. */
    public boolean isReady() {
        return CqlProbe.answers(host, port);
    }

    /** The Java that the store would run on. */
    public static Optional<Path> javaHome() {
        return JavaHomes.between(JAVA_MIN, JAVA_MAX);
    }

    @Override
    public void close() {
        child.close();
        sealer.close();
    }

    /** What to start. Not thread-safe. */
    public static final class Builder {
        private final Path dataDir;
        private Path logFile;
        private String host = "127.0.0.1";
        private int port;
        private String heap = "768m";
        private boolean detached;

        private Builder(final Path dataDir) {
            this.dataDir = dataDir.toAbsolutePath();
            this.logFile = this.dataDir.resolve("store.log");
        }

        /** Port of the CQL native protocol; 0: a free one. */
        public Builder port(final int value) {
            port = value;
            return this;
        }

        /** Address to listen on. */
        public Builder host(final String value) {
            host = value;
            return this;
        }

        /** Heap as {@code -Xmx} takes it. */
        public Builder heap(final String value) {
            heap = value;
            return this;
        }

        /** Where the store's output goes; {@code store.log} in the data directory if not said. */
        public Builder logFile(final Path value) {
            logFile = value.toAbsolutePath();
            return this;
        }

        /** Whether it lives on when this process ends. */
        public Builder detached(final boolean value) {
            detached = value;
            return this;
        }

        /** Starts it and waits until it answers; throws {@link EmbeddedException} naming its log file. */
        public EmbeddedStore start() {
            final EmbeddedStore store = launch();
            store.awaitReady();
            return store;
        }

        /** Starts the process and returns at once: for {@link EmbeddedStore#awaitReady()} later. */
        public EmbeddedStore launch() {
            final int nativePort = Ports.orFree(port, host);
            final Path javaHome = javaHome()
                    .orElseThrow(
                            () -> new EmbeddedException(
                                    "the embedded store needs a JDK from " + JAVA_MIN + " to " + JAVA_MAX
                                            + ", none found: install one, set MILLRACE_STORE_JAVA_HOME, or use an existing store"));
            final String classPath = ClassPaths.of("store");
            writeConfiguration(nativePort);
            final ChildJvm.Spec spec = new ChildJvm.Spec(
                    "store",
                    javaHome,
                    flags(javaHome, classPath),
                    classPath,
                    List.of("org.apache.cassandra.service.CassandraDaemon"),
                    dataDir,
                    logFile,
                    detached);
            return new EmbeddedStore(ChildJvm.start(spec), dataDir, host, nativePort);
        }

        private List<String> flags(final Path javaHome, final String classPath) {
            final List<String> flags = new ArrayList<>(StoreFlags.MODULES);
            if (JavaHomes.featureVersion(javaHome) > 17) {
                flags.add("-Djava.security.manager=allow");
            }
            Stream.of(classPath.split(File.pathSeparator))
                    .filter(jar -> Path.of(jar).getFileName().toString().startsWith("jamm-"))
                    .forEach(jar -> flags.add("-javaagent:" + jar));
            flags.addAll(List.of(
                    "-Xmx" + heap,
                    "-Xms256m",
                    "-Xss512k",
                    "-XX:MaxDirectMemorySize=256m",
                    "-XX:+UseParallelGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+PerfDisableSharedMem",
                    "-Djava.awt.headless=true",
                    "-Dcassandra.config=" + dataDir.resolve("cassandra.yaml").toUri(),
                    "-Dcassandra.storagedir=" + dataDir,
                    "-Dcassandra.logdir=" + logFile.getParent(),
                    "-Dcassandra.triggers_dir=" + dataDir.resolve("triggers"),
                    "-Dcassandra-foreground=yes",
                    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                    "-Dcassandra.ring_delay_ms=0",
                    "-Dcassandra.shutdown_announce_in_ms=0",
                    "-Dlogback.configurationFile=" + dataDir.resolve("logback.xml")));
            return flags;
        }

        private void writeConfiguration(final int nativePort) {
            try {
                Files.createDirectories(dataDir.resolve("triggers"));
                Files.writeString(dataDir.resolve("cassandra.yaml"), yaml(nativePort, Ports.free(host)));
                Files.writeString(dataDir.resolve("logback.xml"), LogbackFile.of("org.apache.cassandra.transport"));
            } catch (final IOException e) {
                throw new EmbeddedException("can't write the store's configuration directory=" + dataDir, e);
            }
        }

        private String yaml(final int nativePort, final int storagePort) {
            return String.join(
                    "\n",
                    "cluster_name: millrace",
                    "num_tokens: 1",
                    "auto_bootstrap: false",
                    "partitioner: org.apache.cassandra.dht.Murmur3Partitioner",
                    "endpoint_snitch: SimpleSnitch",
                    "listen_address: " + host,
                    "rpc_address: " + host,
                    "storage_port: " + storagePort,
                    "native_transport_port: " + nativePort,
                    "start_native_transport: true",
                    "seed_provider:",
                    "  - class_name: org.apache.cassandra.locator.SimpleSeedProvider",
                    "    parameters:",
                    "      - seeds: \"" + host + ":" + storagePort + "\"",
                    "data_file_directories:",
                    "  - " + dataDir.resolve("data"),
                    "commitlog_directory: " + dataDir.resolve("commitlog"),
                    "saved_caches_directory: " + dataDir.resolve("saved_caches"),
                    "hints_directory: " + dataDir.resolve("hints"),
                    "cdc_raw_directory: " + dataDir.resolve("cdc_raw"),
                    // Synced before acknowledged; writers that wait together share one sync.
                    "commitlog_sync: batch",
                    // A mutation may be half a segment: outputs of the engine are below 2 MB.
                    "commitlog_segment_size: 16MiB",
                    // What a start after a kill has to replay at most.
                    "commitlog_total_space: 128MiB",
                    // Summaries are sealed: they are not written anew.
                    "index_summary_resize_interval:",
                    "disk_failure_policy: die",
                    "commit_failure_policy: die",
                    "hinted_handoff_enabled: false",
                    "auto_snapshot: false",
                    // As ScyllaDB has them.
                    "batch_size_warn_threshold: 128KiB",
                    "batch_size_fail_threshold: 1024KiB",
                    "memtable_heap_space: 192MiB",
                    "memtable_offheap_space: 64MiB",
                    "file_cache_size: 64MiB",
                    "key_cache_size: 16MiB",
                    "concurrent_reads: 8",
                    "concurrent_writes: 16",
                    "concurrent_compactors: 1",
                    "compaction_throughput: 32MiB/s",
                    "native_transport_max_threads: 16",
                    "");
        }
    }
}
