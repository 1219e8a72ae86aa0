package io.millrace.ubscore.account;

/** An outbox that has the room a test gives it. */
final class Room implements OutboxGauge {
    boolean lanes = true;
    boolean events = true;
    boolean reserved = true;

    @Override
    public boolean hasLaneRoom(final int lane, final int count) {
        return lanes;
    }

    @Override
    public boolean hasEventRoom(final int partition, final int count) {
        return events;
    }

    @Override
    public boolean hasReservedRoom(final int partition, final int count) {
        return reserved;
    }
}
