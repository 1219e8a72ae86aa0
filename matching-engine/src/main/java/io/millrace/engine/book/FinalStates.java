package io.millrace.engine.book;

/**
 * What became of orders that are gone: one entry for each value of an id's low bits, so the last 65 536 ids when they come
 * in sequence. Bounded, and the same for every replay. A book that has closed few orders has a small table, probed from a
 * place that the low bits name; beyond some thousand entries each value has its own place.
 *
 * <pre>
 *   63              11 10    8 7      0
 *  +------------------+--------+--------+
 *  | order id         | status | reason |
 *  +------------------+--------+--------+
 * </pre>
 */
final class FinalStates {
    static final int COUNT = 1 << 16;

    private static final int LENGTH_FIRST = 32;
    /** The longest table that is probed, half full at most: 128 KiB. */
    private static final int LENGTH_PROBED = 1 << 14;

    /** Ids this far apart in number stand one place further on, so that those at regular distances spread. */
    private static final int LAP_BITS = 7;

    private static final int STATUS_SHIFT = 8;
    private static final int ID_SHIFT = 11;

    private long[] entries;
    /** Entries of a table that is probed. */
    private int count;

    /** {@code orderCountExpected}: many, and every value gets its own place at once. */
    FinalStates(final int orderCountExpected) {
        entries = new long[orderCountExpected < LENGTH_PROBED ? LENGTH_FIRST : COUNT];
    }

    /** {@code flags} are those of a closed order. */
    void put(final long orderId, final int flags) {
        set(orderId << ID_SHIFT
                | flags >>> OrderFlags.REASON_SHIFT
                | (flags & OrderFlags.STATUS_MASK) >>> OrderFlags.STATUS_SHIFT - STATUS_SHIFT);
    }

    /** Put back an entry as {@link #entry} gave it. */
    void restore(final long entry) {
        set(entry);
    }

    private void set(final long entry) {
        if (entries.length == COUNT) {
            entries[index(entry)] = entry;
        } else {
            setProbed(entry);
        }
    }

    private void setProbed(final long entry) {
        final int place = probe(index(entry));
        if (entries[place] == 0 && ++count * 2 > entries.length) {
            grow();
            set(entry);
        } else {
            entries[place] = entry;
        }
    }

    private void grow() {
        final long[] old = entries;
        count = 0;
        entries = new long[old.length < LENGTH_PROBED ? old.length * 2 : COUNT];
        for (final long entry : old) {
            if (entry != 0) {
                set(entry);
            }
        }
    }

    private static int index(final long entry) {
        return (int) (entry >>> ID_SHIFT) & COUNT - 1;
    }

    /** Place of an index in a table that is probed, or the empty one where it belongs. */
    private int probe(final int index) {
        final long[] e = entries;
        int place = index + (index >>> LAP_BITS) & e.length - 1;
        while (e[place] != 0 && index(e[place]) != index) {
            place = place + 1 & e.length - 1;
        }
        return place;
    }

    /** Entry of an id; 0: forgotten, or never known. */
    long find(final long orderId) {
        final long entry = entry((int) orderId & COUNT - 1);
        return entry >>> ID_SHIFT == orderId ? entry : 0;
    }

    static OrderStatus status(final long entry) {
        return OrderStatus.of((int) (entry >>> STATUS_SHIFT) & 7);
    }

    static Reason reason(final long entry) {
        return Reason.of((int) entry & 0xFF);
    }

    /** Entry at an index; 0: none. */
    long entry(final int index) {
        return entries.length == COUNT ? entries[index] : entries[probe(index)];
    }
}
