package io.millrace.simulation;

/** Something that must always hold did not; the message begins with which. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvariantViolation(final String invariant, final String message) {
        super(invariant + ": " + message);
    }
}
