package io.millrace.ubscore.account;

import java.util.Arrays;

/** Slots of a table by a deadline, earliest first, then by slot. A slot is in it at most once and can be taken out. */
final class SlotHeap {
    private static final int ABSENT = -1;

    private int[] slots = new int[64];
    private long[] deadlines = new long[64];
    private int[] places = new int[0];
    private int count;

    int count() {
        return count;
    }

    /** Long.MAX_VALUE if it is empty. */
    long firstDeadlineUs() {
        return count == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    int firstSlot() {
        return slots[0];
    }

    /** Puts a slot in, or moves it. */
    void put(final int slot, final long deadlineUs) {
        remove(slot);
        reserve(slot);
        siftUp(count++, slot, deadlineUs);
    }

    void remove(final int slot) {
        final int place = slot < places.length ? places[slot] : ABSENT;
        if (place != ABSENT) {
            places[slot] = ABSENT;
            count--;
            if (place < count) {
                settle(place, slots[count], deadlines[count]);
            }
        }
    }

    private void settle(final int place, final int slot, final long deadlineUs) {
        if (place > 0 && isBefore(slot, deadlineUs, place - 1 >>> 1)) {
            siftUp(place, slot, deadlineUs);
        } else {
            siftDown(place, slot, deadlineUs);
        }
    }

    private void siftUp(final int from, final int slot, final long deadlineUs) {
        int place = from;
        while (place > 0 && isBefore(slot, deadlineUs, place - 1 >>> 1)) {
            copy(place - 1 >>> 1, place);
            place = place - 1 >>> 1;
        }
        set(place, slot, deadlineUs);
    }

    private void siftDown(final int from, final int slot, final long deadlineUs) {
        int place = from;
        while (true) {
            int child = 2 * place + 1;
            if (child >= count) {
                break;
            }
            if (child + 1 < count && isBefore(slots[child + 1], deadlines[child + 1], child)) {
                child++;
            }
            if (isBefore(slot, deadlineUs, child)) {
                break;
            }
            copy(child, place);
            place = child;
        }
        set(place, slot, deadlineUs);
    }

    private boolean isBefore(final int slot, final long deadlineUs, final int place) {
        return deadlineUs < deadlines[place] || deadlineUs == deadlines[place] && slot < slots[place];
    }

    private void copy(final int from, final int to) {
        set(to, slots[from], deadlines[from]);
    }

    private void set(final int place, final int slot, final long deadlineUs) {
        slots[place] = slot;
        deadlines[place] = deadlineUs;
        places[slot] = place;
    }

    private void reserve(final int slot) {
        if (slot >= places.length) {
            final int old = places.length;
            places = Arrays.copyOf(places, Math.max(slot + 1, Math.max(64, 2 * old)));
            Arrays.fill(places, old, places.length, ABSENT);
        }
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
            deadlines = Arrays.copyOf(deadlines, 2 * count);
        }
    }
}
