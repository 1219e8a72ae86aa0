package io.millrace.ubscore.account;

import java.util.Arrays;

/** Cancels, amends and mass cancels: what a client, an admin or a dead-man's switch may do to open orders. */
final class OrderChange {
    private static final int SET_BITS = 6;

    private final CoreState state;
    private final Records records;
    private final OrderRules rules;
    /** Instruments that a mass cancel meets: a bit each, so that they come in ascending order. */
    private final long[] met = new long[CoreConfig.INSTRUMENT_ID_MAX + 1 >>> SET_BITS];

    OrderChange(final CoreState state, final Records records, final OrderRules rules) {
        this.state = state;
        this.records = records;
        this.rules = rules;
    }

    void cancel(final CancelOrder command) {
        records.begin().clientOrderId.set(command.clientOrderId);
        final Reason refusal = OrderEntry.refusal(state, command.userId, command.requestTimeUs);
        final int slot =
                refusal == Reason.NONE ? find(command.userId, command.orderId, command.clientOrderId) : OrderTable.NONE;
        if (slot == OrderTable.NONE) {
            records.reject(refusal == Reason.NONE ? missing() : refusal);
            return;
        }
        final Instrument instrument = describe(slot);
        if (!records.hasLaneRoom(instrument.lane, 1)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
            return;
        }
        state.sequences.coreSequence++;
        final Stamp stamp = records.nextOnLane(instrument.lane);
        records.reply.orderSequence = stamp.sequence;
        records.listener.onCancelOrder(
                stamp, records.reply.orderId, command.userId, instrument.instrumentId, Reason.USER);
        records.accept();
    }

    /** Slot of a user's open order; if there is none the reply says what became of it. */
    private int find(final long userId, final long orderId, final FixedText clientOrderId) {
        final Reply reply = records.reply;
        reply.orderId = orderId;
        final OrderIdWindow ids = state.orderIds;
        final int place = orderId != 0 ? ids.find(orderId) : ids.find(userId, clientOrderId);
        if (place == OrderIdWindow.NONE) {
            return OrderTable.NONE;
        }
        if (ids.ids.owner(place) != userId) {
            reply.orderId = 0;
            return OrderTable.NONE;
        }
        ids.ids.text(place, reply.clientOrderId);
        reply.orderId = ids.orderId(place);
        reply.orderStatus = ids.status(place);
        reply.instrumentId = ids.instrumentId(place);
        return ids.slot(place);
    }

    /** Why the order that the reply describes can't be changed. */
    private Reason missing() {
        final Reply reply = records.reply;
        if (reply.orderStatus != OrderStatus.NONE) {
            return Reason.ORDER_ALREADY_FINAL;
        }
        // Numbers are given in turn: what was given and is not known any more was closed before the window.
        final long number = reply.orderId - AccountIds.orderId(state.config.shard, 0);
        return number > 0 && number <= state.sequences.orderNumber
                ? Reason.ORDER_ALREADY_FINAL
                : Reason.ORDER_NOT_FOUND;
    }

    private Instrument describe(final int slot) {
        final Instrument instrument = state.catalog.instrument(state.orders.instrumentId(slot));
        records.reply.lane = instrument.lane;
        return instrument;
    }

    void amend(final AmendOrder command) {
        records.begin().clientOrderId.set(command.clientOrderId);
        final Reason refusal = OrderEntry.refusal(state, command.userId, command.requestTimeUs);
        final int slot =
                refusal == Reason.NONE ? find(command.userId, command.orderId, command.clientOrderId) : OrderTable.NONE;
        if (slot == OrderTable.NONE) {
            records.reject(refusal == Reason.NONE ? missing() : refusal);
            return;
        }
        final Instrument instrument = describe(slot);
        if (!records.hasLaneRoom(instrument.lane, 1) || !records.hasEventRoom(command.userId, 1)) {
            records.reject(Reason.BROKER_UNAVAILABLE);
            return;
        }
        final OrderTable orders = state.orders;
        final long trigger = command.triggerPrice == 0 ? orders.triggerPrice(slot) : command.triggerPrice;
        final long quantity = command.quantity == 0 ? orders.quantity(slot) : command.quantity;
        final long price = amendedPrice(command, slot, instrument);
        final Reason reason = judge(command, slot, instrument, price, quantity);
        if (reason != Reason.NONE) {
            records.reject(reason);
            return;
        }
        state.sequences.coreSequence++;
        holdMore(slot, price, quantity);
        final Stamp stamp = records.nextOnLane(instrument.lane);
        records.reply.orderSequence = stamp.sequence;
        records.listener.onAmendOrder(
                stamp, orders.orderId(slot), command.userId, instrument.instrumentId, price, quantity, trigger);
        state.ledger.check();
        records.accept();
    }

