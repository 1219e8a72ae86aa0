package io.millrace.engine.book;

import java.util.Arrays;

/** Orders that end by time: a binary heap by expiry, then by id. An order knows its place in it. */
final class Expiries {
    private final OrderTable table;
    private int[] heap = new int[16];
    private int count;

    Expiries(final OrderTable table) {
        this.table = table;
    }

    void add(final int slot) {
        if (count == heap.length) {
            heap = Arrays.copyOf(heap, count * 2);
        }
        table.setFlag(slot, OrderFlags.EXPIRES);
        up(count++, slot);
    }

    void remove(final int slot) {
        final int hole = (int) table.extra(slot, OrderTable.HEAP_INDEX);
        final int last = heap[--count];
        table.clearFlag(slot, OrderFlags.EXPIRES);
        if (hole < count) {
            if (hole > 0 && isBefore(last, heap[(hole - 1) / 2])) {
                up(hole, last);
            } else {
                down(hole, last);
            }
        }
    }

    /** First order to expire at this time or before; 0: none. */
    int due(final long timeUs) {
        return count > 0 && table.extra(heap[0], OrderTable.EXPIRE_US) <= timeUs ? heap[0] : 0;
    }

    private void up(final int from, final int slot) {
        int index = from;
        while (index > 0) {
            final int parent = (index - 1) / 2;
            if (!isBefore(slot, heap[parent])) {
                break;
            }
            put(index, heap[parent]);
            index = parent;
        }
        put(index, slot);
    }

    private void down(final int from, final int slot) {
        int index = from;
        int child;
        while ((child = index * 2 + 1) < count) {
            if (child + 1 < count && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], slot)) {
                break;
            }
            put(index, heap[child]);
            index = child;
        }
        put(index, slot);
    }

    private void put(final int index, final int slot) {
        heap[index] = slot;
        table.extra(slot, OrderTable.HEAP_INDEX, index);
    }

    private boolean isBefore(final int a, final int b) {
        final long timeA = table.extra(a, OrderTable.EXPIRE_US);
        final long timeB = table.extra(b, OrderTable.EXPIRE_US);
        return timeA != timeB ? timeA < timeB : table.field(a, OrderTable.ID) < table.field(b, OrderTable.ID);
    }
}
