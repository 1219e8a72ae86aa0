package io.millrace.ubscore;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** How threads wait: {@code millrace.ubscore.idle}. */
final class Idling {
    /** A look for work costs system calls: threads that share two cores had better let each other run and find more at once. */
    private static final int SPINS_MAX = 1;

    private static final int YIELDS_MAX = 1;
    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);

    private Idling() {}

    /** Of threads that every command passes: media driver, archive, consensus, service. */
    static IdleStrategy onPath(final UbscoreContext context) {
        return context.own().getBoolean("idle.busy-spin")
                ? new BusySpinIdleStrategy()
                : new DozingIdleStrategy(context.durationNs("idle.park-max"));
    }

    /** Of all others. */
    static IdleStrategy strategy(final UbscoreContext context) {
        return context.own().getBoolean("idle.busy-spin")
                ? new BusySpinIdleStrategy()
                : new BackoffIdleStrategy(SPINS_MAX, YIELDS_MAX, PARK_MIN_NS, context.durationNs("idle.park-max"));
    }
}