    private long amendedPrice(final AmendOrder command, final int slot, final Instrument instrument) {
        if (command.price != 0) {
            return command.price;
        }
        final boolean collared = state.orders.type(slot) == OrderType.STOP && state.orders.isBuy(slot);
        return collared && command.triggerPrice > 0
                ? OrderRules.collar(command.triggerPrice, instrument)
                : state.orders.price(slot);
    }

    private Reason judge(
            final AmendOrder command,
            final int slot,
            final Instrument instrument,
            final long price,
            final long quantity) {
        final OrderTable orders = state.orders;
        if (orders.isAmendPending(slot)) {
            return Reason.AMEND_PENDING;
        }
        final Reason shape = shape(command, slot, instrument);
        if (shape != Reason.NONE) {
            return shape;
        }
        final Reason admission = rules.admission(orders.account(slot), instrument, orders.isPostOnly(slot));
        if (admission != Reason.NONE) {
            return admission;
        }
        final long trigger = command.triggerPrice == 0 ? orders.triggerPrice(slot) : command.triggerPrice;
        final long reference = OrderRules.reference(price, trigger, instrument);
        final Reason size = OrderRules.size(quantity, reference, instrument);
        if (size != Reason.NONE) {
            return size;
        }
        if (command.price != 0 && orders.type(slot) == OrderType.LIMIT) {
            final Reason band = OrderRules.band(price, instrument);
            if (band != Reason.NONE) {
                return band;
            }
        }
        final long notional = Amounts.notional(reference, quantity, instrument.notionalPerTickLot);
        if (rules.isBeyondLimit(orders.account(slot), instrument.instrumentId, quantity, notional)) {
            return Reason.RISK_LIMIT;
        }
        return funds(slot, instrument, price, quantity);
    }

    private Reason shape(final AmendOrder command, final int slot, final Instrument instrument) {
        final OrderTable orders = state.orders;
        final OrderType type = orders.type(slot);
        if (type == OrderType.MARKET || orders.quantity(slot) == 0) {
            return Reason.BAD_TYPE;
        }
        final boolean limited = type == OrderType.LIMIT || type == OrderType.STOP_LIMIT;
        if (command.price != 0 && (!limited || command.price < 1 || command.price > instrument.priceMax)) {
            return Reason.BAD_PRICE;
        }
        if (command.quantity != 0 && command.quantity <= orders.filled(slot)) {
            return Reason.BAD_QUANTITY;
        }
        final boolean triggered = type == OrderType.STOP || type == OrderType.STOP_LIMIT;
        if (command.triggerPrice != 0
                && (!triggered || command.triggerPrice < 1 || command.triggerPrice > instrument.priceMax)) {
            return Reason.BAD_TRIGGER;
        }
        return Reason.NONE;
    }

    /** Whether what the amend needs more is there. */
    private Reason funds(final int slot, final Instrument instrument, final long price, final long quantity) {
        final OrderTable orders = state.orders;
        final long most = orders.isBuy(slot)
                ? Amounts.notional(price, quantity, instrument.notionalPerTickLot)
                : Amounts.product(quantity, instrument.lotSize);
        if (most == Amounts.TOO_LARGE) {
            return Reason.INSUFFICIENT_BALANCE;
        }
        orders.amend(slot, price, quantity);
        final long more = state.need(slot) - orders.hold(slot);
        orders.amend(slot, 0, 0);
        return more > state.ledger.balances.available(orders.givesFrom(slot))
                ? Reason.INSUFFICIENT_BALANCE
                : Reason.NONE;
    }

