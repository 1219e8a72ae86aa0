package io.millrace.journal;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/**
 * Reads ranges of a journal, checking every record, on a thread of its own: it shares nothing with the writer but two
 * volatile fields. Reading on from where the last call ended costs no search.
 */
public final class JournalReader implements AutoCloseable {
    /** Answer of {@link #read} when the range begins before what is kept. */
    public static final int PURGED = -1;

    private static final int WINDOW_LENGTH = 128 << 10;

    private final Storage storage;
    private final JournalView view;
    private final int indexIntervalLength;

    private Segment segment;
    private RecordCursor cursor;
    private long seenHead;

    JournalReader(final Storage storage, final JournalView view, final int indexIntervalLength) {
        this.storage = storage;
        this.view = view;
        this.indexIntervalLength = indexIntervalLength;
    }

    /**
     * A reader of a journal as its files stand now: for tools. Takes no lock and changes nothing; a torn tail is left out.
     *
     * @throws JournalCorruptException if the last segment is damaged before its end.
     * @throws IllegalStateException   if there is no journal.
     */
    public static JournalReader offline(final Storage storage) {
        final int indexIntervalLength = new JournalContext().indexIntervalLength();
        final Segment[] segments = JournalRecovery.list(storage);
        if (segments.length == 0) {
            throw new IllegalStateException("no journal: storage=" + storage);
        }
        final JournalRecovery recovery = new JournalRecovery(storage);
        try {
            recovery.scan(segments[segments.length - 1], indexIntervalLength, false);
        } finally {
            if (recovery.file() != null) {
                recovery.file().close();
            }
        }
        return new JournalReader(storage, new OfflineView(segments, recovery.lastSequence()), indexIntervalLength);
    }

    /** Sequence of the last record that can be read now. */
    public long forcedSequence() {
        return view.forcedSequence();
    }

    /** Sequence of the first record that can be read now. */
    public long earliestSequence() {
        return view.earliestSequence();
    }

    /**
     * Reads records from a sequence on, until the consumer declines one or no more is forced.
     *
     * @return how many records were taken, or {@link #PURGED}.
     * @throws JournalCorruptException if a record is not what was written.
     */
    public int read(final long fromSequence, final RecordConsumer consumer) {
        final long head = view.forcedSequence();
        // Taken after the head, so that the head's segment is among them.
        final Segment[] segments = view.segments();
        if (cursor != null && head != seenHead) {
            cursor.refresh();
        }
        seenHead = head;
        int index = locate(segments, fromSequence);
        int count = 0;
        for (long sequence = fromSequence; sequence <= head; sequence++) {
            if (index + 1 < segments.length && sequence >= segments[index + 1].firstSequence()) {
                index++;
            }
            if (index < 0 || !stand(segments, index, sequence)) {
                return count == 0 ? PURGED : count;
            }
            take();
            if (!consumer.onRecord(
                    cursor.type(), sequence, cursor.buffer(), cursor.payloadOffset(), cursor.payloadLength())) {
                cursor.back();
                break;
            }
            count++;
        }
        return count;
    }

    /** As {@link #read(long, RecordConsumer)}, up to {@code countMax} records. */
    public int read(final long fromSequence, final int countMax, final RecordHandler handler) {
        return read(fromSequence, (type, sequence, buffer, offset, length) -> {
            if (sequence - fromSequence >= countMax) {
                return false;
            }
            handler.onRecord(type, sequence, buffer, offset, length);
            return true;
        });
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    private static int locate(final Segment[] segments, final long sequence) {
        int index = segments.length - 1;
        while (index >= 0 && segments[index].firstSequence() > sequence) {
            index--;
        }
        return index;
    }

    /** Puts the cursor before a record; false if its segment was purged meanwhile. */
    private boolean stand(final Segment[] segments, final int index, final long sequence) {
        if (cursor == null || segment != segments[index]) {
            close();
            try {
                open(segments, index);
            } catch (final UncheckedIOException ex) {
                if (ex.getCause() instanceof NoSuchFileException && sequence < view.earliestSequence()) {
                    return false;
                }
                throw ex;
            }
        }
        if (cursor.nextSequence() != sequence) {
            segment.seek(sequence, cursor);
            while (cursor.nextSequence() < sequence) {
                take();
            }
        }
        return true;
    }

    private void open(final Segment[] segments, final int index) {
        segment = segments[index];
        final StorageFile file = storage.open(segment.name());
        try {
            final int length = SegmentDescriptor.readHeader(file, segment.name());
            cursor = new RecordCursor(file, length, Math.min(WINDOW_LENGTH, length));
        } finally {
            if (cursor == null) {
                file.close();
            }
        }
        if (index + 1 < segments.length) {
            completeIndex(segments[index + 1].firstSequence());
        }
        segment.seek(segment.firstSequence(), cursor);
    }

    /** Walks a segment that was written in an earlier life, for its index, unless a reader has done so. */
    private void completeIndex(final long endSequence) {
        synchronized (segment) {
            if (segment.isIndexed()) {
                return;
            }
            cursor.move(SegmentDescriptor.HEADER_LENGTH, segment.firstSequence());
            while (cursor.nextSequence() < endSequence) {
                if (cursor.isAtBatchStart()) {
                    segment.index(cursor.nextSequence(), cursor.position(), indexIntervalLength);
                }
                take();
            }
        }
    }

    private void take() {
        final RecordCursor.Found found = cursor.next();
        if (found != RecordCursor.Found.RECORD) {
            throw new JournalCorruptException("record is not what was written: segment=" + segment.name() + " position="
                    + cursor.position() + " expected-sequence=" + cursor.nextSequence() + " found=" + found);
        }
    }

    private record OfflineView(Segment[] segments, long forcedSequence) implements JournalView {
        @Override
        public long earliestSequence() {
            return segments[0].firstSequence();
        }
    }
}
