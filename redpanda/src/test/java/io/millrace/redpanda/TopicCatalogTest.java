package io.millrace.redpanda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.schema.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicCatalogTest {
    private final Config config = ConfigFactory.load();

    @Test
    void shouldHoldEveryTopicOfTheSchema() {
        final Map<String, TopicSpec> topics = byName(TopicCatalog.load(config));
        for (final String name :
                List.of(Topics.ORDERS, Topics.BALANCE_OPERATIONS, Topics.BALANCE_EVENTS, Topics.CHAIN_EVENTS)) {
            assertTrue(topics.containsKey(name), name);
            assertEquals(1, topics.get(Topics.DEAD_LETTER_PREFIX + name).partitionCount());
        }
        assertEquals("-1", topics.get(Topics.ORDERS).settings().get("retention.ms"));
        assertEquals(
                "604800000", topics.get(Topics.BALANCE_OPERATIONS).settings().get("retention.ms"));
        assertEquals("compact", topics.get(Topics.CHAIN_EVENTS).settings().get("cleanup.policy"));
        topics.values().forEach(topic -> {
            assertEquals("CreateTime", topic.settings().get("message.timestamp.type"));
            assertEquals("false", topic.settingsWhereKnown().get("write.caching"));
        });
    }

    @Test
    void shouldTakePartitionsAndReplicationFromTheConfiguration() {
        final Config sized = ConfigFactory.parseString("millrace.topology { lanes = 16, balance-partitions = 8 }\n"
                        + "millrace.broker.replication-factor = 3")
                .withFallback(config);
        final Map<String, TopicSpec> topics = byName(TopicCatalog.load(sized));
        assertEquals(16, topics.get(Topics.ORDERS).partitionCount());
        assertEquals(8, topics.get(Topics.BALANCE_EVENTS).partitionCount());
        assertEquals(8, topics.get(Topics.BALANCE_OPERATIONS).partitionCount());
        assertEquals(3, topics.get(Topics.ORDERS).replicationFactor());
        assertEquals("2", topics.get(Topics.ORDERS).settingsWhereKnown().get("min.insync.replicas"));
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        assertRefused("topics: {a: {partitions: 1, retention: 5}}", "key=retention");
        assertRefused("topics: {a: {partitions: lane-count}}", "partitions=lane-count");
        assertRefused("topics: {a: {partitions: 0}}", "partitions=0");
        assertRefused("topics: {a: {}}", "partitions=null");
        assertRefused("topic: {a: {partitions: 1}}", "key=topic");
        assertRefused("settings: {a: [1, 2]}\ntopics: {}", "key=a");
        assertRefused("- a\n- b", "not a map");
        assertRefused("", "not a map");
    }

    private void assertRefused(final String yaml, final String named) {
        final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> TopicCatalog.parse(yaml, config));
        assertTrue(e.getMessage().contains(named), e.getMessage());
    }

    private static Map<String, TopicSpec> byName(final List<TopicSpec> topics) {
        return topics.stream().collect(Collectors.toMap(TopicSpec::name, Function.identity()));
    }
}
