package io.millrace.settlement.egress;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.util.concurrent.CompletionException;

/** Tells which of the driver's errors may heal by themselves. */
public final class CqlFaults {
    private CqlFaults() {}

    /**
     * Time-outs, nodes that are away and servers that are busy pass; a statement that the store does not understand or does
     * not allow never does, nor does anything that is no error of the driver's.
     */
    public static StoreFault classify(final Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        final boolean passes = cause instanceof DriverException && !(cause instanceof QueryValidationException);
        return new StoreFault(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause, passes);
    }
}
