package io.millrace.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/**
 * Apache Kafka in one child JVM, broker and controller in one, on the loopback address.
 *
 * <p>A record that it acknowledged is in the operating system's page cache: it survives the kill of the broker and of
 * every other process, not the loss of the machine. After a kill it starts again on the same directory: it recovers its
 * segments by itself.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final int PROBE_TIMEOUT_MS = 2_000;

    private final ChildJvm child;
    private final String host;
    private final int port;

    private EmbeddedBroker(final ChildJvm child, final String host, final int port) {
        this.child = child;
        this.host = host;
        this.port = port;
    }

    /** With a data directory, the rest has defaults. */
    public static Builder builder(final Path dataDir) {
        return new Builder(dataDir);
    }

    /** As Kafka clients take it: {@code HOST:PORT}. */
    public String bootstrap() {
        return host + ":" + port;
    }

    /** Port of the Kafka protocol. */
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

    @Override
    public void close() {
        child.close();
    }

    /** Waits until it takes records; throws {@link EmbeddedException} naming its log file. */
    public void awaitReady() {
        child.awaitReady(this::isReady, START_TIMEOUT);
    }

    /** Whether it takes records at this moment; takes up to some seconds to find out. */
    public boolean isReady() {
        if (!Ports.isTaken(host, port)) {
            return false;
        }
        final Map<String, Object> properties = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PROBE_TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PROBE_TIMEOUT_MS);
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (final ExecutionException | TimeoutException | KafkaException e) {
            return false;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What to start. Not thread-safe. */
    public static final class Builder {
        private final Path dataDir;
        private Path logFile;
        private String host = "127.0.0.1";
        private int port;
        private String heap = "384m";
        private boolean detached;

        private Builder(final Path dataDir) {
            this.dataDir = dataDir.toAbsolutePath();
            this.logFile = this.dataDir.resolve("broker.log");
        }

        /** Port of the Kafka protocol; 0: a free one. */
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

        /** Where the broker's output goes; {@code broker.log} in the data directory if not said. */
        public Builder logFile(final Path value) {
            logFile = value.toAbsolutePath();
            return this;
        }

        /** Whether it lives on when this process ends. */
        public Builder detached(final boolean value) {
            detached = value;
            return this;
        }

        /** Starts it and waits until it takes records; throws {@link EmbeddedException} naming its log file. */
        public EmbeddedBroker start() {
            final EmbeddedBroker broker = launch();
            broker.awaitReady();
            return broker;
        }

        /** Starts the process and returns at once: for {@link EmbeddedBroker#awaitReady()} later. */
        public EmbeddedBroker launch() {
            final int brokerPort = Ports.orFree(port, host);
            final String classPath = ClassPaths.of("broker");
            writeConfiguration(brokerPort);
            if (!Files.exists(dataDir.resolve("log/meta.properties"))) {
                format(classPath);
            }
            return new EmbeddedBroker(
                    ChildJvm.start(spec("broker", classPath, List.of("kafka.Kafka", "server.properties"))),
                    host,
                    brokerPort);
        }

        private void format(final String classPath) {
            final List<String> main = List.of(
                    "kafka.tools.StorageTool",
                    "format",
                    "--ignore-formatted",
                    // One argument: an id may begin with a hyphen.
                    "--cluster-id=" + clusterId(),
                    "-c",
                    "server.properties");
            try (ChildJvm tool = ChildJvm.start(spec("broker-format", classPath, main))) {
                tool.awaitReady(
                        () -> !tool.process().isAlive() && tool.process().exitValue() == 0, START_TIMEOUT);
            }
        }

        private ChildJvm.Spec spec(final String name, final String classPath, final List<String> main) {
            final List<String> flags = List.of(
                    "-Xmx" + heap,
                    "-Xms64m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Djava.awt.headless=true",
                    "-Dlogback.configurationFile=" + dataDir.resolve("logback.xml"));
            return new ChildJvm.Spec(
                    name, Path.of(System.getProperty("java.home")), flags, classPath, main, dataDir, logFile, detached);
        }

        private void writeConfiguration(final int brokerPort) {
            try {
                Files.createDirectories(dataDir);
                Files.writeString(dataDir.resolve("server.properties"), properties(brokerPort, Ports.free(host)));
                Files.writeString(
                        dataDir.resolve("logback.xml"),
                        LogbackFile.of(
                                "kafka.server.KafkaRaftServer", "org.apache.kafka.server.BrokerLifecycleManager"));
            } catch (final IOException e) {
                throw new EmbeddedException("can't write the broker's configuration directory=" + dataDir, e);
            }
        }

        private String properties(final int brokerPort, final int controllerPort) {
            return String.join(
                    "\n",
                    "process.roles=broker,controller",
                    "node.id=1",
                    "controller.quorum.voters=1@" + host + ":" + controllerPort,
                    "controller.listener.names=CONTROLLER",
                    "listeners=PLAINTEXT://" + host + ":" + brokerPort + ",CONTROLLER://" + host + ":" + controllerPort,
                    "advertised.listeners=PLAINTEXT://" + host + ":" + brokerPort,
                    "inter.broker.listener.name=PLAINTEXT",
                    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                    "log.dirs=" + dataDir.resolve("log"),
                    "auto.create.topics.enable=false",
                    "offsets.topic.replication.factor=1",
                    "offsets.topic.num.partitions=1",
                    "transaction.state.log.replication.factor=1",
                    "transaction.state.log.min.isr=1",
                    "transaction.state.log.num.partitions=1",
                    "share.coordinator.state.topic.replication.factor=1",
                    "share.coordinator.state.topic.min.isr=1",
                    "group.initial.rebalance.delay.ms=0",
                    "num.network.threads=2",
                    "num.io.threads=4",
                    "num.recovery.threads.per.data.dir=2",
                    // No log.flush.*: an acknowledged record is in the page cache, which outlives every process.
                    // Outputs of the engine go through commands of up to 2 MB.
                    "message.max.bytes=8388608",
                    "log.segment.bytes=268435456",
                    "log.cleaner.dedupe.buffer.size=16777216",
                    "initial.broker.registration.timeout.ms=60000",
                    // A killed broker registers again without waiting for its own old session to end.
                    "broker.session.timeout.ms=3000",
                    "broker.heartbeat.interval.ms=500",
                    "");
        }

        private String clusterId() {
            final UUID id = UUID.nameUUIDFromBytes(dataDir.toString().getBytes(StandardCharsets.UTF_8));
            return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
        }
    }
}
