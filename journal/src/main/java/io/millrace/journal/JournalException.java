package io.millrace.journal;

/** The journal can't go on; the message says which file, where, and what stood there. */
public abstract class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
