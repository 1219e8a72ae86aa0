package io.millrace.ubscore.account;

import java.util.Arrays;

/**
 * What the engine did, applied once and in order. Nothing that an output says of money is taken on trust: prices are held against
 * limits, notional and fees are computed again, and no order gives more than it holds.
 */
final class OutputEntry {
    /** Two fills and a fee, or a fill, a fee and a clearing. */
    private static final int EVENTS_PER_TRADE = 3;

    private final CoreState state;
    private final Records records;
    private final OrderTable orders;
    private OutputHeader header;
    private Instrument instrument;
    private OutputTrade trade;
    /** Of the current trade: minor units of the base asset. */
    private long baseAmount;

    private int tradesLeft;
    private int ordersLeft;

    OutputEntry(final CoreState state, final Records records) {
        this.state = state;
        this.records = records;
        orders = state.orders;
    }

    ApplyStatus begin(final OutputHeader output) {
        final Sequences sequences = state.sequences;
        if (output.lane < 0 || output.lane >= sequences.outputs.length) {
            throw breach("output of an unknown lane invariant=I5", output, sequences.outputs.length, output.lane);
        }
        final long last = sequences.outputs[output.lane];
        final byte[] lastHash = sequences.outputHashes[output.lane];
        if (output.outputSequence <= last) {
            if (output.outputSequence == last && !Arrays.equals(lastHash, output.hash)) {
                throw hashBreach("output repeated with another hash invariant=I10", output, lastHash, output.hash);
            }
            return ApplyStatus.DUPLICATE;
        }
        if (output.outputSequence != last + 1) {
            throw breach("gap between outputs invariant=I5", output, last + 1, output.outputSequence);
        }
        if (!Arrays.equals(lastHash, output.previousHash)) {
            throw hashBreach("outputs do not chain invariant=I10", output, lastHash, output.previousHash);
        }
        if (!records.hasReservedRoomEverywhere(EVENTS_PER_TRADE * output.tradeCount + output.orderCount + 1)) {
            return ApplyStatus.NO_ROOM;
        }
        take(output);
        return ApplyStatus.APPLIED;
    }

    private void take(final OutputHeader output) {
        final Sequences sequences = state.sequences;
        if (output.shard == state.config.shard) {
            final long expected = sequences.outputSources[output.lane] + 1;
            if (output.sourceSequence != expected || output.sourceSequence > sequences.orders[output.lane]) {
                throw breach("output answers another command invariant=I5", output, expected, output.sourceSequence);
            }
            sequences.outputSources[output.lane] = expected;
        }
        sequences.coreSequence++;
        sequences.outputs[output.lane] = output.outputSequence;
        System.arraycopy(output.hash, 0, sequences.outputHashes[output.lane], 0, OutputHeader.HASH_LENGTH);
        header = output;
        tradesLeft = output.tradeCount;
        ordersLeft = output.orderCount;
        instrument = state.catalog.instrument(output.instrumentId);
        if (output.amend && output.shard == state.config.shard) {
            amend(output);
        }
    }

    /** The engine has answered an amend: its terms hold now, or it never was; what it needs less is released. */
    private void amend(final OutputHeader output) {
        final int slot = state.orderIds.openSlot(output.orderId);
        final boolean accepted = output.outcome == Outcome.ACCEPTED;
        if (slot == OrderTable.NONE || !orders.isAmendPending(slot)) {
            if (accepted) {
                throw breach("amend of an order that waits for none invariant=I3", output, 0, output.orderId);
            }
            return;
        }
        final long quantity = orders.amendQuantity(slot);
        // Filled, or taken off by self-trade prevention.
        final long gone = orders.quantity(slot) - orders.remaining(slot);
        if (accepted && quantity > gone) {
            orders.terms(slot, orders.amendPrice(slot), quantity);
            remaining(slot, quantity - gone);
        }
        // Else what was under way has brought all that is wanted: this same output closes the order and releases the
        // rest.
        orders.amend(slot, 0, 0);
        releaseSurplus(slot, output.reason);
        state.ledger.check();
    }

    private void releaseSurplus(final int slot, final Reason reason) {
        final long surplus = orders.hold(slot) - state.need(slot);
        if (surplus < 0) {
            throw breach("order needs more than it holds invariant=I3", header, orders.hold(slot), state.need(slot));
        }
        if (surplus > 0) {
            final BalanceEvent event = records.begin(Cause.ORDER_AMENDED, slot);
            event.reason = reason;
            event.outputSequence = header.outputSequence;
            records.emitHold(slot, surplus, -surplus);
        }
    }

    private void remaining(final int slot, final long remaining) {
        if (remaining < 0) {
            throw breach("less than nothing is left of an order invariant=I4", header, 0, remaining);
        }
        orders.remaining(slot, remaining);
    }

