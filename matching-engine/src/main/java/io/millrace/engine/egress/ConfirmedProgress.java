package io.millrace.engine.egress;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far the consumers of record of one lane are: every shard of UBSCore, settlement, and the chain services that settle trades.
 * Nothing is purged that one of them has not made durable; one that has never spoken has made nothing durable. Safe from any thread.
 */
public final class ConfirmedProgress {
    private final int shards;
    private final List<Integer> chainSources;
    /** Shards, then settlement, then chain services. */
    private final AtomicLongArray sequences;

    /** @param chainSources source ids of the chain services. */
    public ConfirmedProgress(final int shards, final List<Integer> chainSources) {
        this.shards = shards;
        this.chainSources = List.copyOf(chainSources);
        sequences = new AtomicLongArray(shards + 1 + chainSources.size());
    }

    /** A shard of UBSCore has everything up to {@code sequence}; a shard that does not exist is not listened to. */
    public void onUbscore(final int shard, final long sequence) {
        if (shard < shards) {
            advance(shard, sequence);
        }
    }

    /** Settlement has everything up to {@code sequence}. */
    public void onSettlement(final long sequence) {
        advance(shards, sequence);
    }

    /** A chain service has everything up to {@code sequence}; one that is not configured is not listened to. */
    public void onChain(final int sourceId, final long sequence) {
        final int index = chainSources.indexOf(sourceId);
        if (index >= 0) {
            advance(shards + 1 + index, sequence);
        }
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
