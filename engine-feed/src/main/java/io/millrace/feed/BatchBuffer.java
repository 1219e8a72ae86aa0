package io.millrace.feed;

import java.util.Arrays;

/**
 * Batches of one lane that wait for their turn, by first sequence; overlaps are allowed, what is covered twice is not
 * kept. Bounded by bytes: when full, what is farthest from its turn goes. One thread.
 */
final class BatchBuffer {
    /** Batches kept; bounds the search and the move of an insertion when batches are tiny. */
    private static final int COUNT_MAX = 65_536;

    private final int lengthMax;
    private ReceivedBatch[] batches = new ReceivedBatch[64];
    private int head;
    private int tail;
    private long length;
    private long contiguousEnd;

    /** {@code start} is the sequence before the first that is wanted. */
    BatchBuffer(final int lengthMax, final long start) {
        this.lengthMax = lengthMax;
        contiguousEnd = start;
    }

    /** Keeps a batch; false if it brings nothing new or there is no room. {@code consumed}: the last one consumed. */
    boolean add(final ReceivedBatch batch, final long consumed) {
        int index = tail;
        while (index > head && batches[index - 1].firstSequence > batch.firstSequence) {
            index--;
        }
        if (index > head && batches[index - 1].lastSequence >= batch.lastSequence) {
            return false;
        }
        final int countBefore = tail - head;
        while (length + batch.length() > lengthMax || tail - head >= COUNT_MAX) {
            if (index == tail) {
                return false;
            }
            removeLast();
        }
        final boolean evicted = tail - head < countBefore;
        final int inserted = insert(index, batch);
        if (evicted) {
            contiguousEnd = contiguousEnd(head, consumed);
        } else if (batch.firstSequence <= contiguousEnd + 1) {
            contiguousEnd = contiguousEnd(inserted, contiguousEnd);
        }
        return true;
    }

    /** Starts over behind a sequence: what is at or before it goes. */
    void restart(final long sequence) {
        while (!isEmpty() && first().lastSequence <= sequence) {
            removeFirst();
        }
        contiguousEnd = contiguousEnd(head, sequence);
    }

    boolean isEmpty() {
        return head == tail;
    }

    ReceivedBatch first() {
        return batches[head];
    }

    void removeFirst() {
        length -= batches[head].length();
        batches[head++] = null;
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /** Last sequence up to which nothing is missing, consumed ones included. */
    long contiguousEnd() {
        return contiguousEnd;
    }

    private long contiguousEnd(final int from, final long start) {
        long end = start;
        for (int i = from; i < tail && batches[i].firstSequence <= end + 1; i++) {
            end = Math.max(end, batches[i].lastSequence);
        }
        return end;
    }

    /** Bytes kept. */
    long length() {
        return length;
    }

    void clear() {
        Arrays.fill(batches, head, tail, null);
        head = 0;
        tail = 0;
        length = 0;
    }

    private void removeLast() {
        length -= batches[--tail].length();
        batches[tail] = null;
    }

    private int insert(final int index, final ReceivedBatch batch) {
        int target = index;
        if (tail == batches.length) {
            target -= head;
            makeRoom();
        }
        System.arraycopy(batches, target, batches, target + 1, tail - target);
        batches[target] = batch;
        tail++;
        length += batch.length();
        return target;
    }

    /** Moves what is kept to the front, of an array twice as long if it is more than half full. */
    private void makeRoom() {
        final int count = tail - head;
        final ReceivedBatch[] target = count > batches.length / 2 ? new ReceivedBatch[batches.length * 2] : batches;
        System.arraycopy(batches, head, target, 0, count);
        if (target == batches) {
            Arrays.fill(batches, count, tail, null);
        }
        batches = target;
        head = 0;
        tail = count;
    }
}