    void trade(final OutputTrade next) {
        trade = next;
        tradesLeft--;
        final boolean makerOwn = state.isOwn(trade.makerUserId);
        final boolean takerOwn = state.isOwn(trade.takerUserId);
        if (instrument == null) {
            if (makerOwn || takerOwn) {
                throw breach("trade in an unknown instrument invariant=I3", header, 0, header.instrumentId);
            }
            // Another shard has listed it, this one is about to.
            return;
        }
        if (instrument.lastTradeId != 0 || state.config.shardCount == 1) {
            expect("trades are not contiguous invariant=I5", instrument.lastTradeId + 1, trade.tradeId);
        }
        final long notional = Amounts.notional(trade.price, trade.quantity, instrument.notionalPerTickLot);
        expect("notional is not price times quantity invariant=I1", notional, trade.notional);
        if (trade.price <= 0 || trade.quantity <= 0 || trade.makerOrderId == trade.takerOrderId) {
            throw breach("trade without sense invariant=I4", header, trade.price, trade.quantity);
        }
        baseAmount = Math.multiplyExact(trade.quantity, instrument.lotSize);
        instrument.lastTradeId = trade.tradeId;
        if (makerOwn) {
            fill(true);
        }
        if (takerOwn) {
            fill(false);
        }
        if (makerOwn || takerOwn) {
            fees(makerOwn, takerOwn);
        }
        if (makerOwn != takerOwn) {
            clear(makerOwn);
        }
        state.ledger.check();
    }

    private void fill(final boolean maker) {
        final long orderId = maker ? trade.makerOrderId : trade.takerOrderId;
        final int slot = state.orderIds.openSlot(orderId);
        if (slot == OrderTable.NONE) {
            throw breach("fill of an order that holds nothing invariant=I3", header, 0, orderId);
        }
        checkTerms(slot, maker);
        final boolean buy = orders.isBuy(slot);
        final long gives = buy ? trade.notional : baseAmount;
        final long receives = buy ? baseAmount : trade.notional;
        final int ppm = maker ? orders.makerFeePpm(slot) : orders.takerFeePpm(slot);
        final long fee = Amounts.fee(receives, ppm);
        expect("fee is not what was stamped invariant=I1", fee, maker ? trade.makerFee : trade.takerFee);
        orders.filled(slot, orders.filled(slot) + trade.quantity, orders.filledNotional(slot) + trade.notional);
        final boolean byBudget = orders.quantity(slot) == 0;
        final boolean filled = !byBudget && orders.filled(slot) == orders.quantity(slot);
        orders.status(slot, filled ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED);
        if (filled) {
            orders.amend(slot, 0, 0);
        }
        final long hold = orders.hold(slot);
        final long kept = byBudget ? hold - gives : state.need(slot);
        final long improvement = hold - kept - gives;
        if (kept < 0 || improvement < 0) {
            throw breach("fill gives more than is held invariant=I3", header, hold - kept, gives);
        }
        emitFill(slot, maker, fee, receives, kept, improvement);
        if (filled) {
            state.close(slot, OrderStatus.FILLED, Reason.FILLED);
        }
    }

    private void checkTerms(final int slot, final boolean maker) {
        final long userId = maker ? trade.makerUserId : trade.takerUserId;
        expect(
                "fill of another user's order invariant=I3",
                state.ledger.accounts.accountId(orders.account(slot)),
                userId);
        expect("fill in another instrument invariant=I3", orders.instrumentId(slot), instrument.instrumentId);
        final boolean buy = orders.isBuy(slot);
        if (buy != ((trade.takerSide == Side.BUY) != maker)) {
            throw breach(
                    "fill on the wrong side invariant=I3",
                    header,
                    orders.side(slot).code(),
                    trade.takerOrderId);
        }
        final long limit = orders.price(slot);
        if (limit != 0 && (buy ? trade.price > limit : trade.price < limit)) {
            throw breach("fill beyond the limit invariant=I3", header, limit, trade.price);
        }
        if (orders.quantity(slot) != 0) {
            final long most = orders.remaining(slot) - trade.quantity;
            final long remaining = maker ? trade.makerRemaining : trade.takerRemaining;
            if (remaining > most) {
                throw breach("more is left of an order than can be invariant=I4", header, most, remaining);
            }
            remaining(slot, remaining);
        }
    }

    private void emitFill(
            final int slot,
            final boolean maker,
            final long fee,
            final long receives,
            final long kept,
            final long improvement) {
        final BalanceEvent event = records.begin(Cause.FILL, slot);
        event.liquidity = trade.auction ? Liquidity.AUCTION : maker ? Liquidity.MAKER : Liquidity.TAKER;
        event.feeAssetId = orders.isBuy(slot) ? instrument.baseAssetId : instrument.quoteAssetId;
        event.fee = fee;
        event.price = trade.price;
        event.quantity = trade.quantity;
        event.tradeId = trade.tradeId;
        event.outputSequence = header.outputSequence;
        final long holdDelta = kept - orders.hold(slot);
        state.ledger.changeHold(slot, holdDelta);
        records.post(orders.givesFrom(slot), improvement, holdDelta);
        records.post(orders.receivesInto(slot), receives - fee, 0);
        records.emit();
    }

