package io.millrace.gateway.ingress;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Takes the client's request id if it has a good form, else makes one. Any thread may call. */
final class RequestIds {
    private final String prefix = Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";
    private final AtomicLong count = new AtomicLong();

    /** {@code given} may be null. */
    String of(final String given) {
        return given != null && Values.isToken(given, Values.REQUEST_ID_LENGTH_MAX)
                ? given
                : prefix + count.incrementAndGet();
    }
}
