package io.millrace.engine.book;

/**
 * Open-addressed map from order id to slot. Ids come nearly in sequence, so sixteen neighbours share a cache line of the
 * table; where a line lands, and how the ids stand in it, is hashed. It holds slots only: an entry's id is read from the
 * order itself, which whoever asks is about to touch anyway.
 */
final class OrderIndex {
    private static final int LINE_BITS = 4;
    private static final int LINE = 1 << LINE_BITS;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    /** To the next line, one place on: an odd step meets every place of the table. */
    private static final int STEP = LINE + 1;
    /** {@code STEP × STEP_INVERSE = 1} modulo 2^32: turns a distance in places into one in steps. */
    private static final int STEP_INVERSE = 0xF0F0_F0F1;

    private int[] slots;
    private int lineShift;
    private int count;

    OrderIndex(final int capacity) {
        allocate(Integer.highestOneBit(Math.max(capacity, 32) * 2 - 1));
    }

    /** Slot of an id; 0: unknown. */
    int find(final long orderId, final long[] records) {
        final int[] table = slots;
        int position = home(orderId);
        int slot;
        while ((slot = table[position]) != 0 && records[slot << OrderTable.STRIDE_BITS] != orderId) {
            position = position + STEP & table.length - 1;
        }
        return slot;
    }

    /** Add an id that is not there. */
    void add(final long orderId, final int slot, final long[] records) {
        if (++count * 2 > slots.length) {
            grow(records);
        }
        place(orderId, slot);
    }

    /** Add an id, unless it is there: then its slot is given back, else 0. */
    int addIfAbsent(final long orderId, final int slot, final long[] records) {
        if (count * 2 >= slots.length) {
            grow(records);
        }
        final int[] table = slots;
        int position = home(orderId);
        int other;
        while ((other = table[position]) != 0) {
            if (records[other << OrderTable.STRIDE_BITS] == orderId) {
                return other;
            }
            position = position + STEP & table.length - 1;
        }
        table[position] = slot;
        count++;
        return 0;
    }

    /** Take an id out; its order must still stand in its slot. */
    void remove(final long orderId, final int slot, final long[] records) {
        final int[] table = slots;
        final int mask = table.length - 1;
        int hole = home(orderId);
        while (table[hole] != slot) {
            hole = hole + STEP & mask;
        }
        count--;
        // Entries behind the hole move up unless their own line lies behind it: no tombstones.
        int position = hole + STEP & mask;
        int moving;
        while ((moving = table[position]) != 0) {
            final int home = home(records[moving << OrderTable.STRIDE_BITS]);
            if (((position - home) * STEP_INVERSE & mask) >= ((position - hole) * STEP_INVERSE & mask)) {
                table[hole] = moving;
                hole = position;
            }
            position = position + STEP & mask;
        }
        table[hole] = 0;
    }

    private void place(final long orderId, final int slot) {
        final int[] table = slots;
        int position = home(orderId);
        while (table[position] != 0) {
            position = position + STEP & table.length - 1;
        }
        table[position] = slot;
    }

    private int home(final long orderId) {
        final long hash = (orderId >>> LINE_BITS) * GOLDEN_RATIO;
        return (int) (hash >>> lineShift) << LINE_BITS | (int) (orderId ^ hash >>> 8) & LINE - 1;
    }

    private void grow(final long[] records) {
        final int[] old = slots;
        allocate(old.length * 2);
        for (final int slot : old) {
            if (slot != 0) {
                place(records[slot << OrderTable.STRIDE_BITS], slot);
            }
        }
    }

    private void allocate(final int length) {
        slots = new int[length];
        lineShift = Long.SIZE - Integer.numberOfTrailingZeros(length >>> LINE_BITS);
    }
}
