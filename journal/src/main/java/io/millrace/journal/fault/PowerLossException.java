package io.millrace.journal.fault;

/** The simulated machine stopped at this operation; what it was running is gone. */
public final class PowerLossException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PowerLossException(final String operation) {
        super("power lost at " + operation);
    }
}
