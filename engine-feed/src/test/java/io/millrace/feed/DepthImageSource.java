package io.millrace.feed;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Book images from the outputs alone: keeps the depth of each lane that was asked for, by following them in {@link #doWork}. The
 * first request for a lane starts that; until it has caught up, requests are refused as BUSY.
 */
final class DepthImageSource implements BookImageSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(DepthImageSource.class);
    /** Outputs of a lane followed in one step: about a millisecond of the replay server's thread. */
    private static final int OUTPUTS_PER_STEP_MAX = 2000;

    private final OutputSource outputs;
    private final BookImageSource snapshots;
    private final Int2ObjectHashMap<LaneDepth> lanes = new Int2ObjectHashMap<>();
    private int[] followed = {};
    private final OutputHash sha = new OutputHash();
    private final byte[] hash = new byte[FeedFrames.HASH_LENGTH];

    /**
     * Follows {@code outputs}.
     *
     * @param snapshots an image to start from where the first outputs are purged: of the engine's newest snapshot.
     */
    public DepthImageSource(final OutputSource outputs, final BookImageSource snapshots) {
        this.outputs = outputs;
        this.snapshots = snapshots;
    }

    @Override
    public int encode(final int lane, final long requestId, final MutableDirectBuffer buffer) {
        LaneDepth depth = lanes.get(lane);
        if (depth == null || depth.sequence() + 1 < outputs.earliestSequence(lane)) {
            depth = start(lane, buffer);
        }
        if (depth != null) {
            follow(lane, depth);
        }
        return depth != null && depth.sequence() >= outputs.headSequence(lane) ? depth.encode(requestId, buffer) : 0;
    }

    private LaneDepth start(final int lane, final MutableDirectBuffer buffer) {
        final LaneDepth depth = new LaneDepth(lane);
        if (outputs.earliestSequence(lane) > 1) {
            if (snapshots.encode(lane, 0, buffer) == 0) {
                LOGGER.warn("no snapshot to start a book image from lane={}", lane);
                return null;
            }
            depth.load(buffer, 0);
        }
        lanes.put(lane, depth);
        followed = lanes.keySet().stream().mapToInt(Integer::intValue).toArray();
        return depth;
    }

    /** Follows a little; returns how much. */
    int doWork() {
        int count = 0;
        for (final int lane : followed) {
            try {
                count += follow(lane, lanes.get(lane));
            } catch (final RuntimeException e) {
                LOGGER.error("can't follow outputs for book images lane={}", lane, e);
                forget(lane);
                return count;
            }
        }
        return count;
    }

    private int follow(final int lane, final LaneDepth depth) {
        final long end = Math.min(outputs.headSequence(lane), depth.sequence() + OUTPUTS_PER_STEP_MAX);
        if (depth.sequence() >= end) {
            return 0;
        }
        return outputs.read(lane, depth.sequence() + 1, (sequence, buffer, offset, length) -> {
            if (sequence > end) {
                return false;
            }
            apply(depth, buffer, offset, length);
            return true;
        });
    }

    private void forget(final int lane) {
        lanes.remove(lane);
        followed = lanes.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private void apply(final LaneDepth depth, final DirectBuffer buffer, final int offset, final int length) {
        sha.hash(buffer, offset, length, hash, 0);
        depth.apply(buffer, offset, hash);
    }
}
