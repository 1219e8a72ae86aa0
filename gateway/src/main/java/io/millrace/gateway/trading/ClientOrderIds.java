package io.millrace.gateway.trading;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes client order ids for those who give none. A process' start time and 40 random bits stand before its counter, so
 * that neither a restart nor a second gateway makes an id again. Any thread may call.
 */
public final class ClientOrderIds {
    private static final long RANDOM_MASK = (1L << 40) - 1;

    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    public ClientOrderIds(final long startUs, final long random) {
        prefix = "g." + Long.toString(startUs, Character.MAX_RADIX) + "."
                + Long.toString(random & RANDOM_MASK, Character.MAX_RADIX) + ".";
    }

    /** The next id: at most 36 characters. */
    public String next() {
        return prefix + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
    }
}
