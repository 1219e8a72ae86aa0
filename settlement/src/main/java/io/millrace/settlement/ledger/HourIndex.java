package io.millrace.settlement.ledger;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells the first sequence of each hour. What it remembers only saves writes: a row told again, or a later sequence of an
 * hour that has one, loses against the row that stands.
 */
final class HourIndex {
    /** Timestamp of sequence 0; a lower sequence has a greater timestamp and stays. Far in the past as clocks go. */
    static final long TIMESTAMP_ORIGIN = 1_000_000_000_000_000L;
    /** Ids remembered; the least recently used one is forgotten first. */
    private static final int REMEMBERED_MAX = 100_000;

    private static final long HOUR_US = 3_600_000_000L;
    private static final long HOUR_S = 3_600;

    private final Map<Key, Long> hours = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<Key, Long> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    private record Key(String kind, String id) {}

    void on(
            final String kind,
            final String id,
            final long sequence,
            final long timestampUs,
            final LedgerListener listener) {
        final long hour = Math.floorDiv(timestampUs, HOUR_US);
        final Long last = hours.put(new Key(kind, id), hour);
        if (last != null && last == hour) {
            return;
        }
        final Instant time = Instant.ofEpochSecond(hour * HOUR_S);
        final int year = time.atZone(ZoneOffset.UTC).getYear();
        listener.onRow(Row.current(Table.HOUR_INDEX, TIMESTAMP_ORIGIN - sequence, kind, id, year, time, sequence));
    }
}
