package io.millrace.settlement.egress;

import io.millrace.settlement.ledger.LedgerListener;
import io.millrace.settlement.ledger.Row;
import io.millrace.settlement.ledger.Stream;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.ledger.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What many events come to: their rows, current-state rows once each, and the places up to which they go. Progress may take
 * those places when all rows are acknowledged, and not before. One thread.
 */
public final class CommitBatch implements LedgerListener {
    private final List<Row> facts = new ArrayList<>();
    private final Map<CurrentKey, Row> currents = new LinkedHashMap<>();
    private final Map<PartKey, StreamPosition> positions = new LinkedHashMap<>();
    private long lengthEstimate;
    private long eventCount;
    private int pendingGroups;

    private record CurrentKey(Table table, List<Object> key) {}

    private record PartKey(Stream stream, int part) {}

    @Override
    public void onRow(final Row row) {
        if (row.table().kind() == Table.Kind.FACT) {
            facts.add(row);
            lengthEstimate += row.lengthEstimate();
        } else if (currents.merge(new CurrentKey(row.table(), row.key()), row, Row::mergedWith) == row) {
            lengthEstimate += row.lengthEstimate();
        }
    }

    @Override
    public void onPosition(final StreamPosition position) {
        positions.put(new PartKey(position.stream(), position.part()), position);
        eventCount++;
    }

    /** The rows in groups of one partition key each, none with more rows or (but for a single large row) more bytes. */
    public List<List<Row>> groups(final int rowsMax, final int lengthMax) {
        final Map<List<Object>, Group> open = new LinkedHashMap<>();
        final List<List<Row>> groups = new ArrayList<>();
        facts.forEach(row -> add(row, open, groups, rowsMax, lengthMax));
        currents.values().forEach(row -> add(row, open, groups, rowsMax, lengthMax));
        return groups;
    }

    private static void add(
            final Row row,
            final Map<List<Object>, Group> open,
            final List<List<Row>> groups,
            final int rowsMax,
            final int lengthMax) {
        final int length = row.lengthEstimate();
        final Group group = open.computeIfAbsent(row.partitionKey(), key -> new Group());
        if (group.rows == null || group.rows.size() == rowsMax || group.length + length > lengthMax) {
            group.rows = new ArrayList<>();
            group.length = 0;
            groups.add(group.rows);
        }
        group.rows.add(row);
        group.length += length;
    }

    /** The newest group of a partition key. */
    private static final class Group {
        List<Row> rows;
        int length;
    }

    void pendingGroups(final int count) {
        pendingGroups = count;
    }

    void onGroupWritten() {
        pendingGroups--;
    }

    boolean isWritten() {
        return pendingGroups == 0;
    }

    /** The last place of every part that events came from. */
    public Collection<StreamPosition> positions() {
        return positions.values();
    }

    /** Events taken. */
    public long eventCount() {
        return eventCount;
    }

    /** Rows to write, each current-state row once. */
    public int rowCount() {
        return facts.size() + currents.size();
    }

    /** About how many bytes the rows take. */
    public long lengthEstimate() {
        return lengthEstimate;
    }

    public boolean isEmpty() {
        return positions.isEmpty();
    }
}
