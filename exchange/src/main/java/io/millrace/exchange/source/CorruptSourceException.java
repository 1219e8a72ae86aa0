package io.millrace.exchange.source;

/** Bytes are not what was written; the message names the place. */
public final class CorruptSourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptSourceException(final String message) {
        super(message);
    }

    public CorruptSourceException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
