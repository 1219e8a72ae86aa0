package io.millrace.engine.book;

import java.util.Arrays;

/**
 * Every order of a book, by slot: one cache line each, their links in an array of their own, and what few orders need in
 * side arrays. Slot 0 is nobody. A slot is freed when the command that closed its order has reported it.
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

    static final int FLAGS = 4;
    static final int FILLED = 5;
    static final int FILLED_NOTIONAL = 6;
    /** Maker rate in the upper, taker rate in the lower half. */
    static final int FEES = 7;

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

    private static final long LEVEL_MASK = 0xFFFF_FFFF_0000_0000L;

    long[] records;
    /** Next order of the queue in the upper half, previous one in the lower; of a free slot: the next free one. */
    long[] links;

    final OrderIndex index;
    final FinalStates finals = new FinalStates();
    final Expiries expiries = new Expiries(this);

    private int[] extraOf;
    private long[] extras = new long[16 << STRIDE_BITS];
    private int[] freeExtras = new int[16];
    private int freeExtraCount;
    private int extraHigh = 1;

    private int slotHigh = 1;
    private int freeSlot;
    private int openCount;

    private int[] touched = new int[64];
    private int touchedCount;

    OrderTable(final int orderCountExpected) {
        final int capacity = Math.max(16, orderCountExpected + 1);
        records = new long[capacity << STRIDE_BITS];
        links = new long[capacity];
        extraOf = new int[capacity];
        index = new OrderIndex(capacity);
    }

    /** Put a new order into a slot; it is touched, open and in no queue, and its id is not in the index yet. */
    int add(final NewOrder order) {
        final int slot = allocate();
        final long[] r = records;
        final int base = slot << STRIDE_BITS;
        r[base + ID] = order.orderId;
        r[base + USER] = order.userId;
        r[base + PRICE] = order.price;
        r[base + REMAINING] = order.quantity;
        r[base + FLAGS] = order.flags | OrderFlags.TOUCHED;
        r[base + FILLED] = 0;
        r[base + FILLED_NOTIONAL] = 0;
        r[base + FEES] = order.fees;
        pushTouched(slot);
        return slot;
    }

    /**
     * Put a plain limit order that rests at once into a slot, found by its id and in the queue of this level; it is not
     * touched. 0: the id is there already.
     */
    int addResting(final NewOrder order, final int level) {
        final int slot = allocate();
        if (index.addIfAbsent(order.orderId, slot, records) != 0) {
            release(slot);
            return 0;
        }
        final long[] r = records;
        final int base = slot << STRIDE_BITS;
        r[base + ID] = order.orderId;
        r[base + USER] = order.userId;
        r[base + PRICE] = order.price;
        r[base + REMAINING] = order.quantity;
        r[base + FLAGS] = (long) level << 32 | order.flags | OrderFlags.INDEXED;
        r[base + FILLED] = 0;
        r[base + FILLED_NOTIONAL] = 0;
        r[base + FEES] = order.fees;
        return slot;
    }

    private int allocate() {
        openCount++;
        final int slot = freeSlot;
        if (slot != 0) {
            freeSlot = (int) links[slot];
            return slot;
        }
        if (slotHigh == links.length) {
            final int capacity = slotHigh * 2;
            records = Arrays.copyOf(records, capacity << STRIDE_BITS);
            links = Arrays.copyOf(links, capacity);
            extraOf = Arrays.copyOf(extraOf, capacity);
        }
        return slotHigh++;
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
        release(slot);
    }

    private void release(final int slot) {
        records[slot << STRIDE_BITS] = 0;
        links[slot] = freeSlot;
        freeSlot = slot;
        openCount--;
    }

    /** Orders in slots; while a command runs, those that it closed are among them. */
    int count() {
        return openCount;
    }

    /** All slots in use lie below. */
    int slotHigh() {
        return slotHigh;
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

    int level(final int slot) {
        return (int) (records[(slot << STRIDE_BITS) + FLAGS] >>> 32);
    }

    void level(final int slot, final int level) {
        final int index = (slot << STRIDE_BITS) + FLAGS;
        records[index] = (long) level << 32 | records[index] & ~LEVEL_MASK;
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
        return (int) (links[slot] >>> 32);
    }

    /** Make an order findable by its id. */
    void addToIndex(final int slot) {
        index.add(field(slot, ID), slot, records);
        setFlag(slot, OrderFlags.INDEXED);
    }

    /** Slot of an open order; 0: there is none with this id. */
    int find(final long orderId) {
        return index.find(orderId, records);
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
        final int base = slot << STRIDE_BITS;
        final int flags = (int) records[base + FLAGS]
                | status.code() << OrderFlags.STATUS_SHIFT
                | reason.code() << OrderFlags.REASON_SHIFT;
        records[base + FLAGS] = flags & 0xFFFF_FFFFL;
        finals.put(records[base + ID], flags);
        if ((flags & OrderFlags.INDEXED) != 0) {
            index.remove(records[base + ID], slot, records);
        }
        if ((flags & OrderFlags.EXPIRES) != 0) {
            expiries.remove(slot);
        }
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
