package io.millrace.ubscore.account;

/**
 * What became of clients' order ids. An id stays while its order is open, and at least as long as a request that carries it could
 * still be applied: when the table is full the oldest are forgotten early and {@link #forgottenUs} makes requests from before then
 * stale.
 *
 * <pre>
 *   payload: 0 fingerprint   1 orderId, 0: rejected   2 coreSequence   3 orderSequence   4 timestampUs
 *            5 open order's slot + 1 | status, reason   6 instrumentId
 * </pre>
 */
final class OrderIdWindow {
    static final int NONE = IdWindow.NONE;
    static final int PAYLOAD_WORDS = 7;

    private static final int FINGERPRINT = 0;
    private static final int ORDER_ID = 1;
    private static final int CORE_SEQUENCE = 2;
    private static final int ORDER_SEQUENCE = 3;
    private static final int TIMESTAMP = 4;
    private static final int STATE = 5;
    private static final int INSTRUMENT = 6;
    private static final int REASON_BITS = 16;
    /** Orders that rest outlast many that follow them: so many numbers back an id is found without hashing. */
    private static final int NUMBERS_PER_ID = 4;

    /** Each addition drops as many expired ids, so that the table shrinks faster than it grows and no command pays for all. */
    private static final int SWEEP_COUNT = 4;
    /** Few enough to be in the cache still when their turn has come. */
    private static final int BATCH_COUNT = 16;

    final IdWindow ids;
    private final OrderPlaces places;
    private final OrderTable orders;
    private final long windowUs;
    private final long windowMinUs;
    private long forgottenUs;
    private int dropsAhead;
    private long touched;

    OrderIdWindow(final CoreConfig config, final OrderTable orders) {
        ids = new IdWindow(
                words(FixedText.CLIENT_ORDER_ID_LENGTH), PAYLOAD_WORDS, config.initialCapacity, config.orderIdsMax);
        places = new OrderPlaces(NUMBERS_PER_ID * ids.capacity());
        this.orders = orders;
        windowUs = config.windowUs;
        windowMinUs = config.windowMinUs;
    }

    private static int words(final int length) {
        return (length + Long.BYTES - 1) / Long.BYTES;
    }

    /** Requests made at or before this time may carry an id that is forgotten. */
    long staleUs(final long nowUs) {
        return Math.max(forgottenUs, nowUs - windowUs);
    }

    long forgottenUs() {
        return forgottenUs;
    }

    void forgottenUs(final long value) {
        forgottenUs = value;
    }

    /** Reads what finding and adding an id will, so that the memory's latencies overlap. */
    long touch(final long idHash) {
        return ids.touch(idHash);
    }

    /** What an order's id is found by: reckoned once a command. */
    static long hash(final NewOrder command) {
        return Hashing.hash(command.userId, command.clientOrderId);
    }

    int find(final NewOrder command, final long idHash) {
        return ids.find(command.userId, command.clientOrderId, idHash);
    }

    int find(final long userId, final FixedText clientOrderId) {
        return ids.find(userId, clientOrderId);
    }

    int find(final long orderId) {
        return places.find(orderId);
    }

    /** Slot of the open order with this id; {@link OrderTable#NONE} if there is none. */
    int openSlot(final long orderId) {
        final int place = places.find(orderId);
        return place == OrderPlaces.MISSING ? OrderTable.NONE : slot(place);
    }

    /** Drops what has expired; returns whether one more fits. */
    boolean reserve(final long nowUs) {
        for (int i = 0; i < SWEEP_COUNT && ids.count() > 0 && ids.expiresUs(ids.first()) < nowUs; i++) {
            dropFirst(nowUs);
        }
        for (int i = 0; i < SWEEP_COUNT && ids.isFull() && ids.requestTimeUs(ids.first()) < nowUs - windowMinUs; i++) {
            final long requestTimeUs = ids.requestTimeUs(ids.first());
            if (dropFirst(nowUs)) {
                forgottenUs = Math.max(forgottenUs, requestTimeUs);
            }
        }
        return !ids.isFull();
    }

    private boolean dropFirst(final long nowUs) {
        if (--dropsAhead < 0) {
            touchAhead();
        }
        final int place = ids.first();
        final int slot = slot(place);
        final long orderId = orderId(place);
        if (slot == OrderTable.NONE) {
            ids.removeFirst();
            if (orderId != 0) {
                places.remove(orderId);
            }
            return true;
        }
        ids.renewFirst(nowUs + windowUs);
        return false;
    }

