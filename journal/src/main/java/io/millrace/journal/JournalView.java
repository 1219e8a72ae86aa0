package io.millrace.journal;

/** What a reader may know of a journal; safe from any thread. */
interface JournalView {
    /** Segments in order, never empty; the array is never changed. */
    Segment[] segments();

    /** Sequence of the last record that may be read. */
    long forcedSequence();

    /** Sequence of the first record that is kept. */
    long earliestSequence();
}
