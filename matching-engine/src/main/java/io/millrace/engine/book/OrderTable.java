package io.millrace.engine.book;

import java.util.Arrays;

/**
 * Every order of a book, by slot: one cache line each, and what few orders need, or need seldom, in side arrays. Slot 0 is nobody. A slot is freed when the command that closed its order has reported it.
 *
 * <p>Ids are found by a ring of chains: ids that come in sequence lie side by side in it, so that the recent ones share few
 * cache lines and have a chain each for themselves.
 */
final class OrderTable {
    static final int STRIDE_BITS = 3;
    /** Orders that one book holds; with {@link NewOrder#QUANTITY_MAX} no sum of quantities leaves 64 bits. */
    static final int ORDER_COUNT_MAX = 1 << 22;

    static final int ID = 0;
    static final int USER = 1;
    /** Limit, or a market order's collar; 0: none. */
    static final int PRICE = 2;
    /** Lots left, hidden ones included. */
    static final int REMAINING = 3;

    /** As {@link OrderFlags} says, in the lower half. */
    static final int FLAGS = 4;

    static final int FILLED = 5;
    static final int FILLED_NOTIONAL = 6;
    /** Next order of the queue in the upper half, previous one in the lower; of a free slot: the next free one. */
    static final int LINKS = 7;

    /** Size of an iceberg's slice. */
    static final int DISPLAY = 0;
    /** Lots left of the slice. */
    static final int SHOWN = 1;

    static final int TRIGGER = 2;
    static final int TRAILING_OFFSET = 3;
    static final int EXPIRE_US = 4;
    /** Minor units left of the budget. */
    static final int BUDGET = 5;
    /** Lots that self-trade prevention took. */
    static final int DECREMENTED = 6;

    static final int HEAP_INDEX = 7;

    /** Behind the flags stands the next order of the chain. */
    private static final int CHAIN_SHIFT = 32;

    private static final long FLAGS_MASK = 0xFFFF_FFFFL;

    long[] records;
    /** Maker rate in the upper, taker rate in the lower half, of those that are CHARGED. */
    private long[] fees;

    final FinalStates finals;
    final Expiries expiries = new Expiries(this);

    private int[] extraOf;
    private long[] extras = new long[16 << STRIDE_BITS];
    private int[] freeExtras = new int[16];
    private int freeExtraCount;
    private int extraHigh = 1;

    /** First order of each chain. */
    private int[] ring;

    private int ringBits;
    private int slotHigh = 1;
    private int freeSlot;
    private int openCount;

    private int[] touched = new int[64];
    private int touchedCount;

    OrderTable(final int orderCountExpected) {
        final int capacity = Math.max(16, orderCountExpected + 1);
        finals = new FinalStates(orderCountExpected);
        records = new long[capacity << STRIDE_BITS];
        fees = new long[capacity];
        extraOf = new int[capacity];
        makeRing(capacity);
    }

    /** Put a new order, whose id is not there, into a slot; it is touched, open and in no queue. */
    int add(final NewOrder order) {
        final int slot = allocate();
        put(order, slot, OrderFlags.TOUCHED);
        chain(slot, order.orderId);
        pushTouched(slot);
        return slot;
    }

    /** Put a plain limit order into a slot; it is not touched, and not found by its id until it is chained. */
    int addPlain(final NewOrder order) {
        final int slot = allocate();
        put(order, slot, 0);
        return slot;
    }

    private void put(final NewOrder order, final int slot, final int state) {
        final long[] r = records;
        final int base = slot << STRIDE_BITS;
        r[base + ID] = order.orderId;
        r[base + USER] = order.userId;
        r[base + PRICE] = order.price;
        r[base + REMAINING] = order.quantity;
        r[base + FLAGS] = order.flags & OrderFlags.KIND_MASK | state;
        r[base + FILLED] = 0;
        r[base + FILLED_NOTIONAL] = 0;
        if (order.fees != 0) {
            fees(slot, order.fees);
        }
    }

    /** Let an order be found by its id. */
    void chain(final int slot, final long orderId) {
        final int place = place(orderId);
        setChain(slot, ring[place]);
        ring[place] = slot;
    }

    /** Give up the slot of a final, reported order that has no entry in the side arrays. */
    void freePlain(final int slot) {
        unchain(slot);
        release(slot);
    }

    /** The same for one that was not found by its id. */
    void release(final int slot) {
        field(slot, LINKS, freeSlot);
        freeSlot = slot;
        openCount--;
    }

    private int allocate() {
        openCount++;
        final int slot = freeSlot;
        if (slot != 0) {
            freeSlot = (int) field(slot, LINKS);
            return slot;
        }
        if (slotHigh == fees.length) {
            grow(slotHigh * 2);
        }
        return slotHigh++;
    }

    private void grow(final int capacity) {
        records = Arrays.copyOf(records, capacity << STRIDE_BITS);
        fees = Arrays.copyOf(fees, capacity);
        extraOf = Arrays.copyOf(extraOf, capacity);
        makeRing(capacity);
        for (int slot = 1; slot < slotHigh; slot++) {
            chain(slot, field(slot, ID));
        }
    }