    /**
     * Reads what the next drops will need, and the rows of those behind them: which they are is known ahead, and memory answers many
     * questions in the time of one. The sum is kept so that no compiler leaves the reads out.
     */
    private void touchAhead() {
        final int count = Math.min(ids.count(), 2 * BATCH_COUNT);
        long sum = 0;
        for (int n = BATCH_COUNT; n < count; n++) {
            sum += ids.touchRow(ids.place(n));
        }
        for (int n = 0; n < Math.min(count, BATCH_COUNT); n++) {
            final int place = ids.place(n);
            // One that is open will be renewed, which leaves its cell alone.
            sum += slot(place) == OrderTable.NONE ? ids.touch(ids.hash(place)) : 0;
        }
        touched += sum;
        dropsAhead = BATCH_COUNT - 1;
    }

    int add(final NewOrder command, final long idHash, final long fingerprint, final Stamp stamp) {
        final int place = ids.add(
                command.userId, command.clientOrderId, idHash, command.requestTimeUs, command.requestTimeUs + windowUs);
        places.reserve(NUMBERS_PER_ID * ids.capacity());
        ids.payload(place, FINGERPRINT, fingerprint);
        ids.payload(place, CORE_SEQUENCE, stamp.coreSequence);
        ids.payload(place, TIMESTAMP, stamp.timestampUs);
        ids.payload(place, INSTRUMENT, command.instrumentId);
        return place;
    }

    void accepted(final int place, final long orderId, final int slot, final long orderSequence) {
        ids.payload(place, ORDER_ID, orderId);
        ids.payload(place, ORDER_SEQUENCE, orderSequence);
        ids.payload(place, STATE, Ints.pack(slot + 1, state(OrderStatus.PENDING_NEW, Reason.NONE)));
        places.put(orderId, place);
    }

    /** The order with this id is no longer open, or was never let in. */
    void closed(final int place, final OrderStatus status, final Reason reason) {
        ids.payload(place, STATE, Ints.pack(0, state(status, reason)));
    }

    private static int state(final OrderStatus status, final Reason reason) {
        return status.code() << REASON_BITS | reason.code();
    }

    long fingerprint(final int place) {
        return ids.payload(place, FINGERPRINT);
    }

    /** 0: it was rejected. */
    long orderId(final int place) {
        return ids.payload(place, ORDER_ID);
    }

    long coreSequence(final int place) {
        return ids.payload(place, CORE_SEQUENCE);
    }

    long orderSequence(final int place) {
        return ids.payload(place, ORDER_SEQUENCE);
    }

    long timestampUs(final int place) {
        return ids.payload(place, TIMESTAMP);
    }

    int instrumentId(final int place) {
        return (int) ids.payload(place, INSTRUMENT);
    }

    /** Slot of the open order; {@link OrderTable#NONE} if it is closed. */
    int slot(final int place) {
        return Ints.high(ids.payload(place, STATE)) - 1;
    }

    OrderStatus status(final int place) {
        final int slot = slot(place);
        return slot == OrderTable.NONE
                ? OrderStatus.of(Ints.low(ids.payload(place, STATE)) >>> REASON_BITS)
                : orders.status(slot);
    }

    Reason reason(final int place) {
        return Reason.of(Ints.low(ids.payload(place, STATE)) & (1 << REASON_BITS) - 1);
    }

    void makeRoom() {
        ids.makeRoom();
        places.reserve(NUMBERS_PER_ID * ids.capacity());
        places.makeRoom();
    }

    /** Links an entry of a snapshot with its order's id. */
    void restored(final int place) {
        if (orderId(place) != 0) {
            places.put(orderId(place), place);
        }
    }

    /** Links an order of a snapshot with its id. */
    void restored(final int place, final int slot) {
        ids.payload(place, STATE, Ints.pack(slot + 1, Ints.low(ids.payload(place, STATE))));
    }

    /** A payload word as snapshots have it: without the slot, which is no part of the canonical state. */
    long canonical(final int place, final int word) {
        final long value = ids.payload(place, word);
        return word == STATE ? Ints.low(value) & 0xFFFF_FFFFL : value;
    }
}
