package io.millrace.gateway.trading;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** The lengths of a candle, in UTC; weeks begin on Monday, months on the first. */
public enum CandleInterval {
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
    private static final long MS_PER_S = 1000;
    /** The epoch was a Thursday: its week began three days before. */
    private static final long WEEK_SHIFT_S = 3 * 86_400;

    private final String label;
    private final long lengthS;

    CandleInterval(final String label, final long lengthS) {
        this.label = label;
        this.lengthS = lengthS;
    }

    /** Refuses what is not the label of one. */
    public static CandleInterval of(final String field, final String label) {
        for (final CandleInterval interval : values()) {
            if (interval.label.equals(label)) {
                return interval;
            }
        }
        throw Refusal.ofField(ErrorCode.BAD_FORMAT, field, field + " must be one of " + labels());
    }

    /** All labels, shortest interval first. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(CandleInterval::label).toList();
    }

    /** As the store and the clients spell it. */
    public String label() {
        return label;
    }

    /** Which interval since 1970-01-01 (weeks: since 1969-12-29) a time is in. */
    public long ordinal(final long timeMs) {
        final long timeS = Math.floorDiv(timeMs, MS_PER_S);
        return switch (this) {
            case MONTH -> month(timeS);
            case W1 -> Math.floorDiv(timeS + WEEK_SHIFT_S, lengthS);
            default -> Math.floorDiv(timeS, lengthS);
        };
    }

    /** When an interval opens, Unix milliseconds. */
    public long openMs(final long ordinal) {
        return switch (this) {
            case MONTH ->
                LocalDate.of(EPOCH_YEAR, 1, 1)
                                .plusMonths(ordinal)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toEpochSecond()
                        * MS_PER_S;
            case W1 -> (ordinal * lengthS - WEEK_SHIFT_S) * MS_PER_S;
            default -> ordinal * lengthS * MS_PER_S;
        };
    }

    /** The last millisecond of an interval. */
    public long closeMs(final long ordinal) {
        return openMs(ordinal + 1) - 1;
    }

    private static long month(final long timeS) {
        final LocalDate date = LocalDate.ofInstant(Instant.ofEpochSecond(timeS), ZoneOffset.UTC);
        return (date.getYear() - EPOCH_YEAR) * (long) MONTHS_PER_YEAR + date.getMonthValue() - 1;
    }
}
