package io.millrace.redpanda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One topic as the broker describes it. */
record FoundTopic(int partitionCount, int replicationFactor, Map<String, String> settings) {
    /** How it differs from what it must be; more copies than asked for are no difference. */
    List<TopicDrift> drift(final TopicSpec spec) {
        final List<TopicDrift> drifts = new ArrayList<>();
        if (partitionCount != spec.partitionCount()) {
            drifts.add(drift(spec, "partitions", spec.partitionCount(), partitionCount));
        }
        if (replicationFactor < spec.replicationFactor()) {
            drifts.add(drift(spec, "replication", spec.replicationFactor(), replicationFactor));
        }
        final Map<String, String> wanted = new TreeMap<>(spec.settingsWhereKnown());
        wanted.keySet().retainAll(settings.keySet());
        wanted.putAll(spec.settings());
        wanted.forEach((setting, value) -> {
            if (!isSame(value, settings.get(setting))) {
                drifts.add(drift(spec, setting, value, settings.get(setting)));
            }
        });
        return drifts;
    }

    private static TopicDrift drift(
            final TopicSpec spec, final String setting, final Object wanted, final Object found) {
        return new TopicDrift(
                spec.name(), setting, String.valueOf(wanted), found == null ? "nothing" : found.toString());
    }

    /** Lists are compared without regard to their order. */
    private static boolean isSame(final String wanted, final String found) {
        return found != null && Set.of(wanted.split(" *, *")).equals(Set.of(found.split(" *, *")));
    }
}
