package io.millrace.ubscore;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** How threads wait: {@code millrace.ubscore.idle}. */
final class Idling {
    private static final int SPINS_MAX = 10;
    private static final int YIELDS_MAX = 5;
    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);

    private Idling() {}

    static IdleStrategy strategy(final UbscoreContext context) {
        return context.own().getBoolean("idle.busy-spin")
                ? new BusySpinIdleStrategy()
                : new BackoffIdleStrategy(SPINS_MAX, YIELDS_MAX, PARK_MIN_NS, context.durationNs("idle.park-max"));
    }
}
