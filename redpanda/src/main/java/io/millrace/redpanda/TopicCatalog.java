package io.millrace.redpanda;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads {@code topics.yaml}. A key that it does not know, or a value of the wrong kind, is an error. */
public final class TopicCatalog {
    private static final String RESOURCE = "topics.yaml";
    /** From so many copies on, one may be away while writes go on. */
    private static final int REPLICATION_FOR_QUORUM = 3;

    private static final Set<String> ROOT_KEYS = Set.of("settings", "whereKnown", "topics");
    private static final Set<String> TOPIC_KEYS = Set.of("partitions", "settings", "whereKnown");

    private TopicCatalog() {}

    /** The topics of the file that comes with Millrace, sized by {@code config}, the root configuration. */
    public static List<TopicSpec> load(final Config config) {
        try (InputStream in = TopicCatalog.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + RESOURCE);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), config);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<TopicSpec> parse(final String yaml, final Config config) {
        final LoadSettings settings = LoadSettings.builder().setLabel(RESOURCE).build();
        final Map<?, ?> root = map(new Load(settings).loadFromString(yaml), RESOURCE, ROOT_KEYS);
        final Map<?, ?> topics = map(root.get("topics"), "topics", null);
        final int replicationFactor = config.getInt("millrace.broker.replication-factor");
        final Map<String, String> common = strings(root.get("settings"), "settings");
        final Map<String, String> commonWhereKnown = strings(root.get("whereKnown"), "whereKnown");
        if (replicationFactor >= REPLICATION_FOR_QUORUM) {
            commonWhereKnown.put("min.insync.replicas", Integer.toString(replicationFactor - 1));
        }
        final List<TopicSpec> specs = new ArrayList<>();
        topics.forEach((name, value) -> {
            final Map<?, ?> topic = map(value, String.valueOf(name), TOPIC_KEYS);
            specs.add(new TopicSpec(
                    String.valueOf(name),
                    partitionCount(topic.get("partitions"), String.valueOf(name), config),
                    replicationFactor,
                    merged(common, strings(topic.get("settings"), name + ".settings")),
                    merged(commonWhereKnown, strings(topic.get("whereKnown"), name + ".whereKnown"))));
        });
        return List.copyOf(specs);
    }

    private static int partitionCount(final Object value, final String topic, final Config config) {
        final int count;
        if (value instanceof Integer number) {
            count = number;
        } else if (value instanceof String key && config.hasPath("millrace.topology." + key)) {
            count = config.getInt("millrace.topology." + key);
        } else {
            throw new IllegalArgumentException(
                    "not a number and no key of millrace.topology: topic=" + topic + " partitions=" + value);
        }
        if (count < 1) {
            throw new IllegalArgumentException("no partitions: topic=" + topic + " partitions=" + count);
        }
        return count;
    }

    private static Map<?, ?> map(final Object value, final String where, final Set<String> keys) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("not a map: " + where);
        }
        for (final Object key : map.keySet()) {
            if (!(key instanceof String) || keys != null && !keys.contains(key)) {
                throw new IllegalArgumentException("unknown key: " + where + " key=" + key);
            }
        }
        return map;
    }

    private static Map<String, String> strings(final Object value, final String where) {
        final Map<String, String> strings = new TreeMap<>();
        if (value != null) {
            map(value, where, null).forEach((key, setting) -> {
                if (setting == null || setting instanceof Map || setting instanceof List) {
                    throw new IllegalArgumentException("not a plain value: " + where + " key=" + key);
                }
                strings.put((String) key, setting.toString());
            });
        }
        return strings;
    }

    private static Map<String, String> merged(final Map<String, String> common, final Map<String, String> own) {
        final Map<String, String> merged = new HashMap<>(common);
        merged.putAll(own);
        return merged;
    }
}
