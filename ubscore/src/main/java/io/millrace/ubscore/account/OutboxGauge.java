package io.millrace.ubscore.account;

/**
 * How much room the outbox has. Asked before a command takes effect; its answers must follow from logged commands alone, so that
 * every node gives the same. Outputs and transfers come from streams and may not be refused: a part of each partition's bound is
 * theirs, so that orders can't keep them out.
 */
public interface OutboxGauge {
    /** Whether {@code count} more records fit for a lane. */
    boolean hasLaneRoom(int lane, int count);

    /** Whether {@code count} more events of orders fit for a partition, the reserved part left alone. */
    boolean hasEventRoom(int partition, int count);

    /** Whether {@code count} more events of outputs or transfers fit for a partition, the reserved part included. */
    boolean hasReservedRoom(int partition, int count);
}
