package io.millrace.redpanda;

import java.util.Map;

/**
 * One topic as it must be.
 *
 * @param settings must be so on every broker.
 * @param settingsWhereKnown must be so on a broker that has such a setting.
 */
public record TopicSpec(
        String name,
        int partitionCount,
        int replicationFactor,
        Map<String, String> settings,
        Map<String, String> settingsWhereKnown) {
    /** Keeps copies of the settings. */
    public TopicSpec {
        settings = Map.copyOf(settings);
        settingsWhereKnown = Map.copyOf(settingsWhereKnown);
    }
}
