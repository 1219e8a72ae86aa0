package io.millrace.chain.vault;

/** What must hold does not: the service stops here, with both sides in the message. */
public final class Breach extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Breach(final String message) {
        super(message);
    }
}
