package io.millrace.ubscore.account;

/**
 * An invariant does not hold: the money here or what another service says of it is wrong. The state behind it must not be used or
 * snapshotted again; its agent halts. The message names the invariant and both sides.
 */
public final class BreachException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With both sides of the disagreement, {@code key=value}. */
    public BreachException(final String message) {
        super(message);
    }
}
