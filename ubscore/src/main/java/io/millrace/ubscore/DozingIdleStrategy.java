package io.millrace.ubscore;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * For threads that a command passes one after the other. While commands come, each pause of one of them adds to every answer: they
 * only doze, some tens of microseconds at a time; when none has come for a while they sleep. One thread.
 */
final class DozingIdleStrategy implements IdleStrategy {
    private static final String ALIAS = "dozing";
    /** The system makes 50 more of it. */
    private static final long DOZE_NS = TimeUnit.MICROSECONDS.toNanos(20);
    /** Some twenty milliseconds. */
    private static final int DOZE_COUNT = 256;

    private final long sleepNs;
    private int count;

    DozingIdleStrategy(final long sleepNs) {
        this.sleepNs = sleepNs;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (count == 0) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(count <= DOZE_COUNT ? Math.min(DOZE_NS, sleepNs) : sleepNs);
        }
        count = Math.min(count + 1, DOZE_COUNT + 1);
    }

    @Override
    public void reset() {
        count = 0;
    }

    @Override
    public String alias() {
        return ALIAS;
    }
}
