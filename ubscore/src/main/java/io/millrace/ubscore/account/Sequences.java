package io.millrace.ubscore.account;

import java.util.Arrays;

/** How far every stream is: what has been written, acknowledged and applied. */
final class Sequences {
    private static final int NO_OFFSET = -1;

    /** Commands that changed the state. */
    long coreSequence;
    /** The core's time: that of the newest command; it never goes back, a new leader's clock may. */
    long nowUs;
    /** Orders that expire up to here have been handed to their lanes, or their lanes are owed a tick. */
    long expiredUs;
    /** Orders numbered so far. */
    long orderNumber;

    final long[] orders;
    final long[] ordersAcknowledged;
    final long[] outputs;
    /** orderSequence of the last command of this shard that an output answered. */
    final long[] outputSources;

    final byte[][] outputHashes;
    final long[] events;
    final long[] eventsAcknowledged;
    final long[] operationOffsets;
    /** Last operation applied of each source, by source id and partition. */
    final long[][] sources;
    /** Whether orders on the lane are due and the outbox had no room for the tick. */
    final boolean[] tickOwed;

    Sequences(final CoreConfig config) {
        orders = new long[config.laneCount];
        ordersAcknowledged = new long[config.laneCount];
        outputs = new long[config.laneCount];
        outputSources = new long[config.laneCount];
        outputHashes = new byte[config.laneCount][OutputHeader.HASH_LENGTH];
        tickOwed = new boolean[config.laneCount];
        events = new long[config.partitionCount];
        eventsAcknowledged = new long[config.partitionCount];
        operationOffsets = new long[config.partitionCount];
        sources = new long[CoreConfig.SOURCE_ID_MAX + 1][config.partitionCount];
        Arrays.fill(operationOffsets, NO_OFFSET);
    }

    void advance(final long timestampUs) {
        nowUs = Math.max(nowUs, timestampUs);
    }
}
