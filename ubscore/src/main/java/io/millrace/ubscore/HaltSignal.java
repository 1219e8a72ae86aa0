package io.millrace.ubscore;

import io.aeron.exceptions.AeronException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the node: the first cause stays, and whoever waits is let go. After a breach nothing here may have an effect any more, so
 * every agent looks at it before it works. Any thread.
 */
final class HaltSignal {
    private static final Logger LOGGER = LoggerFactory.getLogger(HaltSignal.class);

    private final AtomicReference<Throwable> cause = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Halts with a cause: a breach, unless Aeron says that one of its parts is gone. */
    void raise(final String agent, final Throwable failure) {
        if (failure instanceof AeronException) {
            raiseFault(agent, failure);
        } else {
            halt(agent, failure);
        }
    }

    private void halt(final String agent, final Throwable failure) {
        if (cause.compareAndSet(null, failure)) {
            LOGGER.error("node halts agent={} cause={}", agent, failure.toString(), failure);
        }
        ended.countDown();
    }

    /** Ends without a cause: an orderly stop. */
    void end() {
        ended.countDown();
    }

    boolean isRaised() {
        return cause.get() != null;
    }

    /** Halts because a part ended that a new start brings back; a breach that was raised before it stays the cause. */
    void raiseFault(final String agent, final Throwable failure) {
        halt(agent, new NodeFaultException(failure));
    }

    /** Waits for the end; throws if there was a cause, a {@link NodeFaultException} if that was a fault. */
    void await() {
        try {
            ended.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        final Throwable failure = cause.get();
        if (failure instanceof NodeFaultException fault) {
            throw fault;
        }
        if (failure != null) {
            throw new IllegalStateException("ubscore halted cause=" + failure.getMessage(), failure);
        }
    }
}
