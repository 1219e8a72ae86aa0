package io.millrace.ubscore.account;

import java.util.Arrays;

/**
 * Open orders, one row each; a row is reused when its order is gone. Those of an account are chained by ascending id; the chain stands
 * aside, so that an order can be hung behind another whose row is in no cache. An order is found by its id through the
 * {@link OrderIdWindow}, which has the ids of all that are open.
 *
 * <pre>
 *   0 orderId   1 account slot | place in the window of ids   2 instrumentId, side, type, time in force, status, flags
 *   3 price   4 quantity   5 filled quantity   6 filled notional   7 hold   8 remaining quantity   9 maker | taker ppm
 *   10 trigger   11 expiry   12 free   13 amend's price   14 amend's quantity, 0: none on its way
 *   15 balance it gives from | balance it receives into
 * </pre>
 */
final class OrderTable {
    static final int NONE = -1;

    private static final int STRIDE = 16;
    private static final int ID = 0;
    private static final int OWNER = 1;
    private static final int KIND = 2;
    private static final int PRICE = 3;
    private static final int QUANTITY = 4;
    private static final int FILLED = 5;
    private static final int FILLED_NOTIONAL = 6;
    private static final int HOLD = 7;
    private static final int REMAINING = 8;
    private static final int PPM = 9;
    private static final int TRIGGER = 10;
    private static final int EXPIRY = 11;
    private static final int AMEND_PRICE = 13;
    private static final int AMEND_QUANTITY = 14;
    private static final int BALANCES = 15;

    private static final int[] SNAPSHOT_FIELDS = {
        ID,
        KIND,
        PRICE,
        QUANTITY,
        FILLED,
        FILLED_NOTIONAL,
        HOLD,
        REMAINING,
        PPM,
        TRIGGER,
        EXPIRY,
        AMEND_PRICE,
        AMEND_QUANTITY
    };
    /** Words of a row that snapshots keep: all but its places in other tables. */
    static final int SNAPSHOT_WORDS = SNAPSHOT_FIELDS.length;

    private static final int SIDE_SHIFT = 16;
    private static final int TYPE_SHIFT = 20;
    private static final int TIF_SHIFT = 24;
    private static final int STATUS_SHIFT = 28;
    private static final int POST_ONLY_SHIFT = 32;
    private static final int NIBBLE = 0xF;

    private final int countMax;
    private long[] rows;
    private int[] previous;
    /** Of a row that is free: the next free one. */
    private int[] next;

    private int used;
    private int free = NONE;
    private int count;

    OrderTable(final int initialCapacity, final int countMax) {
        this.countMax = countMax;
        rows = new long[initialCapacity * STRIDE];
        previous = new int[initialCapacity];
        next = new int[initialCapacity];
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == countMax;
    }

    /** Reads what {@link #add} will write over, so that the memory's latencies overlap. */
    long touchNext() {
        return free == NONE ? 0 : rows[free * STRIDE] + rows[free * STRIDE + STRIDE / 2];
    }

    int add(final long orderId) {
        final int slot;
        if (free != NONE) {
            slot = free;
            free = next[slot];
            Arrays.fill(rows, slot * STRIDE, (slot + 1) * STRIDE, 0);
        } else {
            slot = used++;
            if (used * STRIDE > rows.length) {
                grow();
            }
        }
        rows[slot * STRIDE + ID] = orderId;
        count++;
        return slot;
    }

    void remove(final int slot) {
        rows[slot * STRIDE + ID] = 0;
        next[slot] = free;
        free = slot;
        count--;
    }

    void makeRoom() {
        if (4L * used * STRIDE > 3L * rows.length && free == NONE) {
            grow();
        }
    }

    private void grow() {
        rows = Arrays.copyOf(rows, 2 * rows.length);
        previous = Arrays.copyOf(previous, 2 * previous.length);
        next = Arrays.copyOf(next, 2 * next.length);
    }

    long orderId(final int slot) {
        return rows[slot * STRIDE + ID];
    }

    int account(final int slot) {
        return Ints.high(rows[slot * STRIDE + OWNER]);
    }

    int place(final int slot) {
        return Ints.low(rows[slot * STRIDE + OWNER]);
    }

    void owner(final int slot, final int account, final int place) {
        rows[slot * STRIDE + OWNER] = Ints.pack(account, place);
    }

    void kind(final int slot, final int instrumentId, final Side side, final OrderType type, final TimeInForce tif) {
        rows[slot * STRIDE + KIND] = instrumentId
                | side.code() << SIDE_SHIFT
                | type.code() << TYPE_SHIFT
                | tif.code() << TIF_SHIFT
                | (long) OrderStatus.PENDING_NEW.code() << STATUS_SHIFT;
    }

    int instrumentId(final int slot) {
        return (int) rows[slot * STRIDE + KIND] & 0xFFFF;
    }

    Side side(final int slot) {
        return Side.of(nibble(slot, SIDE_SHIFT));
    }

    boolean isBuy(final int slot) {
        return nibble(slot, SIDE_SHIFT) == Side.BUY.code();
    }

