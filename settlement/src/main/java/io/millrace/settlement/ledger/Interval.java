package io.millrace.settlement.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The lengths of a candle, in UTC; weeks begin on Monday, months on the first. */
public enum Interval {
    S1("1s", 1),
    M1("1m", 60),
    M3("3m", 180),
    M5("5m", 300),
    M15("15m", 900),
    M30("30m", 1_800),
    H1("1h", 3_600),
    H2("2h", 7_200),
    H4("4h", 14_400),
    H6("6h", 21_600),
    H12("12h", 43_200),
    D1("1d", 86_400),
    W1("1w", 604_800),
    MONTH("1M", 0);

    private static final int MONTHS_PER_YEAR = 12;
    private static final int EPOCH_YEAR = 1970;
    /** The epoch was a Thursday: its week began three days before. */
    private static final long WEEK_SHIFT_S = 3 * 86_400;

    private final String label;
    private final long lengthS;

    Interval(final String label, final long lengthS) {
        this.label = label;
        this.lengthS = lengthS;
    }

    /** As the table and the clients spell it. */
    public String label() {
        return label;
    }

    /** Which interval since 1970-01-01 (weeks: since 1969-12-29) a time is in. */
    public long ordinal(final long timestampUs) {
        final long timeS = Math.floorDiv(timestampUs, 1_000_000L);
        return switch (this) {
            case MONTH -> month(timeS);
            case W1 -> Math.floorDiv(timeS + WEEK_SHIFT_S, lengthS);
            default -> Math.floorDiv(timeS, lengthS);
        };
    }

    /** When an interval opens. */
    public Instant openTime(final long ordinal) {
        return switch (this) {
            case MONTH -> monthStart(ordinal);
            case W1 -> Instant.ofEpochSecond(ordinal * lengthS - WEEK_SHIFT_S);
            default -> Instant.ofEpochSecond(ordinal * lengthS);
        };
    }

    private static long month(final long timeS) {
        final LocalDate date = LocalDate.ofInstant(Instant.ofEpochSecond(timeS), ZoneOffset.UTC);
        return (date.getYear() - EPOCH_YEAR) * (long) MONTHS_PER_YEAR + date.getMonthValue() - 1;
    }

    private static Instant monthStart(final long ordinal) {
        return LocalDate.of(EPOCH_YEAR, 1, 1)
                .plusMonths(ordinal)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}