    private void fees(final boolean makerOwn, final boolean takerOwn) {
        final boolean makerBuys = trade.takerSide == Side.SELL;
        final long makerFee = makerOwn ? trade.makerFee : 0;
        final long takerFee = takerOwn ? trade.takerFee : 0;
        final long baseFee = makerBuys ? makerFee : takerFee;
        final long quoteFee = makerBuys ? takerFee : makerFee;
        if (baseFee == 0 && quoteFee == 0) {
            return;
        }
        beginAside(state.ledger.accounts.find(AccountIds.FEE), Cause.FEE);
        if (baseFee != 0) {
            records.post(state.ledger.fee(instrument.baseAssetId), baseFee, 0);
        }
        if (quoteFee != 0) {
            records.post(state.ledger.fee(instrument.quoteAssetId), quoteFee, 0);
        }
        records.emit();
    }

    /** Books the other shard's side of a trade, so that this shard's accounts cancel out by themselves. */
    private void clear(final boolean makerOwn) {
        final long otherUserId = makerOwn ? trade.takerUserId : trade.makerUserId;
        final int shard = AccountIds.shard(otherUserId, state.config.shardCount);
        final int account = state.ledger.accounts.find(AccountIds.clearing(shard));
        final boolean ownBuys = makerOwn == (trade.takerSide == Side.SELL);
        beginAside(account, Cause.CLEARING);
        records.post(state.ledger.openBalance(account, instrument.baseAssetId), ownBuys ? -baseAmount : baseAmount, 0);
        records.post(
                state.ledger.openBalance(account, instrument.quoteAssetId),
                ownBuys ? trade.notional : -trade.notional,
                0);
        records.emit();
    }

    private void beginAside(final int account, final Cause cause) {
        final BalanceEvent event = records.begin(account, cause);
        event.lane = header.lane;
        event.instrumentId = instrument.instrumentId;
        event.tradeId = trade.tradeId;
        event.outputSequence = header.outputSequence;
        event.price = trade.price;
        event.quantity = trade.quantity;
    }

    void order(final OutputOrder order) {
        ordersLeft--;
        if (!state.isOwn(order.userId)) {
            return;
        }
        final int slot = state.orderIds.openSlot(order.orderId);
        if (slot == OrderTable.NONE) {
            if (!order.status.isFinal()) {
                throw breach("order in the book holds nothing invariant=I3", header, 0, order.orderId);
            }
            return;
        }
        final long userId = state.ledger.accounts.accountId(orders.account(slot));
        expect("order of another user invariant=I3", userId, order.userId);
        expect("order filled by other than its fills invariant=I4", orders.filled(slot), order.filledQuantity);
        expect("order filled for other than its fills invariant=I4", orders.filledNotional(slot), order.filledNotional);
        if (orders.quantity(slot) != 0) {
            if (order.remainingQuantity > orders.remaining(slot)) {
                throw breach(
                        "more is left of an order than can be invariant=I4",
                        header,
                        orders.remaining(slot),
                        order.remainingQuantity);
            }
            remaining(slot, order.remainingQuantity);
        }
        orders.status(slot, order.status);
        if (order.status.isFinal()) {
            close(slot, order);
        } else {
            orders.triggerPrice(slot, order.triggerPrice);
            releaseSurplus(slot, Reason.STP);
            if (orders.hold(slot) == 0) {
                throw breach("order in the book holds nothing invariant=I3", header, 1, 0);
            }
        }
        state.ledger.check();
    }

    private void close(final int slot, final OutputOrder order) {
        final BalanceEvent event = records.begin(Cause.ORDER_CLOSED, slot);
        event.reason = order.reason;
        event.outputSequence = header.outputSequence;
        final long hold = orders.hold(slot);
        records.emitHold(slot, hold, -hold);
        state.close(slot, order.status, order.reason);
    }

    void end() {
        if (tradesLeft != 0 || ordersLeft != 0) {
            throw breach("output is not whole invariant=I5", header, tradesLeft, ordersLeft);
        }
        if (instrument != null && header.lastPrice != 0) {
            instrument.lastPrice = header.lastPrice;
        }
        header = null;
    }

    private void expect(final String what, final long expected, final long found) {
        if (expected != found) {
            throw breach(what, header, expected, found);
        }
    }

    private static BreachException breach(
            final String what, final OutputHeader output, final long expected, final long found) {
        return new BreachException(what + " lane=" + output.lane + " output=" + output.outputSequence + " expected="
                + expected + " found=" + found);
    }

    private static BreachException hashBreach(
            final String what, final OutputHeader output, final byte[] expected, final byte[] found) {
        return new BreachException(what + " lane=" + output.lane + " output=" + output.outputSequence + " expected="
                + hex(expected) + " found=" + hex(found));
    }

    private static String hex(final byte[] hash) {
        final StringBuilder text = new StringBuilder(2 * hash.length);
        for (final byte b : hash) {
            text.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return text.toString();
    }
}
