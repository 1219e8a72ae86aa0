package io.millrace.exchange.inspect;

import io.millrace.exchange.source.BrokerTopics;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.redpanda.TopicCatalog;
import io.millrace.redpanda.TopicDrift;
import io.millrace.redpanda.TopicProvisioner;
import io.millrace.redpanda.TopicSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code millrace topics}. */
@Command(
        name = "topics",
        description =
                "Lists the topics: partitions, offsets, and how the broker's settings differ from what they must be.",
        footer = {"", "Ends with 1 if a topic differs or a dead-letter topic holds records."},
        mixinStandardHelpOptions = true)
public final class TopicsCommand extends ToolCommand {
    private static final String DEAD_LETTERS = "dlq.";

    private boolean good = true;

    @Override
    protected int run(final Place place) {
        try (TopicSource topics = place.topics()) {
            for (final TopicSpec spec : TopicCatalog.load(place.config())) {
                final int count = topics.partitionCount(spec.name());
                for (int partition = 0; partition < count; partition++) {
                    print(
                            spec.name(),
                            partition,
                            topics.startOffset(spec.name(), partition),
                            topics.endOffset(spec.name(), partition));
                }
            }
            if (topics instanceof BrokerTopics) {
                printDrift(place);
            } else {
                err().println("no broker runs here: its files were read, its settings were not compared");
            }
        }
        return good ? ToolExit.EQUAL : ToolExit.MISMATCH;
    }

    private void printDrift(final Place place) {
        final List<TopicDrift> drifts;
        try (TopicProvisioner provisioner = new TopicProvisioner(place.config())) {
            drifts = provisioner.drift();
        }
        good &= drifts.isEmpty();
        drifts.forEach(drift -> out().println(json() ? Json.line(Map.of("drift", drift.toString())) : "BAD " + drift));
    }

    private void print(final String topic, final int partition, final long start, final long end) {
        good &= !topic.startsWith(DEAD_LETTERS) || end == start;
        if (json()) {
            final Map<String, Object> line = new LinkedHashMap<>();
            line.put("topic", topic);
            line.put("partition", partition);
            line.put("startOffset", start);
            line.put("endOffset", end);
            out().println(Json.line(line));
        } else {
            out().printf("%-24s %3d  %12d .. %12d%n", topic, partition, start, end);
        }
    }
}
