package io.millrace.settlement.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void shouldOpenWeeksOnMondayAndMonthsOnTheFirst() {
        final Instant time = Instant.parse("2026-02-26T13:47:59.123456Z");
        assertEquals("2026-02-26T13:47:59Z", openOf(Interval.S1, time));
        assertEquals("2026-02-26T13:45:00Z", openOf(Interval.M5, time));
        assertEquals("2026-02-26T12:00:00Z", openOf(Interval.H4, time));
        assertEquals("2026-02-26T00:00:00Z", openOf(Interval.D1, time));
        assertEquals("2026-02-23T00:00:00Z", openOf(Interval.W1, time));
        assertEquals("2026-02-01T00:00:00Z", openOf(Interval.MONTH, time));
    }

    @Test
    void shouldHaveTheIntervalsThatClientsAskFor() {
        assertEquals(
                "1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1M",
                String.join(
                        " ",
                        Arrays.stream(Interval.values()).map(Interval::label).toList()));
    }

    @Test
    void shouldHoldEveryTimeBetweenItsOpenAndTheNext() {
        final Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            final long timestampUs = random.nextLong(4_000_000_000_000_000L);
            final Instant time = Instant.ofEpochMilli(timestampUs / 1_000);
            for (final Interval interval : Interval.values()) {
                final long ordinal = interval.ordinal(timestampUs);
                assertFalse(time.isBefore(interval.openTime(ordinal)), interval + " at " + time);
                assertTrue(time.isBefore(interval.openTime(ordinal + 1)), interval + " at " + time);
            }
        }
    }

    private static String openOf(final Interval interval, final Instant time) {
        return interval.openTime(interval.ordinal(time.toEpochMilli() * 1_000)).toString();
    }
}
