package io.millrace.settlement.egress;

import java.util.concurrent.CompletionException;

/** The store did not do what it was asked. */
public final class StoreFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean transientFault;

    /** @param transientFault true: it may heal by itself, trying again is right; false: someone has to act. */
    public StoreFault(final String message, final Throwable cause, final boolean transientFault) {
        super(message, cause);
        this.transientFault = transientFault;
    }

    /** Whether trying again may help. */
    public boolean isTransient() {
        return transientFault;
    }

    /** The fault behind a failed stage; what is none of the store's making is permanent. */
    public static StoreFault of(final Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof StoreFault fault ? fault : new StoreFault("store failed: " + cause, cause, false);
    }
}
