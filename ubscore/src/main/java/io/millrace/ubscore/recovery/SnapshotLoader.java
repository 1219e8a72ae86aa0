package io.millrace.ubscore.recovery;

import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxPartition;
import org.agrona.DirectBuffer;

/**
 * Takes a snapshot frame by frame into an empty core and outbox. What is not whole, not ours or not for this topology is a
 * {@link CorruptRecordingException}: no node starts on half a state. The service's thread.
 */
public final class SnapshotLoader {
    private final CoreConfig config;
    private final BalanceCore core;
    private final Outbox outbox;
    private final SnapshotFrame frame = new SnapshotFrame();
    private OutboxPartition ring;
    private long frameCount;
    private long lastTimestampUs;
    private boolean done;

    public SnapshotLoader(final CoreConfig config, final BalanceCore core, final Outbox outbox) {
        this.config = config;
        this.core = core;
        this.outbox = outbox;
    }

    /** Takes the next frame. */
    public void onFrame(final DirectBuffer buffer, final int offset, final int length) {
        frame.verify(buffer, offset, length, frameCount);
        final int type = buffer.getInt(offset + SnapshotFrame.TYPE_OFFSET, SnapshotFrame.ORDER);
        if (done || (frameCount == 0) != (type == SnapshotFrame.TYPE_HEADER)) {
            throw new CorruptRecordingException("snapshot frame out of place frame=" + frameCount + " type=" + type);
        }
        final int payload = offset + SnapshotFrame.PAYLOAD_OFFSET;
        final int payloadLength = length - SnapshotFrame.PAYLOAD_OFFSET;
        switch (type) {
            case SnapshotFrame.TYPE_HEADER -> onHeader(buffer, payload);
            case SnapshotFrame.TYPE_CORE -> core.loadSnapshot(buffer, payload, payloadLength);
            case SnapshotFrame.TYPE_RING -> onRing(buffer, payload);
            case SnapshotFrame.TYPE_RECORDS ->
                ring.restore(
                        buffer.getLong(payload, SnapshotFrame.ORDER),
                        buffer,
                        payload + Long.BYTES,
                        payloadLength - Long.BYTES);
            case SnapshotFrame.TYPE_END -> onEnd(buffer.getLong(payload, SnapshotFrame.ORDER));
            default -> throw new CorruptRecordingException("snapshot frame of no known type type=" + type);
        }
        frameCount++;
    }

    private void onHeader(final DirectBuffer buffer, final int payload) {
        final int version = buffer.getInt(payload, SnapshotFrame.ORDER);
        final int shard = buffer.getInt(payload + 4, SnapshotFrame.ORDER);
        final int lanes = buffer.getInt(payload + 8, SnapshotFrame.ORDER);
        final int partitions = buffer.getInt(payload + 12, SnapshotFrame.ORDER);
        lastTimestampUs = buffer.getLong(payload + 16, SnapshotFrame.ORDER);
        if (version != SnapshotFrame.VERSION
                || shard != config.shard
                || lanes != config.laneCount
                || partitions != config.partitionCount) {
            throw new CorruptRecordingException("snapshot is for another node version=" + version + " shard=" + shard
                    + " lanes=" + lanes + " partitions=" + partitions);
        }
    }

    private void onRing(final DirectBuffer buffer, final int payload) {
        final int stream = buffer.getInt(payload, SnapshotFrame.ORDER);
        final int partition = buffer.getInt(payload + 4, SnapshotFrame.ORDER);
        ring = stream == 0 ? outbox.lane(partition) : outbox.events(partition);
        final int at = payload + 8;
        ring.restorePositions(
                buffer.getLong(at, SnapshotFrame.ORDER),
                buffer.getLong(at + 8, SnapshotFrame.ORDER),
                buffer.getLong(at + 16, SnapshotFrame.ORDER),
                buffer.getLong(at + 24, SnapshotFrame.ORDER),
                buffer.getLong(at + 32, SnapshotFrame.ORDER));
    }

    private void onEnd(final long frames) {
        if (frames != frameCount) {
            throw new CorruptRecordingException("snapshot lacks frames written=" + frames + " read=" + frameCount);
        }
        core.endSnapshot();
        done = true;
    }

    /** Whether the whole snapshot has been taken. */
    public boolean isDone() {
        return done;
    }

    /** Frames taken so far. */
    public long frameCount() {
        return frameCount;
    }

    /** Time of the last command in the snapshot. */
    public long lastTimestampUs() {
        return lastTimestampUs;
    }
}
