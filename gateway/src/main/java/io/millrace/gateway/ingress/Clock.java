package io.millrace.gateway.ingress;

import java.time.Instant;

/** The wall clock, in the unit of every timestamp in the exchange. */
final class Clock {
    private Clock() {}

    static long nowUs() {
        final Instant now = Instant.now();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1000L);
    }
}
