package io.millrace.exchange.config;

/** A configuration that can't be used; the message names the key and where it was given. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(final String message) {
        super(message);
    }
}
