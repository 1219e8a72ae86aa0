package io.millrace.journal;

import java.util.Arrays;

/**
 * What is known of one segment: its name and a sparse index from sequence to position. One thread adds to the index, any
 * thread looks up.
 */
final class Segment {
    private static final int ENTRY_LENGTH = 2;

    private final String name;
    private final long firstSequence;

    // Pairs of (sequence, position), ascending. The count is written last: whoever reads it first sees all pairs below.
    private volatile long[] entries = new long[64];
    private volatile int entryCount;

    Segment(final long firstSequence) {
        this.firstSequence = firstSequence;
        name = SegmentDescriptor.name(firstSequence);
    }

    String name() {
        return name;
    }

    long firstSequence() {
        return firstSequence;
    }

    /** Adds the start of a batch, if it is the first or far enough from the last entry. */
    void index(final long sequence, final long position, final int intervalLength) {
        final int count = entryCount;
        if (count > 0 && position - entries[(count - 1) * ENTRY_LENGTH + 1] < intervalLength) {
            return;
        }
        long[] pairs = entries;
        if (count * ENTRY_LENGTH == pairs.length) {
            pairs = Arrays.copyOf(pairs, pairs.length * 2);
            entries = pairs;
        }
        pairs[count * ENTRY_LENGTH] = sequence;
        pairs[count * ENTRY_LENGTH + 1] = position;
        entryCount = count + 1;
    }

    /** Moves {@code cursor} to the last batch start known at or before {@code sequence}. */
    void seek(final long sequence, final RecordCursor cursor) {
        int high = entryCount - 1;
        final long[] pairs = entries;
        int low = 0;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            if (pairs[middle * ENTRY_LENGTH] <= sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            cursor.move(SegmentDescriptor.HEADER_LENGTH, firstSequence);
        } else {
            cursor.move(pairs[high * ENTRY_LENGTH + 1], pairs[high * ENTRY_LENGTH]);
        }
    }

    boolean isIndexed() {
        return entryCount > 0;
    }
}
