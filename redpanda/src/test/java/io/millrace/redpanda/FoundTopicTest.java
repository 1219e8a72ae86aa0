package io.millrace.redpanda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoundTopicTest {
    private final TopicSpec spec = new TopicSpec(
            "orders",
            4,
            2,
            Map.of("retention.ms", "-1", "cleanup.policy", "compact,delete"),
            Map.of("write.caching", "false"));

    @Test
    void shouldFindNoDriftWhenTheSame() {
        assertDrift(new FoundTopic(4, 2, Map.of("retention.ms", "-1", "cleanup.policy", "delete, compact")));
        assertDrift(new FoundTopic(
                4,
                3,
                Map.of("retention.ms", "-1", "cleanup.policy", "compact,delete", "write.caching", "false", "x", "y")));
    }

    @Test
    void shouldNameTopicSettingWantedAndFound() {
        assertDrift(
                new FoundTopic(3, 1, Map.of("retention.ms", "604800000", "write.caching", "true")),
                "topic=orders setting=partitions wanted=4 found=3",
                "topic=orders setting=replication wanted=2 found=1",
                "topic=orders setting=cleanup.policy wanted=compact,delete found=nothing",
                "topic=orders setting=retention.ms wanted=-1 found=604800000",
                "topic=orders setting=write.caching wanted=false found=true");
    }

    private void assertDrift(final FoundTopic found, final String... expected) {
        assertEquals(
                List.of(expected),
                found.drift(spec).stream().map(TopicDrift::toString).toList());
    }
}
