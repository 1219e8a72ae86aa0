package io.millrace.redpanda;

/**
 * One difference between a topic as it must be and as it is; {@code setting} is a topic setting, or partitions or
 * replication.
 */
public record TopicDrift(String topic, String setting, String wanted, String found) {
    @Override
    public String toString() {
        return "topic=" + topic + " setting=" + setting + " wanted=" + wanted + " found=" + found;
    }
}
