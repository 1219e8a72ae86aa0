package io.millrace.ubscore.egress;

/**
 * Bounds of the outbox in bytes per lane or partition. They decide which orders are refused, and so are part of what a log was
 * written under: they may not change under it.
 *
 * @param laneLength         ring of a lane of {@code orders}; whole chunks.
 * @param eventLength        ring of a partition of {@code balance.events}; whole chunks.
 * @param eventReserveLength part of {@code eventLength} that only fills and transfers may use.
 */
public record OutboxBounds(long laneLength, long eventLength, long eventReserveLength) {
    /** Events that one output makes at most in one partition: three per fill and one per order closed. */
    public static final int OUTPUT_EVENTS_MAX = 4 * 8192 + 16;

    public OutboxBounds {
        final long needed = (long) OUTPUT_EVENTS_MAX * OutboxPartition.ENTRY_LENGTH_MAX;
        if (eventReserveLength < needed || eventLength < 2 * eventReserveLength) {
            throw new IllegalArgumentException("outbox bounds too small eventLength=" + eventLength
                    + " eventReserveLength=" + eventReserveLength + " needed=" + needed);
        }
    }
}
