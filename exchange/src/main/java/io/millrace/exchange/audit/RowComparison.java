package io.millrace.exchange.audit;

import io.millrace.exchange.source.CorruptSourceException;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * Holds rows that must be in the store against those that are. Rows of one partition are read together, from the least to the
 * greatest that is expected; a row between them that nobody expects is a finding too. One thread.
 */
final class RowComparison {
    private static final int IN_FLIGHT_MAX = 64;
    private static final int VALUE_LENGTH_MAX = 80;

    private final RowSource source;
    private final Findings findings;
    private final List<String> movedOn = new ArrayList<>();
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);

    private record Partition(Table table, List<Object> key) {}

    private record Answer(Partition partition, List<Row> expected, CompletionStage<List<Object[]>> rows) {}

    RowComparison(final RowSource source, final Findings findings) {
        this.source = source;
        this.findings = findings;
    }

    /** Compares; rows of one key must have been merged. */
    void compare(final Iterable<Row> rows) {
        final Map<Partition, List<Row>> partitions = new LinkedHashMap<>();
        rows.forEach(row -> partitions
                .computeIfAbsent(new Partition(row.table(), row.partitionKey()), key -> new ArrayList<>())
                .add(row));
        final List<Answer> answers = new ArrayList<>();
        for (final Map.Entry<Partition, List<Row>> entry : partitions.entrySet()) {
            inFlight.acquireUninterruptibly();
            final CompletionStage<List<Object[]>> asked = ask(entry.getKey(), entry.getValue());
            answers.add(new Answer(entry.getKey(), entry.getValue(), asked));
            asked.whenComplete((answer, error) -> inFlight.release());
        }
        answers.forEach(this::judge);
    }

    private CompletionStage<List<Object[]>> ask(final Partition partition, final List<Row> expected) {
        final Table table = partition.table();
        if (table.keyCount() == table.partitionKeyCount()) {
            return source.whole(table, partition.key());
        }
        return source.range(table, partition.key(), least(table, expected), greatest(table, expected));
    }

    private static Object least(final Table table, final List<Row> rows) {
        return rows.stream()
                .map(row -> row.value(table.partitionKeyCount()))
                .min(RowComparison::order)
                .get();
    }

    private static Object greatest(final Table table, final List<Row> rows) {
        return rows.stream()
                .map(row -> row.value(table.partitionKeyCount()))
                .max(RowComparison::order)
                .get();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int order(final Object left, final Object right) {
        return ((Comparable) left).compareTo(right);
    }

    private void judge(final Answer answer) {
        final Table table = answer.partition().table();
        final Map<List<Object>, Object[]> found = new HashMap<>();
        try {
            answer.rows()
                    .toCompletableFuture()
                    .join()
                    .forEach(values -> found.put(List.of(Arrays.copyOf(values, table.keyCount())), values));
        } catch (final CompletionException e) {
            judgeFault(answer.partition(), e);
            return;
        }
        for (final Row row : answer.expected()) {
            findings.examined(1);
            judge(row, found.remove(row.key()));
        }
        if (table.kind() == Table.Kind.FACT && table != Table.ORDER_BY_CLIENT_ID) {
            reportExtras(table, answer, found);
        }
    }

    private void judgeFault(final Partition partition, final CompletionException e) {
        if (!(e.getCause() instanceof CorruptSourceException)) {
            throw e;
        }
        findings.add(
                "table=" + partition.table().label() + " partition=" + partition.key(),
                e.getCause().getMessage());
    }

    /** Rows at the ends of the range may belong to what is compared before or after. */
    private void reportExtras(final Table table, final Answer answer, final Map<List<Object>, Object[]> found) {
        final int clustering = table.partitionKeyCount();
        final Object min = least(table, answer.expected());
        final Object max = greatest(table, answer.expected());
        found.forEach((key, values) -> {
            if (order(values[clustering], min) > 0 && order(values[clustering], max) < 0) {
                findings.add("table=" + table.label() + " key=" + key, "row is in the store and no event made it");
            }
        });
    }

    private void judge(final Row expected, final Object[] found) {
        final Table table = expected.table();
        final String place = "table=" + table.label() + " key=" + expected.key();
        if (found == null) {
            findings.add(place, "row is missing");
            return;
        }
        if (table.kind() == Table.Kind.CURRENT && hasMovedOn(expected, found)) {
            movedOn.add(place);
            return;
        }
        final StringBuilder differences = new StringBuilder();
        for (int i = 0; i < found.length; i++) {
            final Object value = expected.value(i);
            if ((value != null || table.kind() == Table.Kind.FACT) && !isEqual(value, found[i])) {
                differences
                        .append(differences.isEmpty() ? "" : "\n")
                        .append(table.columns().get(i))
                        .append(" expected=")
                        .append(text(value))
                        .append(" store=")
                        .append(text(found[i]));
            }
        }
        if (!differences.isEmpty()) {
            findings.add(place, differences.toString());
        }
    }

    /** Nothing was settled meanwhile: rows that are newer than all events are forged. */
    void refuseNewerRows() {
        movedOn.forEach(place -> findings.add(place, "row is newer than every event"));
    }

    /** While settlement goes on, a current row may be newer than the events that were looked at. */
    private static boolean hasMovedOn(final Row expected, final Object[] found) {
        for (final String column : List.of("last_trade_id", "output_sequence", "account_sequence", "core_sequence")) {
            final int index = expected.table().columns().indexOf(column);
            if (index >= 0) {
                return found[index] instanceof Long newer && newer > (Long) expected.value(index);
            }
        }
        return false;
    }

    private static boolean isEqual(final Object expected, final Object found) {
        if (expected instanceof BigDecimal left && found instanceof BigDecimal right) {
            return left.compareTo(right) == 0;
        }
        return expected instanceof byte[] left && found instanceof byte[] right
                ? Arrays.equals(left, right)
                : Objects.equals(expected, found);
    }

    private static String text(final Object value) {
        final String text = value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
        return text.length() <= VALUE_LENGTH_MAX ? text : text.substring(0, VALUE_LENGTH_MAX) + "...";
    }
}
