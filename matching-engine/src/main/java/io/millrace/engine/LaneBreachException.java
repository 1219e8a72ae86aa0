package io.millrace.engine;

/** Something that must hold does not: the lane halts. The message names the record and the lane's state. */
public final class LaneBreachException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LaneBreachException(final String message) {
        super(message);
    }

    public LaneBreachException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