    OrderType type(final int slot) {
        return OrderType.of(nibble(slot, TYPE_SHIFT));
    }

    TimeInForce timeInForce(final int slot) {
        return TimeInForce.of(nibble(slot, TIF_SHIFT));
    }

    OrderStatus status(final int slot) {
        return OrderStatus.of(nibble(slot, STATUS_SHIFT));
    }

    void status(final int slot, final OrderStatus status) {
        final int at = slot * STRIDE + KIND;
        rows[at] = rows[at] & ~((long) NIBBLE << STATUS_SHIFT) | (long) status.code() << STATUS_SHIFT;
    }

    boolean isPostOnly(final int slot) {
        return nibble(slot, POST_ONLY_SHIFT) != 0;
    }

    void postOnly(final int slot) {
        rows[slot * STRIDE + KIND] |= 1L << POST_ONLY_SHIFT;
    }

    private int nibble(final int slot, final int shift) {
        return (int) (rows[slot * STRIDE + KIND] >>> shift) & NIBBLE;
    }

    /** Ticks, the limit or the collar; 0: none. */
    long price(final int slot) {
        return rows[slot * STRIDE + PRICE];
    }

    /** Lots in all; 0: by budget. */
    long quantity(final int slot) {
        return rows[slot * STRIDE + QUANTITY];
    }

    void terms(final int slot, final long price, final long quantity) {
        rows[slot * STRIDE + PRICE] = price;
        rows[slot * STRIDE + QUANTITY] = quantity;
    }

    long filled(final int slot) {
        return rows[slot * STRIDE + FILLED];
    }

    long filledNotional(final int slot) {
        return rows[slot * STRIDE + FILLED_NOTIONAL];
    }

    void filled(final int slot, final long quantity, final long notional) {
        rows[slot * STRIDE + FILLED] = quantity;
        rows[slot * STRIDE + FILLED_NOTIONAL] = notional;
    }

    long hold(final int slot) {
        return rows[slot * STRIDE + HOLD];
    }

    /** Only the ledger changes a hold, with the balance that it is held in. */
    void hold(final int slot, final long hold) {
        rows[slot * STRIDE + HOLD] = hold;
    }

    long remaining(final int slot) {
        return rows[slot * STRIDE + REMAINING];
    }

    void remaining(final int slot, final long remaining) {
        rows[slot * STRIDE + REMAINING] = remaining;
    }

    int makerFeePpm(final int slot) {
        return Ints.high(rows[slot * STRIDE + PPM]);
    }

    int takerFeePpm(final int slot) {
        return Ints.low(rows[slot * STRIDE + PPM]);
    }

    void fees(final int slot, final int makerFeePpm, final int takerFeePpm) {
        rows[slot * STRIDE + PPM] = Ints.pack(makerFeePpm, takerFeePpm);
    }

    long triggerPrice(final int slot) {
        return rows[slot * STRIDE + TRIGGER];
    }

    void triggerPrice(final int slot, final long triggerPrice) {
        rows[slot * STRIDE + TRIGGER] = triggerPrice;
    }

    /** 0: never. */
    long expireTimeUs(final int slot) {
        return rows[slot * STRIDE + EXPIRY];
    }

    void expireTimeUs(final int slot, final long expireTimeUs) {
        rows[slot * STRIDE + EXPIRY] = expireTimeUs;
    }

    int previous(final int slot) {
        return previous[slot];
    }

    void previous(final int slot, final int order) {
        previous[slot] = order;
    }

    int next(final int slot) {
        return next[slot];
    }

    void next(final int slot, final int order) {
        next[slot] = order;
    }

    long amendPrice(final int slot) {
        return rows[slot * STRIDE + AMEND_PRICE];
    }

    long amendQuantity(final int slot) {
        return rows[slot * STRIDE + AMEND_QUANTITY];
    }

    boolean isAmendPending(final int slot) {
        return rows[slot * STRIDE + AMEND_QUANTITY] != 0;
    }

    void amend(final int slot, final long price, final long quantity) {
        rows[slot * STRIDE + AMEND_PRICE] = price;
        rows[slot * STRIDE + AMEND_QUANTITY] = quantity;
    }

    int givesFrom(final int slot) {
        return Ints.high(rows[slot * STRIDE + BALANCES]);
    }

    int receivesInto(final int slot) {
        return Ints.low(rows[slot * STRIDE + BALANCES]);
    }

    void balances(final int slot, final int givesFrom, final int receivesInto) {
        rows[slot * STRIDE + BALANCES] = Ints.pack(givesFrom, receivesInto);
    }

    long snapshotWord(final int slot, final int word) {
        return rows[slot * STRIDE + SNAPSHOT_FIELDS[word]];
    }

    void restore(final int slot, final long[] words, final int index) {
        for (int word = 0; word < SNAPSHOT_WORDS; word++) {
            rows[slot * STRIDE + SNAPSHOT_FIELDS[word]] = words[index + word];
        }
    }
}
