package io.millrace.journal;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The writing end. {@link #append} gathers records in memory, {@link #commit} writes them at once and forces them: only then
 * do readers see them, and only then may anyone be told of them. The first write or force that fails ends the journal for good:
 * whatever is called after it throws {@link JournalFailedException}, for nobody knows any more what the disk holds.
 *
 * <p>Owned by one thread; {@link #forcedSequence}, {@link #earliestSequence} and {@link #newReader} may be called from any.
 * The owner may split a commit in two: it {@link #seal}s the batch, and lets one other thread {@link #force} it. Until that
 * has returned, the owner may only {@link #append}: the next batch grows in memory while the disk works on this one.
 */
public final class Journal implements JournalView, AutoCloseable {
    private final JournalContext context;
    private final StorageLock lock;
    private final SpareSegment spare;

    // What the thread that appends has.
    private RecordBatch appended;
    private long appendedSequence;

    // What the thread that forces has.
    private RecordBatch sealed;
    private StorageFile file;
    private long filePosition;
    private int fileLength;
    private long discardedLength;

    private volatile Throwable failure;

    private volatile Segment[] segments;
    private volatile long forcedSequence;

    private Journal(final JournalContext context, final StorageLock lock) {
        this.context = context;
        this.lock = lock;
        appended = new RecordBatch(context.batchLengthMax());
        sealed = new RecordBatch(context.batchLengthMax());
        spare = new SpareSegment(context);
    }

    /**
     * Claims the storage, repairs the tail that a crash may have torn, and stands ready behind the last whole batch.
     *
     * @throws JournalLockedException  if another owner lives.
     * @throws JournalCorruptException if forced bytes have changed.
     */
    public static Journal open(final JournalContext context) {
        context.conclude();
        final Journal journal = new Journal(context, context.storage().lock());
        try {
            journal.recover();
            return journal;
        } catch (final RuntimeException ex) {
            journal.close();
            throw ex;
        }
    }

    /** Sequence of the last record that is durable; one less than the first if there is none. */
    @Override
    public long forcedSequence() {
        return forcedSequence;
    }

    /** Sequence of the first record that is kept. */
    @Override
    public long earliestSequence() {
        return segments[0].firstSequence();
    }

    /** Sequence of the last record appended, forced or not. */
    public long appendedSequence() {
        return appendedSequence;
    }

    /** Bytes of a torn batch that {@link #open} cut off; 0 after a clean end. */
    public long discardedLength() {
        return discardedLength;
    }

    /**
     * Whether a batch of the greatest length can be committed now. If not, a segment is being prepared, or the disk lacks the
     * room for one: take nothing in, and ask again.
     */
    public boolean hasRoom() {
        checkClaim();
        spare.request();
        return fileLength - filePosition >= context.batchLengthMax() || spare.isReady();
    }

    /**
     * Adds a record to the batch.
     *
     * @param type   above 0, at most 65 535; the caller's.
     * @param length above 0.
     * @return false if the batch is full: commit it, and append again.
     * @throws IllegalArgumentException if the sequence is not the next, or no batch could ever hold the record.
     */
    public boolean append(
            final int type, final long sequence, final DirectBuffer buffer, final int offset, final int length) {
        checkClaim();
        if (sequence != appendedSequence + 1
                || type <= 0
                || type > RecordDescriptor.TYPE_MAX
                || length <= 0
                || RecordDescriptor.alignedLength(length) > appended.capacity()) {
            throw new IllegalArgumentException("not the next record: sequence=" + sequence + " appended-sequence="
                    + appendedSequence + " type=" + type + " length=" + length);
        }
        if (!appended.append(type, sequence, buffer, offset, length)) {
            return false;
        }
        appendedSequence = sequence;
        return true;
    }

    /** Records appended and not sealed. */
    public int appendedCount() {
        return appended.count();
    }

    /**
     * Writes and forces what was appended since the last call, then hands each record of it to {@code forced}, durable and
     * visible now, from memory. No-op if nothing was appended.
     *
     * @throws JournalFailedException if the disk refused, or has no room though {@link #hasRoom} would have said so.
     */
    public void commit(final RecordHandler forced) {
        checkClaim();
        if (appended.count() > 0) {
            seal();
            force(RecordEditor.NONE, forced);
        }
    }

    /** As {@link #commit(RecordHandler)}, for those who need not see the records again. */
    public void commit() {
        commit((type, sequence, buffer, offset, length) -> {});
    }

    /**
     * Closes the batch, for {@link #force}; the next record begins another.
     *
     * @throws IllegalStateException if the batch before is not forced.
     */
    public void seal() {
        if (sealed.count() > 0) {
            throw new IllegalStateException("batch before is not forced: first-sequence=" + sealed.firstSequence());
        }
        final RecordBatch batch = appended;
        appended = sealed;
        sealed = batch;
    }

    /**
     * Writes and forces the sealed batch, then hands each record of it to {@code forced}, durable and visible now, from memory.
     *
     * @param editor sees each record before, in order.
     * @throws JournalFailedException as {@link #commit(RecordHandler)}.
     */
    public void force(final RecordEditor editor, final RecordHandler forced) {
        checkClaim();
        sealed.seal(editor);
        try {
            if (sealed.length() > fileLength - filePosition) {
                roll(sealed.firstSequence());
            }
            file.writeFully(filePosition, sealed.bytes());
            file.force();
        } catch (final RuntimeException ex) {
            failure = ex;
            throw failed();
        }
        segments[segments.length - 1].index(sealed.firstSequence(), filePosition, context.indexIntervalLength());
        filePosition += sealed.length();
        forcedSequence = sealed.firstSequence() + sealed.count() - 1;
        sealed.forEach(forced);
        sealed.clear();
    }

    /** Removes the segments that hold nothing at or after {@code sequence}; the one being written stays. */
    public void purge(final long sequence) {
        checkClaim();
        Segment[] kept = segments;
        while (kept.length > 1 && kept[1].firstSequence() <= sequence) {
            // Oldest first and one by one: a crash between two leaves no hole.
            final Segment oldest = kept[0];
            kept = Arrays.copyOfRange(kept, 1, kept.length);
            segments = kept;
            context.storage().delete(oldest.name());
            context.storage().forceDirectory();
        }
    }

    /** A reader for another thread; it reads what is forced, and is closed before the journal. */
    public JournalReader newReader() {
        return new JournalReader(context.storage(), this, context.indexIntervalLength());
    }

    @Override
    public Segment[] segments() {
        return segments;
    }

    /** Gives up the claim. What was appended and not committed is gone. */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
        lock.close();
        failure = new IllegalStateException("closed");
    }

    private void recover() {
        spare.clear();
        segments = JournalRecovery.list(context.storage());
        if (segments.length == 0) {
            forcedSequence = context.initialSequence() - 1;
            spare.requestNow();
            roll(context.initialSequence());
        } else {
            final JournalRecovery recovery = new JournalRecovery(context.storage());
            try {
                recovery.scan(segments[segments.length - 1], context.indexIntervalLength(), true);
                recovery.repair();
            } finally {
                file = recovery.file();
            }
            fileLength = recovery.segmentLength();
            filePosition = recovery.endPosition();
            forcedSequence = recovery.lastSequence();
            discardedLength = recovery.discardedLength();
        }
        appendedSequence = forcedSequence;
        spare.request();
    }

    private void roll(final long firstSequence) {
        spare.request();
        if (!spare.isReady()) {
            throw new IllegalStateException("no room for a segment: usable-length="
                    + context.storage().usableLength() + " reserve-length=" + context.reserveLength());
        }
        final StorageFile next = spare.take(firstSequence);
        if (file != null) {
            file.close();
        }
        file = next;
        fileLength = context.segmentLength();
        filePosition = SegmentDescriptor.HEADER_LENGTH;
        final Segment[] current = segments;
        final Segment[] longer = Arrays.copyOf(current, current.length + 1);
        longer[current.length] = new Segment(firstSequence);
        segments = longer;
        spare.request();
    }

    private void checkClaim() {
        if (failure != null) {
            throw failed();
        }
    }

    private JournalFailedException failed() {
        return new JournalFailedException(
                "journal may acknowledge nothing any more: storage=" + context.storage() + " forced-sequence="
                        + forcedSequence + " appended-sequence=" + appendedSequence,
                failure);
    }
}
