package io.millrace.ubscore.account;

import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * Clients' ids in the order in which they were first seen, each found by (owner, text) and with a few words about what became of
 * it; the oldest leaves first. A place names an entry while it is in the window; it does not change when the window grows.
 *
 * <pre>
 *   row: owner | words of the id | requestTimeUs | expiresUs | hash | payload words
 *   index cell: high half of the hash | place + 1;   0: empty
 * </pre>
 *
 * A cell's home follows from the half of the hash that it carries, so that the index is kept without looking at rows.
 */
final class IdWindow {
    static final int NONE = -1;

    private static final int PLACE_MASK = Integer.MAX_VALUE;

    private final int textWords;
    private final int stride;
    private final int countMax;
    private long[] rows;
    private int rowMask;
    private long[] cells;
    private int cellMask;
    private long head;
    private long tail;

    IdWindow(final int textWords, final int payloadWords, final int initialCapacity, final int countMax) {
        this.textWords = textWords;
        this.countMax = countMax;
        stride = 1 + textWords + 3 + payloadWords;
        allocate(BitUtil.findNextPositivePowerOfTwo(Math.max(16, Math.min(initialCapacity, countMax))));
    }

    int count() {
        return (int) (tail - head);
    }

    boolean isFull() {
        return count() >= countMax;
    }

    /** Place of the oldest entry. */
    int first() {
        return (int) head & PLACE_MASK;
    }

    /** Place of the n-th oldest entry. */
    int place(final int n) {
        return (int) (head + n) & PLACE_MASK;
    }

    /** How many entries are older than the one at this place. */
    int age(final int place) {
        return place - (int) head & PLACE_MASK;
    }

    int find(final long owner, final FixedText text) {
        return find(owner, text, Hashing.hash(owner, text));
    }

    /** The same for who has the id's hash already. */
    int find(final long owner, final FixedText text, final long hash) {
        int cell = home(hash);
        while (cells[cell] != 0) {
            if ((cells[cell] ^ hash) >>> 32 == 0) {
                final int place = (int) cells[cell] - 1;
                final int row = row(place);
                if (rows[row] == owner && text.matches(rows, row + 1)) {
                    return place;
                }
            }
            cell = cell + 1 & cellMask;
        }
        return NONE;
    }

    /** Adds an id that is not in the window, which is not full. */
    int add(final long owner, final FixedText text, final long requestTimeUs, final long expiresUs) {
        return add(owner, text, Hashing.hash(owner, text), requestTimeUs, expiresUs);
    }

    /** The same for who has the id's hash already. */
    int add(final long owner, final FixedText text, final long hash, final long requestTimeUs, final long expiresUs) {
        reserve();
        final int place = (int) tail++ & PLACE_MASK;
        final int row = row(place);
        rows[row] = owner;
        text.copyTo(rows, row + 1);
        rows[row + 1 + textWords] = requestTimeUs;
        rows[row + 2 + textWords] = expiresUs;
        Arrays.fill(rows, row + 4 + textWords, row + stride, 0);
        rows[row + 3 + textWords] = hash;
        index(hash, place);
        return place;
    }

    /** Moves the oldest entry to the end with a new time to leave; returns its new place. */
    int renewFirst(final long expiresUs) {
        reserve();
        final int from = row(first());
        final int place = (int) tail++ & PLACE_MASK;
        final int to = row(place);
        final long hash = hashAt(from);
        unindex(hash, first());
        System.arraycopy(rows, from, rows, to, stride);
        rows[to + 2 + textWords] = expiresUs;
        index(hash, place);
        head++;
        return place;
    }

    void removeFirst() {
        unindex(hashAt(row(first())), first());
        head++;
    }

    /** Reads what {@link #find} will, so that the memory's latencies overlap. */
    long touch(final long hash) {
        return cells[home(hash)];
    }

    /** Reads what {@link #removeFirst} will when the entry at this place has become the first. */
    long touch(final int place) {
        return cells[home(hashAt(row(place)))];
    }

    long owner(final int place) {
        return rows[row(place)];
    }

    void text(final int place, final FixedText text) {
        text.copyFrom(rows, row(place) + 1);
    }

    long requestTimeUs(final int place) {
        return rows[row(place) + 1 + textWords];
    }

    long expiresUs(final int place) {
        return rows[row(place) + 2 + textWords];
    }

    long payload(final int place, final int word) {
        return rows[row(place) + 4 + textWords + word];
    }

    void payload(final int place, final int word, final long value) {
        rows[row(place) + 4 + textWords + word] = value;
    }

    /** Grows ahead of need, so that an addition does not have to. */
    void makeRoom() {
        if (4L * count() > 3L * (rowMask + 1)) {
            grow();
        }
    }

    private void reserve() {
        // One row more than the entries, so that the oldest can be renewed.
        if (count() + 1 > rowMask) {
            grow();
        }
    }

    private void grow() {
        final long[] old = rows;
        final int oldMask = rowMask;
        allocate(2 * (rowMask + 1));
        for (long position = head; position < tail; position++) {
            final int place = (int) position & PLACE_MASK;
            System.arraycopy(old, (place & oldMask) * stride, rows, row(place), stride);
            index(hashAt(row(place)), place);
        }
    }

    private void allocate(final int capacity) {
        rows = new long[capacity * stride];
        rowMask = capacity - 1;
        cells = new long[2 * capacity];
        cellMask = cells.length - 1;
    }

    private int row(final int place) {
        return (place & rowMask) * stride;
    }

    private long hashAt(final int row) {
        return rows[row + 3 + textWords];
    }

    private int home(final long hash) {
        return (int) (hash >>> 32) & cellMask;
    }

    private void index(final long hash, final int place) {
        int cell = home(hash);
        while (cells[cell] != 0) {
            cell = cell + 1 & cellMask;
        }
        cells[cell] = hash & 0xFFFF_FFFF_0000_0000L | place + 1 & 0xFFFF_FFFFL;
    }

    private void unindex(final long hash, final int place) {
        int gap = home(hash);
        while ((int) cells[gap] - 1 != place) {
            gap = gap + 1 & cellMask;
        }
        int cell = gap + 1 & cellMask;
        while (cells[cell] != 0) {
            if ((cell - home(cells[cell]) & cellMask) >= (cell - gap & cellMask)) {
                cells[gap] = cells[cell];
                gap = cell;
            }
            cell = cell + 1 & cellMask;
        }
        cells[gap] = 0;
    }
}
