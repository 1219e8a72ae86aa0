package io.millrace.embedded;

/** A child process that can't be started, or did not answer in time; the message names its log file where there is one. */
public final class EmbeddedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedException(final String message) {
        super(message);
    }

    EmbeddedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
