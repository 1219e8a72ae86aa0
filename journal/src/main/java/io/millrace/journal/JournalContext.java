package io.millrace.journal;

import java.util.Objects;
import java.util.concurrent.Executor;

/** What a journal is opened with. */
public final class JournalContext {
    private Storage storage;
    private int segmentLength = 64 << 20;
    private int batchLengthMax = 8 << 20;
    private int indexIntervalLength = 64 << 10;
    private long reserveLength = 1L << 30;
    private long initialSequence = 1;
    private Executor preparer = Runnable::run;

    public Storage storage() {
        return Objects.requireNonNull(storage, "storage");
    }

    /** Where the journal lives; required. */
    public JournalContext storage(final Storage storage) {
        this.storage = storage;
        return this;
    }

    public int segmentLength() {
        return segmentLength;
    }

    /** Bytes of a segment, a multiple of 8; allocated ahead. Segments that exist keep the length they have. */
    public JournalContext segmentLength(final int segmentLength) {
        this.segmentLength = segmentLength;
        return this;
    }

    public int batchLengthMax() {
        return batchLengthMax;
    }

    /** Bytes of a batch; it is written at once, and fits into one segment. */
    public JournalContext batchLengthMax(final int batchLengthMax) {
        this.batchLengthMax = batchLengthMax;
        return this;
    }

    public int indexIntervalLength() {
        return indexIntervalLength;
    }

    /** Bytes between two entries of the index: what a reader walks to find a record. */
    public JournalContext indexIntervalLength(final int indexIntervalLength) {
        this.indexIntervalLength = indexIntervalLength;
        return this;
    }

    public long reserveLength() {
        return reserveLength;
    }

    /** Bytes that stay free on the disk: no segment is made that would take them. */
    public JournalContext reserveLength(final long reserveLength) {
        this.reserveLength = reserveLength;
        return this;
    }

    public long initialSequence() {
        return initialSequence;
    }

    /** Sequence of the first record of a journal that is empty. */
    public JournalContext initialSequence(final long initialSequence) {
        this.initialSequence = initialSequence;
        return this;
    }

    public Executor preparer() {
        return preparer;
    }

    /** Runs what allocates the next segment, so that the writer need not wait; the caller's thread by default. */
    public JournalContext preparer(final Executor preparer) {
        this.preparer = preparer;
        return this;
    }

    void conclude() {
        storage();
        if (segmentLength % RecordDescriptor.ALIGNMENT != 0
                || batchLengthMax < RecordDescriptor.alignedLength(1)
                || batchLengthMax > segmentLength - SegmentDescriptor.HEADER_LENGTH
                || initialSequence < 1) {
            throw new IllegalArgumentException("journal lengths do not fit: segment-length=" + segmentLength
                    + " batch-length-max=" + batchLengthMax + " initial-sequence=" + initialSequence);
        }
    }
}