    /** Four places a slot: few orders, even if they stay for long, share a chain. */
    private void makeRing(final int capacity) {
        ringBits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity * 4 - 1);
        ring = new int[1 << ringBits];
    }

    /** Ids of one lap around the ring lie one place further on than those of the lap before. */
    private int place(final long orderId) {
        return (int) (orderId + (orderId >>> ringBits)) & ring.length - 1;
    }

    private int chain(final int slot) {
        return (int) (field(slot, FLAGS) >>> CHAIN_SHIFT);
    }

    private void setChain(final int slot, final int next) {
        field(slot, FLAGS, (long) next << CHAIN_SHIFT | field(slot, FLAGS) & FLAGS_MASK);
    }

    private void unchain(final int slot) {
        final int place = place(field(slot, ID));
        int previous = ring[place];
        if (previous == slot) {
            ring[place] = chain(slot);
            return;
        }
        while (chain(previous) != slot) {
            previous = chain(previous);
        }
        setChain(previous, chain(slot));
    }

    /** Give an order its entry in the side arrays, cleared. */
    void addExtra(final int slot) {
        final int extra;
        if (freeExtraCount > 0) {
            extra = freeExtras[--freeExtraCount];
        } else {
            extra = extraHigh++;
            if (extra << STRIDE_BITS == extras.length) {
                extras = Arrays.copyOf(extras, extras.length * 2);
            }
        }
        final int base = extra << STRIDE_BITS;
        Arrays.fill(extras, base, base + (1 << STRIDE_BITS), 0);
        extraOf[slot] = extra;
        setFlag(slot, OrderFlags.EXTRA);
    }

    /** Give up the slot of an order that was closed and reported. */
    void free(final int slot) {
        if (hasFlag(slot, OrderFlags.EXTRA)) {
            if (freeExtraCount == freeExtras.length) {
                freeExtras = Arrays.copyOf(freeExtras, freeExtraCount * 2);
            }
            freeExtras[freeExtraCount++] = extraOf[slot];
        }
        unchain(slot);
        release(slot);
    }

    /** Orders in slots; while a command runs, those that it closed are among them. */
    int count() {
        return openCount;
    }

    long field(final int slot, final int field) {
        return records[(slot << STRIDE_BITS) + field];
    }

    void field(final int slot, final int field, final long value) {
        records[(slot << STRIDE_BITS) + field] = value;
    }

    /** A field of the side arrays; the order has an entry there. */
    long extra(final int slot, final int field) {
        return extras[(extraOf[slot] << STRIDE_BITS) + field];
    }

    void extra(final int slot, final int field, final long value) {
        extras[(extraOf[slot] << STRIDE_BITS) + field] = value;
    }

    /** The same, 0 if the order has no entry. */
    long extraOrZero(final int slot, final int field) {
        return hasFlag(slot, OrderFlags.EXTRA) ? extra(slot, field) : 0;
    }

    /** Maker rate in the upper, taker rate in the lower half. */
    long fees(final int slot) {
        return hasFlag(slot, OrderFlags.CHARGED) ? fees[slot] : 0;
    }

    void fees(final int slot, final long rates) {
        fees[slot] = rates;
        setFlag(slot, OrderFlags.CHARGED);
    }

    int flags(final int slot) {
        return (int) records[(slot << STRIDE_BITS) + FLAGS];
    }

    boolean hasFlag(final int slot, final int flag) {
        return (records[(slot << STRIDE_BITS) + FLAGS] & flag) != 0;
    }

    void setFlag(final int slot, final int flag) {
        records[(slot << STRIDE_BITS) + FLAGS] |= flag;
    }

    void clearFlag(final int slot, final int flag) {
        records[(slot << STRIDE_BITS) + FLAGS] &= ~(long) flag;
    }

    /** Lots that the order shows: all but those an iceberg hides. */
    long shown(final int slot) {
        return hasFlag(slot, OrderFlags.ICEBERG) ? extra(slot, SHOWN) : field(slot, REMAINING);
    }

    /** Lots in all; 0: by budget. */
    long quantity(final int slot) {
        if (hasFlag(slot, OrderFlags.BUDGET)) {
            return 0;
        }
        return field(slot, FILLED) + field(slot, REMAINING) + extraOrZero(slot, DECREMENTED);
    }

    int next(final int slot) {
        return (int) (field(slot, LINKS) >>> 32);
    }

    /** Slot of an open order; 0: there is none with this id. */
    int find(final long orderId) {
        int slot = ring[place(orderId)];
        while (slot != 0 && records[slot << STRIDE_BITS] != orderId) {
            slot = chain(slot);
        }
        return slot;
    }

    /** Note that the running command changed this order, so that it is reported once, at its end. */
    void touch(final int slot) {
        final int index = (slot << STRIDE_BITS) + FLAGS;
        final long flags = records[index];
        if ((flags & OrderFlags.TOUCHED) == 0) {
            records[index] = flags | OrderFlags.TOUCHED;
            pushTouched(slot);
        }
    }

    private void pushTouched(final int slot) {
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, touchedCount * 2);
        }
        touched[touchedCount++] = slot;
    }

    /** End an order; it is in no queue any more. It keeps its slot until it has been reported. */
    void close(final int slot, final OrderStatus status, final Reason reason) {
        end(slot, OrderFlags.closed(status, reason));
        if (hasFlag(slot, OrderFlags.EXPIRES)) {
            expiries.remove(slot);
        }
    }

    /** The same for an order that does not end by time; {@code closed} is of {@link OrderFlags#closed}. */
    void end(final int slot, final int closed) {
        final int base = slot << STRIDE_BITS;
        final long flags = records[base + FLAGS] | closed & FLAGS_MASK;
        records[base + FLAGS] = flags;
        finals.put(records[base + ID], (int) flags);
    }

    int touchedCount() {
        return touchedCount;
    }

    int touchedSlot(final int index) {
        return touched[index];
    }

    /** After the report: forget what was touched, and free what was closed. */
    void settle() {
        for (int i = 0; i < touchedCount; i++) {
            final int slot = touched[i];
            if (OrderFlags.isOpen(flags(slot))) {
                clearFlag(slot, OrderFlags.TOUCHED | OrderFlags.TRIGGERED);
            } else {
                free(slot);
            }
        }
        touchedCount = 0;
    }
}
