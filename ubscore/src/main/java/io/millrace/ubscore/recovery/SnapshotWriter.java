package io.millrace.ubscore.recovery;

import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxPartition;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes core and outbox as one snapshot; {@link SnapshotFrame} has the layout. The service's thread. */
public final class SnapshotWriter {
    private static final int RUN_LENGTH_MAX = 32 * 1024;

    private final FrameSink sink;
    private final SnapshotFrame frame = new SnapshotFrame();
    private final UnsafeBuffer buffer =
            new UnsafeBuffer(new byte[SnapshotFrame.PAYLOAD_OFFSET + SnapshotFrame.PAYLOAD_LENGTH_MAX]);
    private long frameCount;

    /** Where frames go. */
    @FunctionalInterface
    public interface FrameSink {
        /** Takes one frame whole, or throws. */
        void onFrame(DirectBuffer buffer, int offset, int length);
    }

    public SnapshotWriter(final FrameSink sink) {
        this.sink = sink;
    }

    /** Writes everything; {@code lastTimestampUs} is the time of the last command. */
    public void write(
            final CoreConfig config, final long lastTimestampUs, final BalanceCore core, final Outbox outbox) {
        buffer.putInt(SnapshotFrame.PAYLOAD_OFFSET, SnapshotFrame.VERSION, SnapshotFrame.ORDER);
        buffer.putInt(SnapshotFrame.PAYLOAD_OFFSET + 4, config.shard, SnapshotFrame.ORDER);
        buffer.putInt(SnapshotFrame.PAYLOAD_OFFSET + 8, config.laneCount, SnapshotFrame.ORDER);
        buffer.putInt(SnapshotFrame.PAYLOAD_OFFSET + 12, config.partitionCount, SnapshotFrame.ORDER);
        buffer.putLong(SnapshotFrame.PAYLOAD_OFFSET + 16, lastTimestampUs, SnapshotFrame.ORDER);
        emit(SnapshotFrame.TYPE_HEADER, 24);
        core.writeSnapshot((source, offset, length) -> {
            buffer.putBytes(SnapshotFrame.PAYLOAD_OFFSET, source, offset, length);
            emit(SnapshotFrame.TYPE_CORE, length);
        });
        for (int lane = 0; lane < outbox.laneCount(); lane++) {
            writeRing(0, lane, outbox.lane(lane));
        }
        for (int partition = 0; partition < outbox.partitionCount(); partition++) {
            writeRing(1, partition, outbox.events(partition));
        }
        buffer.putLong(SnapshotFrame.PAYLOAD_OFFSET, frameCount, SnapshotFrame.ORDER);
        emit(SnapshotFrame.TYPE_END, Long.BYTES);
    }

    private void writeRing(final int stream, final int partition, final OutboxPartition ring) {
        int offset = SnapshotFrame.PAYLOAD_OFFSET;
        buffer.putInt(offset, stream, SnapshotFrame.ORDER);
        buffer.putInt(offset + 4, partition, SnapshotFrame.ORDER);
        offset += 8;
        buffer.putLong(offset, ring.tailPosition(), SnapshotFrame.ORDER);
        buffer.putLong(offset + 8, ring.headPosition(), SnapshotFrame.ORDER);
        buffer.putLong(offset + 16, ring.lastSequence(), SnapshotFrame.ORDER);
        buffer.putLong(offset + 24, ring.acknowledgedSequence(), SnapshotFrame.ORDER);
        buffer.putLong(offset + 32, ring.acknowledgedOffset(), SnapshotFrame.ORDER);
        emit(SnapshotFrame.TYPE_RING, 48);
        ring.forEachRun(RUN_LENGTH_MAX, (position, source, start, length) -> {
            buffer.putLong(SnapshotFrame.PAYLOAD_OFFSET, position, SnapshotFrame.ORDER);
            buffer.putBytes(SnapshotFrame.PAYLOAD_OFFSET + Long.BYTES, source, start, length);
            emit(SnapshotFrame.TYPE_RECORDS, Long.BYTES + length);
        });
    }

    private void emit(final int type, final int payloadLength) {
        frame.seal(buffer, type, payloadLength);
        sink.onFrame(buffer, 0, SnapshotFrame.PAYLOAD_OFFSET + payloadLength);
        frameCount++;
    }
}
