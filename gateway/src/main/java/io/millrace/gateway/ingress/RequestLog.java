package io.millrace.gateway.ingress;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each answer, for who asks for it ({@code millrace.log.requests}). Named values, so that a log in JSON has them apart. */
final class RequestLog {
    private static final Logger LOGGER = LoggerFactory.getLogger("io.millrace.requests");

    private RequestLog() {}

    /** {@code caller} null: the request was refused before it was known whose it is. */
    static void answered(
            final String requestId,
            final Caller caller,
            final String method,
            final String template,
            final int status,
            final long durationNs) {
        if (LOGGER.isInfoEnabled()) {
            LOGGER.atInfo()
                    .addKeyValue("requestId", requestId)
                    .addKeyValue("caller", caller == null ? "" : caller.name())
                    .addKeyValue("method", method)
                    .addKeyValue("route", template)
                    .addKeyValue("status", status)
                    .addKeyValue("durationUs", TimeUnit.NANOSECONDS.toMicros(durationNs))
                    .log("answered");
        }
    }
}
