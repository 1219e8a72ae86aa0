package io.millrace.exchange.launch;

import com.typesafe.config.Config;
import java.util.concurrent.TimeUnit;

/**
 * When a process is started again.
 *
 * @param startTimeoutMs      the first start fails when a process is not ready by then
 * @param delayInitialMs      wait before the first new start
 * @param delayMaxMs          the wait doubles up to here
 * @param attemptsBeforeReady starts a process has as long as the exchange was never ready
 */
public record RestartPolicy(long startTimeoutMs, long delayInitialMs, long delayMaxMs, int attemptsBeforeReady) {
    /** From the section {@code millrace.up}. */
    public static RestartPolicy of(final Config up) {
        return new RestartPolicy(
                up.getDuration("start-timeout", TimeUnit.MILLISECONDS),
                up.getDuration("restart.delay-initial", TimeUnit.MILLISECONDS),
                up.getDuration("restart.delay-max", TimeUnit.MILLISECONDS),
                up.getInt("restart.attempts-before-ready"));
    }

    long delayMs(final int failures) {
        final int doublings = Math.min(failures - 1, 20);
        return Math.min(delayMaxMs, delayInitialMs << doublings);
    }
}
