package io.millrace.engine.egress;

import io.millrace.feed.BookImageSource;
import io.millrace.feed.OutputSource;
import io.millrace.journal.JournalException;
import io.millrace.journal.JournalReader;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.MutableDirectBuffer;

/**
 * Serves ranges straight from the lanes' journals, and images from their depths, on the replay server's thread. Damage that
 * it meets is told to the process, which halts.
 */
public final class JournalOutputSource implements OutputSource, BookImageSource {
    private final Map<Integer, Served> lanes;
    private final Consumer<JournalException> onDamage;

    /** One lane as its readers see it. */
    public record Served(JournalReader reader, LaneDepth depth, BooleanSupplier isOwner) {}

    public JournalOutputSource(final Map<Integer, Served> lanes, final Consumer<JournalException> onDamage) {
        this.lanes = Map.copyOf(lanes);
        this.onDamage = onDamage;
    }

    @Override
    public Ownership ownership(final int lane) {
        final Served served = lanes.get(lane);
        if (served == null) {
            return Ownership.UNKNOWN;
        }
        return served.isOwner.getAsBoolean() ? Ownership.OWNER : Ownership.NOT_OWNER;
    }

    @Override
    public long earliestSequence(final int lane) {
        return lanes.get(lane).reader.earliestSequence();
    }

    @Override
    public long headSequence(final int lane) {
        return lanes.get(lane).reader.forcedSequence();
    }

    @Override
    public int read(final int lane, final long fromSequence, final OutputConsumer consumer) {
        try {
            final int count = lanes.get(lane)
                    .reader
                    .read(
                            fromSequence,
                            (type, sequence, buffer, offset, length) ->
                                    consumer.onOutput(sequence, buffer, offset, length));
            return Math.max(0, count);
        } catch (final JournalException ex) {
            onDamage.accept(ex);
            throw ex;
        }
    }

    @Override
    public int encode(final int lane, final long requestId, final MutableDirectBuffer buffer) {
        try {
            final Served served = lanes.get(lane);
            return served == null ? 0 : served.depth.encode(requestId, buffer);
        } catch (final JournalException ex) {
            onDamage.accept(ex);
            throw ex;
        }
    }
}
