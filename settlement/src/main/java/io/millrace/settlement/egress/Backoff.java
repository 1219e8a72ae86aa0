package io.millrace.settlement.egress;

/** When to try again: after a fault twice as long each time, up to a bound; a success makes it short again. One thread. */
public final class Backoff {
    private final long minNs;
    private final long maxNs;
    private long delayNs;
    private long readyNs;

    public Backoff(final long minNs, final long maxNs) {
        this.minNs = minNs;
        this.maxNs = maxNs;
    }

    /** Whether it is time to try. */
    public boolean isReady(final long nowNs) {
        return delayNs == 0 || nowNs - readyNs >= 0;
    }

    /** A try failed; those that were under way together count once. */
    public void onFault(final long nowNs) {
        if (isReady(nowNs)) {
            delayNs = delayNs == 0 ? minNs : Math.min(maxNs, delayNs * 2);
            readyNs = nowNs + delayNs;
        }
    }

    /** A try succeeded. */
    public void onSuccess() {
        delayNs = 0;
    }
}
