package io.millrace.journal;

import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The next segment, made ahead of need on the preparer's thread. The writer asks and takes; a disk without room, or one that
 * refuses, leaves the spare absent until asked for again.
 */
final class SpareSegment {
    static final String NAME = "spare.tmp";

    private enum State {
        ABSENT,
        PREPARING,
        READY
    }

    private final JournalContext context;
    private final AtomicReference<State> state = new AtomicReference<>(State.ABSENT);

    SpareSegment(final JournalContext context) {
        this.context = context;
    }

    /** Removes what an earlier life left. */
    void clear() {
        context.storage().delete(NAME);
    }

    /** Sees to it that the spare is there, or on its way if there is room for it. */
    void request() {
        if (state.get() == State.ABSENT && hasRoom() && state.compareAndSet(State.ABSENT, State.PREPARING)) {
            context.preparer().execute(this::prepare);
        }
    }

    /** As {@link #request}, on the caller's thread. */
    void requestNow() {
        if (hasRoom() && state.compareAndSet(State.ABSENT, State.PREPARING)) {
            prepare();
        }
    }

    boolean isReady() {
        return state.get() == State.READY;
    }

    /** Turns the spare into the segment that begins with {@code firstSequence}; it must be ready. */
    StorageFile take(final long firstSequence) {
        final StorageFile file = context.storage().openWritable(NAME);
        try {
            SegmentDescriptor.writeHeader(file, context.segmentLength(), firstSequence);
            file.force();
            context.storage().rename(NAME, SegmentDescriptor.name(firstSequence));
            context.storage().forceDirectory();
            state.set(State.ABSENT);
            return file;
        } catch (final RuntimeException ex) {
            file.close();
            throw ex;
        }
    }

    private void prepare() {
        State outcome = State.ABSENT;
        try {
            context.storage().create(NAME, context.segmentLength()).close();
            outcome = State.READY;
        } catch (final UncheckedIOException ignored) {
            // The disk filled up under us, or failed; the writer finds no spare, asks again, and takes no records
            // meanwhile.
        } finally {
            state.set(outcome);
        }
    }

    private boolean hasRoom() {
        return context.storage().usableLength() - context.segmentLength() >= context.reserveLength();
    }
}
