package io.millrace.settlement.ledger;

import java.util.Arrays;
import java.util.List;

/**
 * One row to write: values in the order of the table's columns. A value of null is not written: what stands in the store
 * stays. Values are Long, Integer, Boolean, String, BigDecimal, Instant and byte[].
 */
public final class Row {
    private static final int NUMBER_LENGTH = 16;

    private final Table table;
    private final long timestamp;
    private final Object[] values;

    private Row(final Table table, final long timestamp, final Object[] values) {
        if (values.length != table.columns().size()) {
            throw new IllegalArgumentException("values do not match columns: table=" + table + " columns="
                    + table.columns().size() + " values=" + values.length);
        }
        this.table = table;
        this.timestamp = timestamp;
        this.values = values;
    }

    /** A row that is written with the same values for ever. */
    static Row fact(final Table table, final Object... values) {
        return new Row(table, 0, values);
    }

    /** A row that stays until one with a greater timestamp comes. */
    static Row current(final Table table, final long timestamp, final Object... values) {
        return new Row(table, timestamp, values);
    }

    public Table table() {
        return table;
    }

    /** Write timestamp; meaningful in a table of current states only. */
    public long timestamp() {
        return timestamp;
    }

    /** Value of a column by its index; null: not written. */
    public Object value(final int index) {
        return values[index];
    }

    /** Value of a column by its name. */
    public Object value(final String column) {
        final int index = table.columns().indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no such column: table=" + table + " column=" + column);
        }
        return values[index];
    }

    /** The primary key. */
    public List<Object> key() {
        return List.of(Arrays.copyOf(values, table.keyCount()));
    }

    /** The partition key: rows with equal ones stand together, also those of different tables. */
    public List<Object> partitionKey() {
        return List.of(Arrays.copyOf(values, table.partitionKeyCount()));
    }

    /** What both rows, of one key, leave in the store together: where both have a value, that of the greater timestamp. */
    public Row mergedWith(final Row other) {
        final Row later = other.timestamp >= timestamp ? other : this;
        final Row earlier = later == this ? other : this;
        final Object[] merged = later.values.clone();
        for (int i = 0; i < merged.length; i++) {
            if (merged[i] == null) {
                merged[i] = earlier.values[i];
            }
        }
        return new Row(table, later.timestamp, merged);
    }

    /** About how many bytes the row takes on its way to the store. */
    public int lengthEstimate() {
        int length = 0;
        for (final Object value : values) {
            if (value instanceof byte[] bytes) {
                length += bytes.length;
            } else if (value instanceof String text) {
                length += text.length() + Integer.BYTES;
            } else {
                length += NUMBER_LENGTH;
            }
        }
        return length;
    }

    @Override
    public String toString() {
        return table + "@" + timestamp + Arrays.toString(values);
    }
}
