package io.millrace.ubscore.account;

import java.math.BigInteger;

/** The judge's view of what the engine did. It trusts the engine: the test's engine is honest. */
class NaiveOutputs extends NaiveOrders {
    final long[] outputSequence;

    NaiveOutputs(final CoreConfig config, final Room room) {
        super(config, room);
        outputSequence = new long[config.laneCount];
    }

    ApplyStatus output(final WildEngine.Output output) {
        final OutputHeader header = output.header;
        if (header.outputSequence <= outputSequence[header.lane]) {
            return ApplyStatus.DUPLICATE;
        }
        if (!room.reserved) {
            return ApplyStatus.NO_ROOM;
        }
        outputSequence[header.lane] = header.outputSequence;
        coreSequence++;
        if (header.amend && header.shard == config.shard) {
            amended(header);
        }
        for (final OutputTrade trade : output.trades) {
            trade(header, trade);
        }
        for (final OutputOrder state : output.orders) {
            order(header, state);
        }
        if (header.lastPrice != 0) {
            lastPrice.put(header.instrumentId, header.lastPrice);
        }
        return ApplyStatus.APPLIED;
    }

    private void amended(final OutputHeader header) {
        final Order order = open.get(header.orderId);
        if (order == null || !order.amending) {
            return;
        }
        final long gone = order.quantity - order.remaining;
        if (header.outcome == Outcome.ACCEPTED && order.amendQuantity > gone) {
            order.price = order.amendPrice;
            order.quantity = order.amendQuantity;
            order.remaining = order.quantity - gone;
        }
        order.amending = false;
        release(order, header.reason, header.outputSequence);
    }

    private void release(final Order order, final Reason reason, final long output) {
        final BigInteger surplus = order.hold.subtract(need(order));
        if (surplus.signum() > 0) {
            hold(order, Cause.ORDER_AMENDED, reason, output, surplus.negate());
        }
    }

    private void trade(final OutputHeader header, final OutputTrade trade) {
        lastTradeId.put(header.instrumentId, trade.tradeId);
        final Instrument instrument = instruments.get(header.instrumentId);
        final BigInteger quote = notional(instrument, trade.price, trade.quantity);
        final BigInteger base = base(instrument, trade.quantity);
        BigInteger baseFee = ZERO;
        BigInteger quoteFee = ZERO;
        int own = 0;
        boolean ownBuys = false;
        long foreign = 0;
        for (final boolean maker : new boolean[] {true, false}) {
            final long userId = maker ? trade.makerUserId : trade.takerUserId;
            if (!isOwn(userId)) {
                foreign = userId;
                continue;
            }
            own++;
            final Order order = open.get(maker ? trade.makerOrderId : trade.takerOrderId);
            ownBuys = order.buys();
            final BigInteger fee = fee(order.buys() ? base : quote, maker ? order.makerPpm : order.takerPpm);
            if (order.buys()) {
                baseFee = fee;
            } else {
                quoteFee = fee;
            }
            fill(header, trade, order, maker, order.buys() ? quote : base, order.buys() ? base : quote, fee);
        }
        if (own > 0 && (baseFee.signum() != 0 || quoteFee.signum() != 0)) {
            final BalanceEvent event = aside(header, trade, -1, Cause.FEE);
            if (baseFee.signum() != 0) {
                post(event, instrument.baseAssetId, baseFee, ZERO);
            }
            if (quoteFee.signum() != 0) {
                post(event, instrument.quoteAssetId, quoteFee, ZERO);
            }
            say(event);
        }
        if (own == 1) {
            final BalanceEvent event = aside(header, trade, -2 - foreign % config.shardCount, Cause.CLEARING);
            post(event, instrument.baseAssetId, ownBuys ? base.negate() : base, ZERO);
            post(event, instrument.quoteAssetId, ownBuys ? quote : quote.negate(), ZERO);
            say(event);
        }
    }

    private BalanceEvent aside(
            final OutputHeader header, final OutputTrade trade, final long accountId, final Cause cause) {
        final BalanceEvent event = event(accounts.get(accountId), cause);
        event.lane = header.lane;
        event.instrumentId = header.instrumentId;
        event.tradeId = trade.tradeId;
        event.outputSequence = header.outputSequence;
        event.price = trade.price;
        event.quantity = trade.quantity;
        return event;
    }

    private void fill(
            final OutputHeader header,
            final OutputTrade trade,
            final Order order,
            final boolean maker,
            final BigInteger gives,
            final BigInteger receives,
            final BigInteger fee) {
        order.filled += trade.quantity;
        order.filledNotional = order.filledNotional.add(notional(order.instrument, trade.price, trade.quantity));
        if (order.quantity != 0) {
            order.remaining = maker ? trade.makerRemaining : trade.takerRemaining;
        }
        final boolean filled = order.filled == order.quantity;
        order.status = filled ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED;
        order.amending &= !filled;
        final BigInteger before = order.hold;
        order.hold = order.hold.subtract(gives);
        order.hold = need(order);
        final BalanceEvent event = event(order, Cause.FILL);
        event.liquidity = trade.auction ? Liquidity.AUCTION : maker ? Liquidity.MAKER : Liquidity.TAKER;
        event.feeAssetId = order.receives();
        event.fee = fee.longValueExact();
        event.tradeId = trade.tradeId;
        event.outputSequence = header.outputSequence;
        event.price = trade.price;
        event.quantity = trade.quantity;
        final BigInteger freed = before.subtract(order.hold);
        post(event, order.gives(), freed.subtract(gives), freed.negate());
        post(event, order.receives(), receives.subtract(fee), ZERO);
        say(event);
        if (filled) {
            close(order, OrderStatus.FILLED, Reason.FILLED);
        }
    }

    private void order(final OutputHeader header, final OutputOrder state) {
        final Order order = open.get(state.orderId);
        if (order == null) {
            return;
        }
        if (order.quantity != 0) {
            order.remaining = state.remainingQuantity;
        }
        order.status = state.status;
        if (state.status.isFinal()) {
            hold(order, Cause.ORDER_CLOSED, state.reason, header.outputSequence, order.hold.negate());
            close(order, state.status, state.reason);
        } else {
            order.trigger = state.triggerPrice;
            release(order, Reason.STP, header.outputSequence);
        }
    }
}
