package io.millrace.ubscore.account;

import java.util.Arrays;
import org.agrona.BitUtil;

/**
 * Clients' ids in the order in which they were first seen, each found by (owner, text) and with a few words about what became of
 * it; the oldest leaves first. A place names an entry, and is its row, while it is in the window; the row that was left last is
 * taken next, because it is in the caches still.
 *
 * <pre>
 *   row: owner | words of the id | requestTimeUs | expiresUs | hash | payload words;   free: next free place + 1
 *   queue cell: place, oldest first
 *   index cell: high half of the hash | place + 1;   0: empty
 * </pre>
 *
 * A cell's home follows from the half of the hash that it carries, so that the index is kept without looking at rows.
 */
final class IdWindow {
    static final int NONE = -1;

    private final int textWords;
    private final int stride;
    private final int countMax;
    private long[] rows;
    /** Rows that were ever taken. */
    private int used;
    /** First free row + 1; 0: none. */
    private int free;

    private int[] queue;
    private int queueMask;
    private long head;
    private long tail;
    private long[] cells;
    private int cellMask;

    IdWindow(final int textWords, final int payloadWords, final int initialCapacity, final int countMax) {
        this.textWords = textWords;
        this.countMax = countMax;
        stride = 1 + textWords + 3 + payloadWords;
        final int capacity = BitUtil.findNextPositivePowerOfTwo(Math.max(16, Math.min(initialCapacity, countMax)));
        rows = new long[capacity * stride];
        queue = new int[capacity];
        queueMask = capacity - 1;
        allocateIndex();
    }

    int count() {
        return (int) (tail - head);
    }

    /** Rows that there are now. */
    int capacity() {
        return queue.length;
    }

    boolean isFull() {
        return count() >= countMax;
    }

    /** Place of the oldest entry. */
    int first() {
        return queue[(int) head & queueMask];
    }

    /** Place of the n-th oldest entry. */
    int place(final int n) {
        return queue[(int) (head + n) & queueMask];
    }

    /** How many entries are older than the one at each place: what a snapshot says in the place of places. */
    int[] ages() {
        final int[] ages = new int[used];
        for (int n = 0; n < count(); n++) {
            ages[place(n)] = n;
        }
        return ages;
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
        if (count() == queue.length) {
            grow();
        }
        final int place = takeRow();
        final int row = row(place);
        rows[row] = owner;
        text.copyTo(rows, row + 1);
        rows[row + 1 + textWords] = requestTimeUs;
        rows[row + 2 + textWords] = expiresUs;
        Arrays.fill(rows, row + 4 + textWords, row + stride, 0);
        rows[row + 3 + textWords] = hash;
        queue[(int) tail++ & queueMask] = place;
        index(hash, place);
        return place;
    }

    private int takeRow() {
        if (free == 0) {
            return used++;
        }
        final int place = free - 1;
        free = (int) rows[row(place)];
        return place;
    }

    /** Makes the oldest entry the youngest, with a new time to leave. */
    void renewFirst(final long expiresUs) {
        final int place = first();
        head++;
        queue[(int) tail++ & queueMask] = place;
        rows[row(place) + 2 + textWords] = expiresUs;
    }

    void removeFirst() {
        final int place = first();
        final int row = row(place);
        unindex(hashAt(row), place);
        rows[row] = free;
        free = place + 1;
        head++;
    }

    /** Reads what {@link #find} will, so that the memory's latencies overlap. */
    long touch(final long hash) {
        return cells[home(hash)];
    }

    /** Reads the start and the end of a row. */
    long touchRow(final int place) {
        final int row = row(place);
        return rows[row] + rows[row + stride - 1];
    }

    long hash(final int place) {
        return hashAt(row(place));
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
        if (4L * count() > 3L * queue.length) {
            grow();
        }
    }

    private void grow() {
        final int capacity = 2 * queue.length;
        final int[] places = new int[capacity];
        for (long position = head; position < tail; position++) {
            places[(int) position & capacity - 1] = queue[(int) position & queueMask];
        }
        queue = places;
        queueMask = capacity - 1;
        rows = Arrays.copyOf(rows, capacity * stride);
        allocateIndex();
        for (int n = 0; n < count(); n++) {
            index(hash(place(n)), place(n));
        }
    }

    private void allocateIndex() {
        cells = new long[2 * queue.length];
        cellMask = cells.length - 1;
    }

    private int row(final int place) {
        return place * stride;
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
        cells[cell] = cell(hash, place);
    }

    private static long cell(final long hash, final int place) {
        return hash & 0xFFFF_FFFF_0000_0000L | place + 1 & 0xFFFF_FFFFL;
    }

    private int cellOf(final long hash, final int place) {
        int cell = home(hash);
        while ((int) cells[cell] - 1 != place) {
            cell = cell + 1 & cellMask;
        }
        return cell;
    }

    private void unindex(final long hash, final int place) {
        int gap = cellOf(hash, place);
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
