package io.millrace.engine.egress;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far the consumers of record of one lane are: every shard of UBSCore, and settlement. Nothing is purged that one of
 * them has not made durable; one that has never spoken has made nothing durable. Safe from any thread.
 */
public final class ConfirmedProgress {
    private final AtomicLongArray sequences;

    public ConfirmedProgress(final int shards) {
        sequences = new AtomicLongArray(shards + 1);
    }

    /** A shard of UBSCore has everything up to {@code sequence}; a shard that does not exist is not listened to. */
    public void onUbscore(final int shard, final long sequence) {
        if (shard < sequences.length() - 1) {
            advance(shard, sequence);
        }
    }

    /** Settlement has everything up to {@code sequence}. */
    public void onSettlement(final long sequence) {
        advance(sequences.length() - 1, sequence);
    }

    /** Sequence up to which all have everything. */
    public long sequence() {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < sequences.length(); i++) {
            lowest = Math.min(lowest, sequences.get(i));
        }
        return lowest;
    }

    private void advance(final int index, final long sequence) {
        sequences.accumulateAndGet(index, sequence, Math::max);
    }
}
