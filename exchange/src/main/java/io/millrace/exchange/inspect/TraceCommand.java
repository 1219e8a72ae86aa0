package io.millrace.exchange.inspect;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.exchange.source.OutputCursor;
import io.millrace.exchange.source.Store;
import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.exchange.tool.Wire;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.EventStampDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace trace}. */
@Command(
        name = "trace",
        description = "Follows one order through every stage: orders, the engine's outputs, balance.events, the store.",
        footer = {"", "  millrace trace 1234", "", "Ends with 1 if nothing anywhere names the order."},
        mixinStandardHelpOptions = true)
public final class TraceCommand extends ToolCommand {
    @Parameters(paramLabel = "ORDER", description = "The order's id.")
    private long orderId;

    @Option(names = "--no-store", description = "Leave the store out.")
    private boolean withoutStore;

    private final Wire wire = new Wire();
    private final List<Stop> stops = new ArrayList<>();

    /** One place that names the order; times of one command are equal, then the stages come in their order. */
    private record Stop(long timestampUs, int stage, String where, Map<String, Object> what) {}

    @Override
    protected int run(final Place place) {
        try (TopicSource topics = place.topics()) {
            for (int lane = 0; lane < place.lanes(); lane++) {
                traceTopic(topics, Topics.ORDERS, lane, 0);
                traceJournal(place, lane);
            }
            for (int partition = 0; partition < place.partitions(); partition++) {
                traceTopic(topics, Topics.BALANCE_EVENTS, partition, 2);
            }
        }
        stops.sort(Comparator.comparingLong(Stop::timestampUs).thenComparingInt(Stop::stage));
        stops.forEach(this::print);
        if (!withoutStore) {
            try (Store store = place.store()) {
                for (final String table : List.of("orders", "order_events", "trades_by_order")) {
                    store.session()
                            .execute("SELECT * FROM " + table + " WHERE order_id = " + orderId)
                            .forEach(row -> print(table, row));
                }
            }
        }
        if (stops.isEmpty()) {
            err().println("nothing names the order=" + orderId);
        }
        return stops.isEmpty() ? ToolExit.MISMATCH : ToolExit.EQUAL;
    }

    private void traceTopic(final TopicSource topics, final String topic, final int partition, final int stage) {
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        final EventStampDecoder stamp = new EventStampDecoder();
        topics.read(topic, partition, topics.startOffset(topic, partition), Long.MAX_VALUE, record -> {
            buffer.wrap(record.value());
            if (names(buffer, 0, record.value().length)) {
                // The stamps of both topics have one layout.
                stamp.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH);
                add(
                        stamp.timestampUs(),
                        stage,
                        topic + " partition=" + partition + " offset=" + record.offset(),
                        wire.decode(buffer, 0, record.value().length));
            }
            return true;
        });
    }

    private void traceJournal(final Place place, final int lane) {
        final EngineOutputDecoder output = new EngineOutputDecoder();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        try (OutputCursor journal = OutputCursor.open(place.laneDir(lane))) {
            while (journal != null && journal.next()) {
                if (names(journal.buffer(), journal.offset(), journal.length())) {
                    output.wrapAndApplyHeader(journal.buffer(), journal.offset(), header);
                    add(
                            output.timestampUs(),
                            1,
                            "engine lane=" + lane + " output-sequence=" + journal.sequence(),
                            wire.decode(journal.buffer(), journal.offset(), journal.length()));
                }
            }
        }
    }

    private void add(final long timestampUs, final int stage, final String where, final Map<String, Object> what) {
        if (mentions(what)) {
            stops.add(new Stop(timestampUs, stage, where, what));
        }
    }

    /** Whether the order's id stands anywhere in the bytes: a quick look before a slow one. */
    private boolean names(final DirectBuffer buffer, final int offset, final int length) {
        for (int i = offset; i <= offset + length - Long.BYTES; i++) {
            if (buffer.getLong(i, ByteOrder.LITTLE_ENDIAN) == orderId) {
                return true;
            }
        }
        return false;
    }

    private boolean mentions(final Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .anyMatch(entry ->
                            entry.getKey().toString().toLowerCase(Locale.ROOT).endsWith("orderid")
                                            && Long.valueOf(orderId).equals(entry.getValue())
                                    || mentions(entry.getValue()));
        }
        return value instanceof List<?> items && items.stream().anyMatch(this::mentions);
    }

    private void print(final Stop stop) {
        final String time =
                Instant.EPOCH.plus(stop.timestampUs, ChronoUnit.MICROS).toString();
        if (json()) {
            final Map<String, Object> line = new LinkedHashMap<>();
            line.put("time", time);
            line.put("where", stop.where);
            line.putAll(stop.what);
            out().println(Json.line(line));
            return;
        }
        out().printf("%-27s %-46s %s%n", time, stop.where, summary(stop.what));
    }

    private String summary(final Map<String, Object> message) {
        final StringBuilder text = new StringBuilder(message.get(Wire.TYPE).toString());
        for (final String key : List.of(
                "cause",
                "outcome",
                "reason",
                "side",
                "orderType",
                "timeInForce",
                "price",
                "quantity",
                "remainingQuantity",
                "accountId",
                "coreSequence")) {
            if (message.get(key) != null && !"NONE".equals(message.get(key))) {
                text.append(' ').append(key).append('=').append(message.get(key));
            }
        }
        for (final String group : List.of("trades", "orders", "changes")) {
            if (message.get(group) instanceof List<?> entries) {
                entries.stream()
                        .filter(entry -> group.equals("changes") || mentions(entry))
                        .forEach(entry -> text.append("\n")
                                .append(" ".repeat(75))
                                .append(group)
                                .append(' ')
                                .append(entry));
            }
        }
        return text.toString();
    }

    private void print(final String table, final Row row) {
        final Map<String, Object> values = new LinkedHashMap<>();
        row.getColumnDefinitions().forEach(column -> {
            final Object value = row.getObject(column.getName());
            if (value != null) {
                values.put(column.getName().asInternal(), value.toString());
            }
        });
        if (json()) {
            values.put("where", "store table=" + table);
            out().println(Json.line(values));
        } else {
            out().printf("%-27s %-46s %s%n", "", "store table=" + table, values);
        }
    }
}
