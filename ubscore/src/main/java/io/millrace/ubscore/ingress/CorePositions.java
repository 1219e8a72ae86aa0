package io.millrace.ubscore.ingress;

import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.OutputHeader;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How far the core is, for the bridges: written by the service's thread behind each command, read by any. A lane's sequence and hash
 * are read together.
 */
public final class CorePositions {
    /** Not the leader. */
    public static final long NO_TERM = -1;

    private static final int HASH_LONGS = OutputHeader.HASH_LENGTH / Long.BYTES;
    /** Version, sequence, hash: the version is odd while the rest is written. */
    private static final int LANE_LONGS = 2 + HASH_LONGS;

    private final AtomicLong leadershipTerm = new AtomicLong(NO_TERM);
    private final AtomicLong coreSequence = new AtomicLong();
    private final AtomicLongArray lanes;
    private final AtomicLongArray operationOffsets;
    private volatile Definitions definitions = new Definitions(new BitSet(), new BitSet());
    private final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
    private final ByteBuffer hashLongs = ByteBuffer.wrap(hash);

    /** Ids of what the core knows; not to be changed. */
    public record Definitions(BitSet assets, BitSet instruments) {}

    public CorePositions(final int laneCount, final int partitionCount) {
        lanes = new AtomicLongArray(laneCount * LANE_LONGS);
        operationOffsets = new AtomicLongArray(partitionCount);
        for (int i = 0; i < partitionCount; i++) {
            operationOffsets.set(i, -1);
        }
    }

    /** Takes what has changed; the service's thread. */
    public void update(final BalanceCore core) {
        coreSequence.lazySet(core.coreSequence());
        for (int i = 0; i < operationOffsets.length(); i++) {
            operationOffsets.lazySet(i, core.operationOffset(i));
        }
        for (int lane = 0; lane < laneCount(); lane++) {
            final long sequence = core.outputSequence(lane);
            final int at = lane * LANE_LONGS;
            if (sequence != lanes.getPlain(at + 1)) {
                core.outputHash(lane, hash);
                final long version = lanes.getPlain(at);
                lanes.set(at, version + 1);
                lanes.set(at + 1, sequence);
                for (int i = 0; i < HASH_LONGS; i++) {
                    lanes.set(at + 2 + i, hashLongs.getLong(i * Long.BYTES));
                }
                lanes.set(at, version + 2);
            }
        }
    }

    /** Takes the ids of all assets and instruments; the service's thread, when they have changed. */
    public void updateDefinitions(final BalanceCore core) {
        final Definitions known = new Definitions(new BitSet(), new BitSet());
        for (int id = 1; id <= CoreConfig.ASSET_ID_MAX; id++) {
            known.assets.set(id, core.asset(id) != null);
        }
        for (int id = 1; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
            known.instruments.set(id, core.instrument(id) != null);
        }
        definitions = known;
    }

    /** Assets and instruments that the core knows. */
    public Definitions definitions() {
        return definitions;
    }

    /** Lanes of {@code orders}. */
    public int laneCount() {
        return lanes.length() / LANE_LONGS;
    }

    /** Partitions of {@code balance.operations}. */
    public int partitionCount() {
        return operationOffsets.length();
    }

    /** Says whether this node leads, and in which term; {@link #NO_TERM} if it does not. The service's thread. */
    public void leadershipTerm(final long term) {
        leadershipTerm.set(term);
    }

    /** The term in which this node leads; {@link #NO_TERM} if it does not. */
    public long leadershipTerm() {
        return leadershipTerm.get();
    }

    /** Commands that changed the state. */
    public long coreSequence() {
        return coreSequence.get();
    }

    /** Last output of a lane that was applied. */
    public long outputSequence(final int lane) {
        return lanes.get(lane * LANE_LONGS + 1);
    }

    /** The same, with its hash written to {@code hash}. */
    public long outputSequence(final int lane, final byte[] hash) {
        final int at = lane * LANE_LONGS;
        final ByteBuffer longs = ByteBuffer.wrap(hash);
        while (true) {
            final long version = lanes.get(at);
            final long sequence = lanes.get(at + 1);
            for (int i = 0; i < HASH_LONGS; i++) {
                longs.putLong(i * Long.BYTES, lanes.get(at + 2 + i));
            }
            if ((version & 1) == 0 && lanes.get(at) == version) {
                return sequence;
            }
            Thread.onSpinWait();
        }
    }

    /** Last offset of {@code balance.operations} that was applied; -1: none. */
    public long operationOffset(final int partition) {
        return operationOffsets.get(partition);
    }
}
