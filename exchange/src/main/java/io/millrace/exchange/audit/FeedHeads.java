package io.millrace.exchange.audit;

import com.typesafe.config.Config;
import io.millrace.feed.EngineFeedSubscriber;
import io.millrace.feed.FeedContext;
import io.millrace.feed.FeedEndpoint;
import io.millrace.feed.FeedListener;
import io.millrace.feed.LaneStart;
import io.millrace.feed.LaneState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/** Asks the engine's feed for the outputs at the journals' heads: what it serves must go on where the journal stands. */
final class FeedHeads implements FeedListener {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Findings findings;
    private final Map<Integer, Long> waitedFor = new HashMap<>();

    FeedHeads(final Findings findings) {
        this.findings = findings;
    }

    /**
     * Compares.
     *
     * @param befores by lane: the output before the journal's head, with the hash that the head's output names
     */
    void compare(final Config config, final Map<Integer, LaneStart> befores) {
        befores.forEach((lane, before) -> waitedFor.put(lane, before.sequence() + 1));
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        try (EngineFeedSubscriber subscriber = new EngineFeedSubscriber(
                FeedEndpoint.fromConfig(config), befores, FeedContext.fromConfig(config), this)) {
            while (!waitedFor.isEmpty() && System.nanoTime() - deadlineNs < 0) {
                if (subscriber.doWork(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
            }
        }
        waitedFor.forEach((lane, sequence) ->
                findings.unreachable("feed did not serve lane=" + lane + " output-sequence=" + sequence));
    }

    @Override
    public boolean onOutput(
            final int lane,
            final long sequence,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final byte[] hash) {
        if (waitedFor.remove(lane, sequence)) {
            findings.examined(1);
        }
        return true;
    }

    @Override
    public void onLaneState(final int lane, final LaneState state, final String detail) {
        if (state == LaneState.HALTED && waitedFor.remove(lane) != null) {
            findings.add("feed lane=" + lane, "feed does not go on from the journal: " + detail);
        }
    }
}
