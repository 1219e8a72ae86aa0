package io.millrace.ubscore.account;

/** New orders: looked up, judged, held, numbered, and sent to their lanes. */
final class OrderEntry {
    private final CoreState state;
    private final Records records;
    private final OrderRules rules;
    private final Placement placement = new Placement();
    private long touched;

    OrderEntry(final CoreState state, final Records records, final OrderRules rules) {
        this.state = state;
        this.records = records;
        this.rules = rules;
    }

    void newOrder(final NewOrder order) {
        final long idHash = OrderIdWindow.hash(order);
        final int account = warm(order, idHash);
        final Reply reply = records.begin();
        reply.instrumentId = order.instrumentId;
        reply.clientOrderId.set(order.clientOrderId);
        final Reason refusal = refusal(state, order.userId, order.requestTimeUs);
        if (refusal != Reason.NONE) {
            records.reject(refusal);
            return;
        }
        final long fingerprint = fingerprint(order);
        final int place = state.orderIds.find(order, idHash);
        if (place != OrderIdWindow.NONE) {
            repeat(place, fingerprint);
            return;
        }
        final Instrument instrument = state.catalog.instrument(order.instrumentId);
        final Reason bound = bound(order.userId, instrument);
        if (bound != Reason.NONE) {
            records.reject(bound);
            return;
        }
        final Reason reason = rules.judge(order, account);
        state.sequences.coreSequence++;
        if (reason == Reason.NONE) {
            accept(order, idHash, fingerprint, account);
        } else {
            final int refused = state.orderIds.add(order, idHash, fingerprint, records.stamp());
            state.orderIds.closed(refused, OrderStatus.REJECTED, reason);
            reply.orderStatus = OrderStatus.REJECTED;
            reply.lane = instrument == null ? 0 : instrument.lane;
            records.reject(reason);
        }
    }

    /**
     * Finds the user, and reads on the way what the order will need from memory that is in no cache: with a million users one
     * after the other would cost more than all the rest. The sum is kept so that no compiler drops the reads.
     */
    private int warm(final NewOrder order, final long idHash) {
        final AccountTable accounts = state.ledger.accounts;
        touched = state.orderIds.touch(idHash) + state.orders.touchNext();
        final int account = accounts.find(order.userId);
        if (account != AccountTable.NONE) {
            touched += accounts.touchRow(account);
        }
        return account;
    }

    /** Why no command of this user may be looked at. */
    static Reason refusal(final CoreState state, final long userId, final long requestTimeUs) {
        if (userId <= 0 || !state.isOwn(userId)) {
            return Reason.WRONG_SHARD;
        }
        final long nowUs = state.sequences.nowUs;
        return requestTimeUs <= state.orderIds.staleUs(nowUs) || requestTimeUs > nowUs + CoreConfig.CLOCK_SKEW_MAX_US
                ? Reason.STALE_REQUEST
                : Reason.NONE;
    }

    /** The answer to an id that was seen before. */
    private void repeat(final int place, final long fingerprint) {
        final OrderIdWindow ids = state.orderIds;
        final Reply reply = records.reply;
        reply.orderId = ids.orderId(place);
        reply.orderStatus = ids.status(place);
        final Instrument instrument = state.catalog.instrument(ids.instrumentId(place));
        reply.lane = instrument == null ? 0 : instrument.lane;
        if (ids.fingerprint(place) != fingerprint) {
            records.reject(Reason.DUPLICATE_CLIENT_ORDER_ID);
            return;
        }
        reply.replayed = true;
        reply.orderSequence = ids.orderSequence(place);
        reply.outcome = reply.orderId == 0 ? Outcome.REJECTED : Outcome.ACCEPTED;
        reply.reason = reply.orderId == 0 ? ids.reason(place) : Reason.NONE;
        reply.coreSequence = ids.coreSequence(place);
        reply.timestampUs = ids.timestampUs(place);
        records.listener.onReply(reply);
    }

    /** Bounds that say nothing of the order itself: what they refuse is not remembered. */
    private Reason bound(final long userId, final Instrument instrument) {
        if (!state.orderIds.reserve(state.sequences.nowUs)
                || state.orders.isFull()
                || !state.ledger.balances.hasRoom(1)) {
            return Reason.CAPACITY;
        }
        final int lane = instrument == null ? 0 : instrument.lane;
        return records.hasLaneRoom(lane, 1) && records.hasEventRoom(userId, 1)
                ? Reason.NONE
                : Reason.BROKER_UNAVAILABLE;
    }

