package io.millrace.ubscore.recovery;

/** The node does not start on what it finds: another process holds it, or it is not what the log was begun under. */
public final class RefusedStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedStartException(final String message) {
        super(message);
    }
}
