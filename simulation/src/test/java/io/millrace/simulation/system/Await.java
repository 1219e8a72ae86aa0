package io.millrace.simulation.system;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Polls for what is bound to come. */
final class Await {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(180);
    private static final long INTERVAL_MS = 50;

    private Await() {}

    static void until(final String what, final BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** The message is made when time is up. */
    static void until(final Supplier<String> what, final BooleanSupplier condition) {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > TIMEOUT_NS) {
                throw new AssertionError("not so within 180 s: " + what.get());
            }
            pause();
        }
    }

    static void pause() {
        pause(INTERVAL_MS);
    }

    /** Between looks at what may come at any moment. */
    static void briefly() {
        pause(1);
    }

    /** Lets some time go by, so that something falls into another moment. */
    static void pause(final long durationMs) {
        try {
            Thread.sleep(durationMs);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
