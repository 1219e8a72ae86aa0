package io.millrace.ubscore.account;

/** Numbers what the core says and says it: the one way to the listener. */
final class Records {
    final BalanceEvent event = new BalanceEvent();
    final Reply reply = new Reply();
    final CoreListener listener;
    private final CoreConfig config;
    private final CoreState state;
    private final Sequences sequences;
    private final OutboxGauge gauge;
    private final Stamp stamp = new Stamp();

    Records(final CoreState state, final OutboxGauge gauge, final CoreListener listener) {
        this.state = state;
        this.gauge = gauge;
        this.listener = listener;
        config = state.config;
        sequences = state.sequences;
        stamp.shard = config.shard;
    }

    int partition(final long accountId) {
        return AccountIds.partition(accountId, config.partitionCount);
    }

    boolean hasLaneRoom(final int lane, final int count) {
        return gauge.hasLaneRoom(lane, count);
    }

    boolean hasEventRoom(final long accountId, final int count) {
        return gauge.hasEventRoom(partition(accountId), count);
    }

    boolean hasReservedRoom(final int partition, final int count) {
        return gauge.hasReservedRoom(partition, count);
    }

    boolean hasEventRoomEverywhere(final int count) {
        for (int partition = 0; partition < config.partitionCount; partition++) {
            if (!gauge.hasEventRoom(partition, count)) {
                return false;
            }
        }
        return true;
    }

    boolean hasReservedRoomEverywhere(final int count) {
        for (int partition = 0; partition < config.partitionCount; partition++) {
            if (!gauge.hasReservedRoom(partition, count)) {
                return false;
            }
        }
        return true;
    }

    /** The current command's place, in no stream. */
    Stamp stamp() {
        return stamp(0, 0);
    }

    Stamp nextOnLane(final int lane) {
        return stamp(lane, ++sequences.orders[lane]);
    }

    Stamp nextOnPartition(final int partition) {
        return stamp(partition, ++sequences.events[partition]);
    }

    private Stamp stamp(final int part, final long sequence) {
        stamp.part = part;
        stamp.sequence = sequence;
        stamp.coreSequence = sequences.coreSequence;
        stamp.timestampUs = sequences.nowUs;
        return stamp;
    }

    /** Begins an event of an account; fields that do not apply are empty. */
    BalanceEvent begin(final int account, final Cause cause) {
        event.clear();
        event.accountId = state.ledger.accounts.accountId(account);
        event.accountSequence = state.ledger.accounts.nextSequence(account);
        event.cause = cause;
        return event;
    }

    /** Begins an event about an open order. */
    BalanceEvent begin(final Cause cause, final int order) {
        final OrderTable orders = state.orders;
        begin(orders.account(order), cause);
        event.orderStatus = orders.status(order);
        event.side = orders.side(order);
        event.instrumentId = orders.instrumentId(order);
        event.lane = state.catalog.instrument(event.instrumentId).lane;
        event.orderId = orders.orderId(order);
        event.price = orders.price(order);
        event.quantity = orders.quantity(order);
        event.remainingQuantity = orders.remaining(order);
        return event;
    }

    /** Posts to a balance and adds that to the event. */
    void post(final int balance, final long availableDelta, final long heldDelta) {
        final Ledger ledger = state.ledger;
        ledger.post(balance, availableDelta, heldDelta);
        final BalanceEvent.Change change = event.changes[event.changeCount++];
        change.assetId = ledger.balances.assetId(balance);
        change.scale = state.catalog.asset(change.assetId).scale;
        change.availableDelta = availableDelta;
        change.heldDelta = heldDelta;
        change.availableAfter = ledger.balances.available(balance);
        change.heldAfter = ledger.balances.held(balance);
    }

    void emit() {
        listener.onBalanceEvent(nextOnPartition(partition(event.accountId)), event);
    }

    /** Says the event about an order, with a change of what it holds. */
    void emitHold(final int order, final long availableDelta, final long holdDelta) {
        if (availableDelta != 0 || holdDelta != 0) {
            state.ledger.changeHold(order, holdDelta);
            post(state.orders.givesFrom(order), availableDelta, holdDelta);
        }
        emit();
    }

    Reply begin() {
        reply.clear();
        return reply;
    }

    void accept() {
        answer(Outcome.ACCEPTED, Reason.NONE);
    }

    void reject(final Reason reason) {
        answer(Outcome.REJECTED, reason);
    }

    void answer(final Outcome outcome, final Reason reason) {
        reply.outcome = outcome;
        reply.reason = reason;
        reply.coreSequence = sequences.coreSequence;
        reply.timestampUs = sequences.nowUs;
        listener.onReply(reply);
    }
}
