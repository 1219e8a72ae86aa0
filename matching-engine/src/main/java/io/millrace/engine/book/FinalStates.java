package io.millrace.engine.book;

/**
 * What became of orders that are gone: one entry for each value of an id's low bits, so the last 65 536 ids when they come
 * in sequence. Bounded, and the same for every replay.
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

    private static final int STATUS_SHIFT = 8;
    private static final int ID_SHIFT = 11;

    private final long[] entries = new long[COUNT];

    /** {@code flags} are those of a closed order. */
    void put(final long orderId, final int flags) {
        entries[(int) orderId & COUNT - 1] = orderId << ID_SHIFT
                | flags >>> OrderFlags.REASON_SHIFT
                | (flags & OrderFlags.STATUS_MASK) >>> OrderFlags.STATUS_SHIFT - STATUS_SHIFT;
    }

    /** Entry of an id; 0: forgotten, or never known. */
    long find(final long orderId) {
        final long entry = entries[(int) orderId & COUNT - 1];
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
        return entries[index];
    }

    /** Put back an entry as {@link #entry} gave it. */
    void restore(final long entry) {
        entries[(int) (entry >>> ID_SHIFT) & COUNT - 1] = entry;
    }
}
