package io.millrace.ubscore.account;

import org.agrona.BitUtil;

/**
 * Where the ids of orders stand in the {@link OrderIdWindow}. Orders are numbered in turn, so the young ones are a ring by number,
 * whose cells are written and read side by side; those that so many have followed are in an index by hash.
 */
final class OrderPlaces {
    static final int MISSING = LongIndex.MISSING;

    private final LongIndex old = new LongIndex(64);
    /** Place + 1 by the low bits of the id; 0: none. */
    private int[] ring;
    /** Ids below are not in the ring. */
    private long first;
    /** The id after the youngest. */
    private long end;

    OrderPlaces(final int capacity) {
        ring = new int[BitUtil.findNextPositivePowerOfTwo(capacity)];
    }

    int find(final long orderId) {
        return isInRing(orderId) ? ring[cell(orderId)] - 1 : old.find(orderId);
    }

    /** Notes where an id stands from now on; a new one is above all others, but in a snapshot. */
    void put(final long orderId, final int place) {
        if (orderId >= end) {
            makeRoomUpTo(orderId);
        }
        if (isInRing(orderId)) {
            ring[cell(orderId)] = place + 1;
        } else {
            old.put(orderId, place);
        }
    }

    void remove(final long orderId) {
        if (isInRing(orderId)) {
            ring[cell(orderId)] = 0;
        } else {
            old.remove(orderId);
        }
    }

    /** Makes the ring end behind this id. */
    private void makeRoomUpTo(final long orderId) {
        final long from = orderId + 1 - ring.length;
        while (first < from && first < end) {
            setAside(first++);
        }
        first = Math.max(first, from);
        end = orderId + 1;
    }

    private void setAside(final long orderId) {
        final int cell = cell(orderId);
        if (ring[cell] != 0) {
            old.put(orderId, ring[cell] - 1);
            ring[cell] = 0;
        }
    }

    /** Grows the ring to at least so many cells. */
    void reserve(final int capacity) {
        if (capacity > ring.length) {
            final int[] from = ring;
            ring = new int[BitUtil.findNextPositivePowerOfTwo(capacity)];
            for (long orderId = first; orderId < end; orderId++) {
                ring[cell(orderId)] = from[(int) orderId & from.length - 1];
            }
        }
    }

    /** Grows ahead of need, so that nothing has to later. */
    void makeRoom() {
        old.makeRoom();
    }

    private boolean isInRing(final long orderId) {
        return orderId < end && orderId >= first;
    }

    private int cell(final long orderId) {
        return (int) orderId & ring.length - 1;
    }
}
