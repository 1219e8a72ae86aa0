package io.millrace.exchange.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes of an earlier run whose supervisor is gone. */
public final class Leftovers {
    /** They end by themselves when their supervisor dies: this is how long they may take. */
    private static final Duration OWN_END = Duration.ofSeconds(3);

    private static final Duration AFTER_TERM = Duration.ofSeconds(15);
    private static final Duration AFTER_KILL = Duration.ofSeconds(10);

    private Leftovers() {}

    /** Those that still live. */
    public static List<ProcessRecord> of(final RunDirectory run) {
        return run.processes().stream()
                .filter(process -> process.alive().isPresent())
                .toList();
    }

    /** Waits for it to end by itself, then asks it to, then kills it. Returns whether it is gone. */
    public static boolean end(final ProcessRecord process) {
        return process.alive().map(Leftovers::end).orElse(true);
    }

    private static boolean end(final ProcessHandle handle) {
        if (awaitExit(handle, OWN_END)) {
            return true;
        }
        handle.destroy();
        if (awaitExit(handle, AFTER_TERM)) {
            return true;
        }
        handle.destroyForcibly();
        return awaitExit(handle, AFTER_KILL);
    }

    /** Whether the process ended within the time. */
    public static boolean awaitExit(final ProcessHandle handle, final Duration timeout) {
        try {
            handle.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (final TimeoutException | ExecutionException e) {
            return !handle.isAlive();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }
}
