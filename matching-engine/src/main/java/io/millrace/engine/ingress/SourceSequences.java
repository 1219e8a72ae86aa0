package io.millrace.engine.ingress;

import io.millrace.engine.LaneBreachException;
import io.millrace.schema.OrderIds;

/** The last order sequence of each UBSCore shard on one lane. */
public final class SourceSequences {
    private final long[] lastSequences = new long[OrderIds.SHARD_COUNT_MAX];

    /**
     * Takes the next sequence of a shard.
     *
     * @return false if it was taken before: its record came twice.
     * @throws LaneBreachException if records are missing before it, or the shard can't exist.
     */
    public boolean advance(final int shard, final long sequence) {
        if (shard >= OrderIds.SHARD_COUNT_MAX || sequence < 1) {
            throw new LaneBreachException("no such stream: shard=" + shard + " order-sequence=" + sequence);
        }
        final long last = lastSequences[shard];
        if (sequence <= last) {
            return false;
        }
        if (sequence != last + 1) {
            throw new LaneBreachException("gap in orders: shard=" + shard + " expected-order-sequence=" + (last + 1)
                    + " found-order-sequence=" + sequence);
        }
        lastSequences[shard] = sequence;
        return true;
    }

    /** Last sequence taken from a shard; 0 if none. */
    public long last(final int shard) {
        return lastSequences[shard];
    }

    /** Puts back what a snapshot kept. */
    public void restore(final int shard, final long sequence) {
        lastSequences[shard] = sequence;
    }
}
