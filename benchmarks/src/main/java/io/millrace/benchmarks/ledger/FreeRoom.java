package io.millrace.benchmarks.ledger;

import io.millrace.ubscore.account.OutboxGauge;

/** An outbox that is never full. */
final class FreeRoom implements OutboxGauge {
    @Override
    public boolean hasLaneRoom(final int lane, final int count) {
        return true;
    }

    @Override
    public boolean hasEventRoom(final int partition, final int count) {
        return true;
    }

    @Override
    public boolean hasReservedRoom(final int partition, final int count) {
        return true;
    }
}
