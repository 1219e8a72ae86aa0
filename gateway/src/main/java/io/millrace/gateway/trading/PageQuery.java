package io.millrace.gateway.trading;

/**
 * Which part of a list is wanted.
 *
 * @param below only entries whose id is lower; {@link Long#MAX_VALUE}: from the newest on
 * @param startMs first millisecond that is wanted
 * @param endMs last millisecond that is wanted
 */
public record PageQuery(long below, int countMax, long startMs, long endMs) {
    /** Whether an entry's time is wanted. */
    public boolean includes(final long timestampMs) {
        return timestampMs >= startMs && timestampMs <= endMs;
    }

    /** Whether the list begins at its newest entry. */
    public boolean isFromNewest() {
        return below == Long.MAX_VALUE;
    }
}