    private void accept(final NewOrder order, final long idHash, final long fingerprint, final int account) {
        final Instrument instrument = state.catalog.instrument(order.instrumentId);
        final int slot = open(order, account, instrument);
        final int place = state.orderIds.add(order, idHash, fingerprint, records.stamp());
        state.orders.owner(slot, account, place);
        state.link(slot);
        if (rules.expireTimeUs != 0) {
            state.expiries.put(slot, rules.expireTimeUs);
        }
        records.begin(Cause.ORDER_ACCEPTED, slot);
        records.emitHold(slot, -rules.hold, rules.hold);
        final Stamp stamp = records.nextOnLane(instrument.lane);
        state.orderIds.accepted(place, state.orders.orderId(slot), slot, stamp.sequence);
        final Reply reply = records.reply;
        reply.orderId = state.orders.orderId(slot);
        reply.orderStatus = OrderStatus.PENDING_NEW;
        reply.lane = instrument.lane;
        reply.orderSequence = stamp.sequence;
        place(order, slot, stamp);
        state.ledger.check();
        records.accept();
    }

    private int open(final NewOrder order, final int account, final Instrument instrument) {
        final OrderTable orders = state.orders;
        final long orderId = AccountIds.orderId(state.config.shard, ++state.sequences.orderNumber);
        final int slot = orders.add(orderId);
        final int base = state.ledger.openBalance(account, instrument.baseAssetId);
        final int quote = state.ledger.openBalance(account, instrument.quoteAssetId);
        final boolean buy = order.side == Side.BUY;
        orders.owner(slot, account, 0);
        orders.kind(slot, order.instrumentId, order.side, order.type, order.timeInForce);
        if (order.postOnly) {
            orders.postOnly(slot);
        }
        orders.terms(slot, rules.price, order.quantity);
        orders.remaining(slot, order.quantity);
        orders.triggerPrice(slot, order.triggerPrice);
        orders.expireTimeUs(slot, rules.expireTimeUs);
        orders.balances(slot, buy ? quote : base, buy ? base : quote);
        final long fees = state.catalog.fees(state.ledger.accounts.tier(account), instrument);
        orders.fees(slot, Ints.high(fees), Ints.low(fees));
        return slot;
    }

    private void place(final NewOrder order, final int slot, final Stamp stamp) {
        if (state.orders.hold(slot) <= 0) {
            throw new BreachException("order without a hold on its way to the book invariant=I3 order="
                    + state.orders.orderId(slot) + " hold=" + state.orders.hold(slot));
        }
        placement.order = order;
        placement.orderId = state.orders.orderId(slot);
        placement.makerFeePpm = state.orders.makerFeePpm(slot);
        placement.takerFeePpm = state.orders.takerFeePpm(slot);
        placement.price = rules.price;
        placement.expireTimeUs = rules.expireTimeUs;
        records.listener.onPlaceOrder(stamp, placement);
    }

    /**
     * What makes two requests the same: all that the client asked for. Sixty-four bits: a client who reuses an id with other
     * content would be told so but once in 2^64.
     */
    private static long fingerprint(final NewOrder order) {
        long kind = order.postOnly ? 1 : 0;
        kind = kind << 8 | (order.side == null ? 0 : order.side.code());
        kind = kind << 8 | (order.type == null ? 0 : order.type.code());
        kind = kind << 8 | (order.timeInForce == null ? 0 : order.timeInForce.code());
        kind = kind << 8 | (order.stpMode == null ? 0xFF : order.stpMode.code());
        long hash = Hashing.combine(kind, order.instrumentId);
        hash = Hashing.combine(hash, order.price);
        hash = Hashing.combine(hash, order.quantity);
        hash = Hashing.combine(hash, order.displayQuantity);
        hash = Hashing.combine(hash, order.quoteBudget);
        hash = Hashing.combine(hash, order.triggerPrice);
        hash = Hashing.combine(hash, order.trailingOffset);
        return Hashing.combine(hash, order.expireTimeUs);
    }
}
