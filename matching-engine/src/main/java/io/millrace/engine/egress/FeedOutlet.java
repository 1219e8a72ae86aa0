package io.millrace.engine.egress;

import io.millrace.feed.LanePublication;
import org.agrona.DirectBuffer;

/** Sends a lane's outputs to the feed. */
public final class FeedOutlet implements OutputOutlet {
    private final LanePublication publication;

    public FeedOutlet(final LanePublication publication) {
        this.publication = publication;
    }

    @Override
    public void offer(
            final long sequence, final DirectBuffer buffer, final int offset, final int length, final byte[] hash) {
        publication.offer(sequence, buffer, offset, length, hash);
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
