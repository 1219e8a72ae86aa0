package io.millrace.engine.recovery;

import io.millrace.engine.LaneBreachException;
import io.millrace.engine.LaneProcessor;
import io.millrace.engine.egress.OutputLayout;
import io.millrace.journal.Journal;
import io.millrace.journal.JournalReader;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rebuilds a lane from its snapshots and its journal. Used once, on one thread. */
public final class LaneRecovery {
    private static final Logger LOGGER = LoggerFactory.getLogger(LaneRecovery.class);

    private final OutputLayout layout = new OutputLayout();
    private final LaneProcessor processor;

    private LaneRecovery(final LaneProcessor processor) {
        this.processor = processor;
    }

    /**
     * The lane as it stood behind the last output of its journal.
     *
     * @throws LaneBreachException if an output can't be computed again to the same bytes, or nothing leads up to the
     *     journal's first.
     */
    public static LaneProcessor recover(final int lane, final SnapshotStore snapshots, final Journal journal) {
        final LaneProcessor processor = load(lane, snapshots, journal.forcedSequence());
        final long snapshotSequence = processor.outputSequence();
        if (snapshotSequence + 1 < journal.earliestSequence()) {
            throw new LaneBreachException(
                    "no snapshot leads up to the journal, move the lane's directory away and it is"
                            + " made again from `orders`: lane=" + lane + " snapshot-sequence=" + snapshotSequence
                            + " journal-earliest-sequence=" + journal.earliestSequence() + " set-aside="
                            + snapshots.aside());
        }
        final LaneRecovery recovery = new LaneRecovery(processor);
        try (JournalReader reader = journal.newReader()) {
            reader.read(snapshotSequence + 1, recovery::replay);
        }
        LOGGER.info(
                "lane recovered lane={} snapshot-sequence={} journal-discarded-bytes={} {}",
                lane,
                snapshotSequence,
                journal.discardedLength(),
                processor.state());
        return processor;
    }

    private static LaneProcessor load(final int lane, final SnapshotStore snapshots, final long forcedSequence) {
        for (final long sequence : snapshots.sequences()) {
            if (sequence > forcedSequence) {
                LOGGER.warn(
                        "snapshot is ahead of the journal lane={} set-aside={} forced-sequence={}",
                        lane,
                        snapshots.setAside(sequence),
                        forcedSequence);
                continue;
            }
            final DirectBuffer payload = snapshots.read(sequence);
            if (payload != null) {
                final LaneProcessor processor = new LaneProcessor(lane);
                LaneSnapshot.load(payload, processor);
                return processor;
            }
            LOGGER.warn("snapshot is damaged lane={} set-aside={}", lane, snapshots.setAside(sequence));
        }
        return new LaneProcessor(lane);
    }

    private boolean replay(
            final int type, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        layout.wrap(buffer, offset);
        final int again = processor.process(
                layout.fields().sourceOffset(), buffer, layout.commandOffset(), layout.commandLength());
        final int difference = difference(buffer, offset, length, again);
        if (difference >= 0) {
            throw new LaneBreachException("journal is not what its command gives: lane=" + processor.lane()
                    + " output-sequence=" + sequence + " command-template-id="
                    + layout.fields().commandTemplateId() + " first-difference=" + difference + " journal-length="
                    + length + " length=" + again + "; computed " + processor.state());
        }
        return true;
    }

    /** Index of the first byte that differs; -1: none. */
    private int difference(final DirectBuffer buffer, final int offset, final int length, final int again) {
        final DirectBuffer output = processor.output();
        final int common = Math.min(length, again);
        int i = 0;
        while (i + Long.BYTES <= common && buffer.getLong(offset + i) == output.getLong(i)) {
            i += Long.BYTES;
        }
        while (i < common && buffer.getByte(offset + i) == output.getByte(i)) {
            i++;
        }
        return i == length && i == again ? -1 : i;
    }
}