    private void holdMore(final int slot, final long price, final long quantity) {
        final OrderTable orders = state.orders;
        orders.amend(slot, price, quantity);
        final long more = state.need(slot) - orders.hold(slot);
        if (more > 0) {
            records.begin(Cause.ORDER_AMENDED, slot);
            records.emitHold(slot, -more, more);
        }
    }

    void massCancel(final long userId, final long requestTimeUs, final int instrumentId, final Side side) {
        final Reply reply = records.begin();
        final Reason refusal = OrderEntry.refusal(state, userId, requestTimeUs);
        if (refusal != Reason.NONE) {
            records.reject(refusal);
            return;
        }
        if (instrumentId != 0 && state.catalog.instrument(instrumentId) == null) {
            records.reject(Reason.BAD_SYMBOL);
            return;
        }
        reply.instrumentId = instrumentId;
        final int account = state.ledger.accounts.find(userId);
        reply.count = account == AccountTable.NONE ? 0 : meet(account, instrumentId, side);
        if (reply.count == 0) {
            records.accept();
            return;
        }
        if (!hasRoomForMet()) {
            reply.count = 0;
            records.reject(Reason.BROKER_UNAVAILABLE);
            return;
        }
        state.sequences.coreSequence++;
        reply.orderSequence = cancelMet(userId, side, Reason.MASS_CANCEL);
        records.accept();
    }

    /** Sends all of an account's orders home; returns false, and does nothing, if a lane has no room for that. */
    boolean cancelAll(final int account, final Reason reason) {
        if (meet(account, 0, null) == 0) {
            return true;
        }
        if (!hasRoomForMet()) {
            return false;
        }
        cancelMet(state.ledger.accounts.accountId(account), null, reason);
        return true;
    }

    /** Notes the instruments of an account's orders; returns how many orders there are. */
    private int meet(final int account, final int instrumentId, final Side side) {
        Arrays.fill(met, 0);
        final OrderTable orders = state.orders;
        int count = 0;
        for (int slot = state.ledger.accounts.firstOrder(account); slot != OrderTable.NONE; slot = orders.next(slot)) {
            final int id = orders.instrumentId(slot);
            if ((instrumentId == 0 || instrumentId == id) && (side == null || side == orders.side(slot))) {
                met[id >>> SET_BITS] |= 1L << id;
                count++;
            }
        }
        return count;
    }

    /** Notes all instruments. */
    void meetAll() {
        Arrays.fill(met, 0);
        for (int id = 0; id <= CoreConfig.INSTRUMENT_ID_MAX; id++) {
            if (state.catalog.instrument(id) != null) {
                met[id >>> SET_BITS] |= 1L << id;
            }
        }
    }

    /** Whether each lane has room for a record per instrument that was met, were they all on it. */
    boolean hasRoomForMet() {
        int count = 0;
        for (final long word : met) {
            count += Long.bitCount(word);
        }
        for (int id = nextMet(0); id >= 0; id = nextMet(id + 1)) {
            if (!records.hasLaneRoom(state.catalog.instrument(id).lane, count)) {
                return false;
            }
        }
        return true;
    }

    /** Cancels in each instrument that was met; returns the last record's sequence on its lane. */
    long cancelMet(final long userId, final Side side, final Reason reason) {
        long orderSequence = 0;
        for (int id = nextMet(0); id >= 0; id = nextMet(id + 1)) {
            final Stamp stamp = records.nextOnLane(state.catalog.instrument(id).lane);
            orderSequence = stamp.sequence;
            records.listener.onMassCancel(stamp, id, userId, side, reason);
        }
        return orderSequence;
    }

    private int nextMet(final int from) {
        for (int id = from; id <= CoreConfig.INSTRUMENT_ID_MAX; id = (id | 63) + 1) {
            final long word = met[id >>> SET_BITS] >>> id;
            if (word != 0) {
                return id + Long.numberOfTrailingZeros(word);
            }
        }
        return -1;
    }
}
