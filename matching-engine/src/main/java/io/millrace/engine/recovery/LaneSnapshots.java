package io.millrace.engine.recovery;

import io.millrace.engine.LaneProcessor;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import org.agrona.ExpandableArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a snapshot every so many outputs: encodes it on the lane's thread, writes it on another. {@link #offer} belongs to
 * the lane's thread, the rest to any.
 */
public final class LaneSnapshots {
    private static final Logger LOGGER = LoggerFactory.getLogger(LaneSnapshots.class);

    private final SnapshotStore store;
    private final long interval;
    private final Executor writer;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private long lastSequence;
    private volatile long coveredSequence;
    private volatile boolean isWriting;

    /**
     * @param interval     outputs between two snapshots.
     * @param writer       runs what writes a snapshot.
     * @param lastSequence output behind which the lane was recovered.
     */
    public LaneSnapshots(
            final SnapshotStore store, final long interval, final Executor writer, final long lastSequence) {
        this.store = store;
        this.interval = interval;
        this.writer = writer;
        this.lastSequence = lastSequence;
        coveredSequence = store.coveredSequence();
    }

    /** Whether it is time for one behind this output, and the one before is written. */
    public boolean isDue(final long sequence) {
        return sequence - lastSequence >= interval && !isWriting;
    }

    /** Takes a snapshot if it is due; all of the lane's outputs are forced. */
    public void offer(final LaneProcessor processor) {
        final long sequence = processor.outputSequence();
        if (isDue(sequence)) {
            lastSequence = sequence;
            isWriting = true;
            final int length = LaneSnapshot.encode(processor, buffer);
            writer.execute(() -> write(processor.lane(), sequence, length));
        }
    }

    /** Sequence up to which recovery does not need the journal. */
    public long coveredSequence() {
        return coveredSequence;
    }

    private void write(final int lane, final long sequence, final int length) {
        try {
            store.write(sequence, buffer, length);
            coveredSequence = store.coveredSequence();
            LOGGER.info("snapshot written lane={} output-sequence={} length={}", lane, sequence, length);
        } catch (final UncheckedIOException ex) {
            // The journal has it all: recovery takes longer, and nothing is purged.
            LOGGER.warn("snapshot failed lane={} output-sequence={} cause={}", lane, sequence, ex.toString());
        } finally {
            isWriting = false;
        }
    }
}
