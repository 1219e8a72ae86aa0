package io.millrace.redpanda;

/** The broker could not be reached in time, or refused what was asked. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
