package io.millrace.settlement.egress;

import org.slf4j.Logger;

/** Keeps a fault that comes again and again from filling the log. One thread. */
public final class FaultLog {
    private static final long INTERVAL_NS = 10_000_000_000L;

    private final Logger logger;
    private boolean everLogged;
    private boolean isOpen;
    private long lastNs;

    public FaultLog(final Logger logger) {
        this.logger = logger;
    }

    /** Whether the fault should be logged now; it is then taken as logged. */
    public boolean isDue(final long nowNs) {
        if (everLogged && nowNs - lastNs < INTERVAL_NS) {
            return false;
        }
        everLogged = true;
        isOpen = true;
        lastNs = nowNs;
        return true;
    }

    /** Logs what {@link #isDue} allowed. */
    public void warn(final String message) {
        logger.warn(message);
    }

    /** Logs that it is over, if it was logged at all. */
    public void onHealed(final String message) {
        if (isOpen) {
            isOpen = false;
            logger.info(message);
        }
    }
}
