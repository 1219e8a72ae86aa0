package io.millrace.engine.egress;

import io.millrace.feed.LanePublication;
import org.agrona.DirectBuffer;

/** Sends a lane's outputs to the feed, and lets its depth see them. */
public final class FeedOutlet implements OutputOutlet {
    private final LanePublication publication;
    private final LaneDepth depth;

    public FeedOutlet(final LanePublication publication, final LaneDepth depth) {
        this.publication = publication;
        this.depth = depth;
    }

    @Override
    public void offer(
            final long sequence, final DirectBuffer buffer, final int offset, final int length, final byte[] hash) {
        publication.offer(sequence, buffer, offset, length, hash);
        depth.offer(sequence, buffer, offset, hash);
    }

    @Override
    public void flush() {
        publication.flush();
    }

    @Override
    public int doWork(final long nowNs) {
        return publication.doWork(nowNs);
    }
}
