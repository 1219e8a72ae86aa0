package io.millrace.journal;

/** A write or force failed: this process may acknowledge nothing any more. Only a restart finds out what is durable. */
public final class JournalFailedException extends JournalException {
    private static final long serialVersionUID = 1L;

    JournalFailedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
