package io.millrace.redpanda;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the broker's topics what {@code topics.yaml} says: creates what is missing, refuses what differs, alters
 * nothing. Blocks, with bounds; may run in several processes at once. One thread.
 */
public final class TopicProvisioner implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(250);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

    private final String bootstrap;
    private final List<TopicSpec> specs;
    private final Duration startTimeout;
    private final Duration requestTimeout;
    private final Admin admin;

    /** {@code config} is the root configuration. */
    public TopicProvisioner(final Config config) {
        this(config, TopicCatalog.load(config));
    }

    TopicProvisioner(final Config config, final List<TopicSpec> specs) {
        this.specs = specs;
        bootstrap = config.getString("millrace.broker.bootstrap");
        startTimeout = config.getDuration("millrace.broker.start-timeout");
        requestTimeout = config.getDuration("millrace.broker.request-timeout");
        final Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-topics");
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) requestTimeout.toMillis() / 3);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) requestTimeout.toMillis());
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        admin = Admin.create(properties);
    }

    /**
     * Waits for the broker, creates what is missing and waits until it can be written, then compares everything.
     *
     * @return the topics that were created.
     * @throws TopicDriftException if a topic differs.
     * @throws BrokerException if the broker is not there in time, or refuses.
     */
    public static List<String> provision(final Config config) {
        try (TopicProvisioner provisioner = new TopicProvisioner(config)) {
            final List<String> created = provisioner.createMissing();
            final List<TopicDrift> drifts = provisioner.drift();
            if (!drifts.isEmpty()) {
                throw new TopicDriftException(drifts);
            }
            return created;
        }
    }

    /**
     * Creates what is missing; returns the names. Settings of a broker's own are sent only to a broker that knows
     * them.
     */
    public List<String> createMissing() {
        awaitBroker();
        final Collection<String> present = await(admin.listTopics().names(), "list topics");
        final List<TopicSpec> missing =
                specs.stream().filter(spec -> !present.contains(spec.name())).toList();
        final List<String> created = new ArrayList<>();
        for (final TopicSpec spec : missing) {
            if (create(spec)) {
                created.add(spec.name());
                LOGGER.info("topic created topic={} partitions={}", spec.name(), spec.partitionCount());
            }
        }
        awaitLeaders();
        return created;
    }

    /** How the topics that are there differ; a topic that is not there differs in all its partitions. */
    public List<TopicDrift> drift() {
        awaitBroker();
        final Map<String, FoundTopic> found = describe();
        final FoundTopic absent = new FoundTopic(0, 0, Map.of());
        return specs.stream()
                .flatMap(spec -> found.getOrDefault(spec.name(), absent).drift(spec).stream())
                .toList();
    }

    /** Waits until the broker answers and has as many nodes as a partition has copies. */
    private void awaitBroker() {
        final int nodesWanted =
                specs.stream().mapToInt(TopicSpec::replicationFactor).max().orElse(1);
        retry("the broker does not answer, or has fewer nodes than replication-factor=" + nodesWanted, () -> {
            final Collection<?> nodes =
                    admin.describeCluster().nodes().get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return nodes.size() >= nodesWanted;
        });
    }

    /** Waits until each partition has a leader: before that, writing to it fails. */
    private void awaitLeaders() {
        retry("partitions without a leader", () -> {
            final Map<String, TopicDescription> topics = admin.describeTopics(
                            specs.stream().map(TopicSpec::name).toList())
                    .allTopicNames()
                    .get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return topics.values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        });
    }

    private boolean create(final TopicSpec spec) {
        final Map<String, String> settings = new HashMap<>(spec.settings());
        spec.settingsWhereKnown().forEach((setting, value) -> {
            if (isKnown(spec, setting, value)) {
                settings.put(setting, value);
            }
        });
        return create(spec, settings, false);
    }

    private boolean isKnown(final TopicSpec spec, final String setting, final String value) {
        try {
            create(spec, Map.of(setting, value), true);
            return true;
        } catch (final BrokerException e) {
            if (e.getCause() instanceof InvalidConfigurationException) {
                return false;
            }
            throw e;
        }
    }

    /** False if another process has created it meanwhile. */
    private boolean create(final TopicSpec spec, final Map<String, String> settings, final boolean validateOnly) {
        final NewTopic topic = new NewTopic(spec.name(), spec.partitionCount(), (short) spec.replicationFactor());
        try {
            await(
                    admin.createTopics(
                                    List.of(topic.configs(settings)),
                                    new CreateTopicsOptions().validateOnly(validateOnly))
                            .all(),
                    "create topic=" + spec.name());
            return true;
        } catch (final BrokerException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    private Map<String, FoundTopic> describe() {
        final Collection<String> present = await(admin.listTopics().names(), "list topics");
        final List<String> names =
                specs.stream().map(TopicSpec::name).filter(present::contains).toList();
        final Map<String, TopicDescription> topics =
                await(admin.describeTopics(names).allTopicNames(), "describe topics");
        final Map<ConfigResource, org.apache.kafka.clients.admin.Config> settings = await(
                admin.describeConfigs(names.stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList())
                        .all(),
                "describe settings");
        final Map<String, FoundTopic> found = new HashMap<>();
        settings.forEach((resource, config) -> {
            final TopicDescription topic = topics.get(resource.name());
            final int replicationFactor = topic.partitions().stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            final Map<String, String> values = new HashMap<>();
            for (final ConfigEntry entry : config.entries()) {
                if (entry.value() != null) {
                    values.put(entry.name(), entry.value());
                }
            }
            found.put(resource.name(), new FoundTopic(topic.partitions().size(), replicationFactor, values));
        });
        return found;
    }

    private <T> T await(final KafkaFuture<T> future, final String what) {
        try {
            return future.get(requestTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (final ExecutionException e) {
            throw new BrokerException(
                    "broker refused: " + what + " bootstrap=" + bootstrap + " error="
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (final TimeoutException e) {
            throw new BrokerException("broker did not answer in time: " + what + " bootstrap=" + bootstrap, e);
        } catch (final InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static BrokerException interrupted(final InterruptedException e) {
        Thread.currentThread().interrupt();
        return new BrokerException("interrupted while waiting for the broker", e);
    }

    /** One try of something that may fail while a broker starts. */
    @FunctionalInterface
    private interface Attempt {
        boolean isDone() throws ExecutionException, TimeoutException, InterruptedException;
    }

    private void retry(final String failure, final Attempt attempt) {
        final long startNs = System.nanoTime();
        long reportedNs = startNs;
        Throwable last = null;
        while (true) {
            try {
                if (attempt.isDone()) {
                    return;
                }
                Thread.sleep(RETRY_PAUSE.toMillis());
            } catch (final ExecutionException | TimeoutException e) {
                last = e;
            } catch (final InterruptedException e) {
                throw interrupted(e);
            }
            final long nowNs = System.nanoTime();
            if (nowNs - startNs > startTimeout.toNanos()) {
                throw new BrokerException(
                        failure + " bootstrap=" + bootstrap + " waited_s=" + startTimeout.toSeconds(), last);
            }
            if (nowNs - reportedNs > REPORT_INTERVAL.toNanos()) {
                reportedNs = nowNs;
                LOGGER.info(
                        "waiting for the broker bootstrap={} waited_s={}",
                        bootstrap,
                        (nowNs - startNs) / 1_000_000_000);
            }
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
