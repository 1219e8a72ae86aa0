package io.millrace.ubscore.account;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/** The judge's orders: new, cancelled, amended. */
class NaiveOrders extends Naive {
    NaiveOrders(final CoreConfig config, final Room room) {
        super(config, room);
    }

    void newOrder(final NewOrder asked) {
        final Reply reply = reply();
        reply.instrumentId = asked.instrumentId;
        reply.clientOrderId.set(asked.clientOrderId);
        final Reason refusal = refusal(asked.userId, asked.requestTimeUs);
        if (refusal != null) {
            answer(reply, refusal);
            return;
        }
        final String key = asked.userId + " " + asked.clientOrderId;
        final Seen seen = orderIds.get(key);
        if (seen != null) {
            repeat(reply, seen, content(asked));
            return;
        }
        sweep();
        if (!room.lanes || !room.events) {
            answer(reply, Reason.BROKER_UNAVAILABLE);
            return;
        }
        final Order order = new Order();
        order.asked = copy(asked);
        order.instrument = instruments.get(asked.instrumentId);
        order.account = accounts.get(asked.userId);
        final Reason reason = judge(order);
        coreSequence++;
        final Seen now = remember(asked, key);
        reply.lane = order.instrument == null ? 0 : order.instrument.lane;
        if (reason != Reason.NONE) {
            now.status = OrderStatus.REJECTED;
            now.reason = reason;
            reply.orderStatus = OrderStatus.REJECTED;
            answer(reply, reason);
            return;
        }
        accept(order, now, reply);
    }

    private void accept(final Order order, final Seen seen, final Reply reply) {
        order.id = ((long) config.shard << 44) + ++orderNumber;
        order.quantity = order.asked.quantity;
        order.remaining = order.asked.quantity;
        order.trigger = order.asked.triggerPrice;
        final int[] own = tiers.get(order.account.tier + "/" + order.asked.instrumentId);
        final int[] rates = own != null ? own : tiers.get(order.account.tier + "/0");
        order.makerPpm = rates == null ? order.instrument.makerFeePpm : rates[0];
        order.takerPpm = rates == null ? order.instrument.takerFeePpm : rates[1];
        order.seen = seen;
        open.put(order.id, order);
        byOrderId.put(order.id, seen);
        seen.orderId = order.id;
        final BigInteger hold =
                order.asked.quoteBudget != 0 ? big(order.asked.quoteBudget) : cost(order, order.price, order.quantity);
        hold(order, Cause.ORDER_ACCEPTED, Reason.NONE, 0, hold);
        final Stamp stamp = lane(order.instrument.lane);
        seen.orderSequence = stamp.sequence;
        final Placement placement = new Placement();
        placement.order = order.asked;
        placement.orderId = order.id;
        placement.makerFeePpm = order.makerPpm;
        placement.takerFeePpm = order.takerPpm;
        placement.price = order.price;
        placement.expireTimeUs = order.expireUs;
        lines.onPlaceOrder(stamp, placement);
        reply.orderId = order.id;
        reply.orderStatus = OrderStatus.PENDING_NEW;
        reply.orderSequence = stamp.sequence;
        answer(reply, Reason.NONE);
    }

    private Seen remember(final NewOrder asked, final String key) {
        final Seen seen = new Seen();
        seen.key = key;
        seen.content = content(asked);
        seen.userId = asked.userId;
        seen.clientOrderId = asked.clientOrderId.toString();
        seen.requestTimeUs = asked.requestTimeUs;
        seen.expiresUs = asked.requestTimeUs + config.windowUs;
        seen.instrumentId = asked.instrumentId;
        seen.coreSequence = coreSequence;
        seen.timestampUs = nowUs;
        orderIds.put(key, seen);
        return seen;
    }

    /** Each new id drops up to four that have had their time; those of open orders get more of it. */
    private void sweep() {
        for (int i = 0; i < 4 && !orderIds.isEmpty(); i++) {
            final Iterator<Seen> oldest = orderIds.values().iterator();
            final Seen seen = oldest.next();
            if (seen.expiresUs >= nowUs) {
                return;
            }
            oldest.remove();
            if (open.containsKey(seen.orderId)) {
                seen.expiresUs = nowUs + config.windowUs;
                orderIds.put(seen.key, seen);
            } else {
                byOrderId.remove(seen.orderId);
            }
        }
    }

    private void repeat(final Reply reply, final Seen seen, final String content) {
        reply.orderId = seen.orderId;
        reply.orderStatus = open.containsKey(seen.orderId) ? open.get(seen.orderId).status : seen.status;
        final Instrument instrument = instruments.get(seen.instrumentId);
        reply.lane = instrument == null ? 0 : instrument.lane;
        if (!seen.content.equals(content)) {
            answer(reply, Reason.DUPLICATE_CLIENT_ORDER_ID);
            return;
        }
        reply.replayed = true;
        reply.outcome = seen.orderId == 0 ? Outcome.REJECTED : Outcome.ACCEPTED;
        reply.reason = seen.orderId == 0 ? seen.reason : Reason.NONE;
        reply.orderSequence = seen.orderSequence;
        reply.coreSequence = seen.coreSequence;
        reply.timestampUs = seen.timestampUs;
        lines.onReply(reply);
    }

    private static String content(final NewOrder o) {
        return o.instrumentId + " " + o.side + " " + o.type + " " + o.timeInForce + " " + o.stpMode + " " + o.postOnly
                + " " + o.price + " " + o.quantity + " " + o.displayQuantity + " " + o.quoteBudget + " "
                + o.triggerPrice + " " + o.trailingOffset + " " + o.expireTimeUs;
    }

    private static NewOrder copy(final NewOrder o) {
        final NewOrder copy = new NewOrder();
        copy.userId = o.userId;
        copy.requestTimeUs = o.requestTimeUs;
        copy.instrumentId = o.instrumentId;
        copy.side = o.side;
        copy.type = o.type;
        copy.timeInForce = o.timeInForce;
        copy.stpMode = o.stpMode;
        copy.postOnly = o.postOnly;
        copy.price = o.price;
        copy.quantity = o.quantity;
        copy.displayQuantity = o.displayQuantity;
        copy.quoteBudget = o.quoteBudget;
        copy.triggerPrice = o.triggerPrice;
        copy.trailingOffset = o.trailingOffset;
        copy.expireTimeUs = o.expireTimeUs;
        copy.clientOrderId.set(o.clientOrderId);
        return copy;
    }

    private Reason judge(final Order order) {
        if (order.instrument == null) {
            return Reason.BAD_SYMBOL;
        }
        final Reason shape = NaiveShape.of(order.asked, order.instrument, nowUs);
        if (shape != Reason.NONE) {
            return shape;
        }
        final NewOrder asked = order.asked;
        order.expireUs = asked.expireTimeUs;
        if (asked.timeInForce == TimeInForce.DAY) {
            order.expireUs = nowUs - nowUs % DAY_US + DAY_US;
        }
        final Reason admission = admission(order.account, order.instrument, asked.postOnly);
        if (admission != Reason.NONE) {
            return admission;
        }
        final long last = lastPrice.getOrDefault(asked.instrumentId, 0L);
        order.price = asked.price;
        final boolean trails = asked.type == OrderType.TRAILING_STOP && asked.triggerPrice == 0;
        if (trails && last == 0) {
            return Reason.NO_REFERENCE_PRICE;
        }
        if (asked.price == 0 && asked.side == Side.BUY && asked.quoteBudget == 0) {
            final long from =
                    trails ? last + asked.trailingOffset : asked.triggerPrice != 0 ? asked.triggerPrice : last;
            if (from == 0) {
                return Reason.NO_REFERENCE_PRICE;
            }
            order.price = collar(from, order.instrument);
        }
        final BigInteger notional = asked.quoteBudget != 0
                ? big(asked.quoteBudget)
                : reference(order.price, asked.triggerPrice, asked.quantity, order.instrument);
        final Reason size = size(asked.quoteBudget != 0 ? -1 : asked.quantity, notional, order.instrument);
        if (size != Reason.NONE) {
            return size;
        }
        if (asked.type == OrderType.LIMIT && isOutOfBand(order.price, order.instrument)) {
            return Reason.PRICE_BAND;
        }
        return judgeAccount(order, notional);
    }

    private Reason judgeAccount(final Order order, final BigInteger notional) {
        final Account account = order.account;
        if (account == null) {
            return Reason.INSUFFICIENT_BALANCE;
        }
        if (isBeyond(account, order.instrument, order.asked.quantity, notional)) {
            return Reason.RISK_LIMIT;
        }
        final int openMax = account.openMax == 0 ? config.openOrdersPerUser : account.openMax;
        if (openOf(account).size() >= openMax) {
            return Reason.MAX_OPEN_ORDERS;
        }
        final BigInteger needed = order.asked.quoteBudget != 0
                ? big(order.asked.quoteBudget)
                : cost(order, order.price, order.asked.quantity);
        return available(account.id, order.gives()).compareTo(needed) < 0 ? Reason.INSUFFICIENT_BALANCE : Reason.NONE;
    }

    Reason admission(final Account account, final Instrument instrument, final boolean postOnly) {
        if (killSwitch) {
            return Reason.KILL_SWITCH;
        }
        if (account != null && account.suspended) {
            return Reason.USER_SUSPENDED;
        }
        if (instrument.state == InstrumentState.HALTED) {
            return Reason.MARKET_HALTED;
        }
        if (instrument.state == InstrumentState.CANCEL_ONLY) {
            return Reason.CANCEL_ONLY;
        }
        return instrument.state == InstrumentState.POST_ONLY && !postOnly ? Reason.POST_ONLY_PERIOD : Reason.NONE;
    }

    private static long collar(final long from, final Instrument instrument) {
        final BigInteger raised =
                big(from).multiply(big(PPM + instrument.collarPpm)).divide(big(PPM));
        return raised.min(big(instrument.priceMax)).longValueExact();
    }

    private BigInteger reference(
            final long price, final long trigger, final long quantity, final Instrument instrument) {
        final long at =
                price != 0 ? price : trigger != 0 ? trigger : lastPrice.getOrDefault(instrument.instrumentId, 0L);
        return at == 0 ? null : notional(instrument, at, quantity);
    }

    private static Reason size(final long quantity, final BigInteger notional, final Instrument instrument) {
        if (quantity >= 0 && quantity < instrument.quantityMin) {
            return Reason.MIN_QUANTITY;
        }
        if (quantity > instrument.quantityMax) {
            return Reason.MAX_QUANTITY;
        }
        if (notional != null && notional.compareTo(big(instrument.notionalMax)) > 0) {
            return Reason.MAX_NOTIONAL;
        }
        return notional != null && notional.compareTo(big(instrument.notionalMin)) < 0
                ? Reason.MIN_NOTIONAL
                : Reason.NONE;
    }

    private boolean isOutOfBand(final long price, final Instrument instrument) {
        final long last = lastPrice.getOrDefault(instrument.instrumentId, 0L);
        final BigInteger distance = big(Math.abs(price - last)).multiply(big(PPM));
        // |price - last| is whole, so comparing with the rounded share is comparing with the share.
        return instrument.priceBandPpm != 0
                && last != 0
                && distance.compareTo(big(last).multiply(big(instrument.priceBandPpm))) > 0;
    }

    private static boolean isBeyond(
            final Account account, final Instrument instrument, final long quantity, final BigInteger notional) {
        final long[] limit = account.orderLimit.get(instrument.instrumentId);
        return limit != null
                && (limit[0] != 0 && quantity > limit[0]
                        || limit[1] != 0 && notional != null && notional.compareTo(big(limit[1])) > 0);
    }

    void cancel(final CancelOrder asked) {
        final Reply reply = reply();
        reply.clientOrderId.set(asked.clientOrderId);
        final Order order = find(reply, asked.userId, asked.requestTimeUs, asked.orderId, asked.clientOrderId);
        if (order == null) {
            return;
        }
        if (!room.lanes) {
            answer(reply, Reason.BROKER_UNAVAILABLE);
            return;
        }
        coreSequence++;
        final Stamp stamp = lane(order.instrument.lane);
        reply.orderSequence = stamp.sequence;
        lines.onCancelOrder(stamp, order.id, asked.userId, order.instrument.instrumentId, Reason.USER);
        answer(reply, Reason.NONE);
    }

    /** The open order that a user means; if there is none the command is answered. */
    private Order find(
            final Reply reply, final long userId, final long requestTimeUs, final long orderId, final FixedText id) {
        final Reason refusal = refusal(userId, requestTimeUs);
        if (refusal != null) {
            answer(reply, refusal);
            return null;
        }
        reply.orderId = orderId;
        final Seen seen = orderId != 0 ? byOrderId.get(orderId) : orderIds.get(userId + " " + id);
        if (seen == null) {
            final long number = orderId - ((long) config.shard << 44);
            final boolean given = number > 0 && number <= orderNumber;
            answer(reply, given ? Reason.ORDER_ALREADY_FINAL : Reason.ORDER_NOT_FOUND);
            return null;
        }
        if (seen.userId != userId) {
            reply.orderId = 0;
            answer(reply, Reason.ORDER_NOT_FOUND);
            return null;
        }
        final Order order = open.get(seen.orderId);
        reply.clientOrderId.set(seen.clientOrderId);
        reply.orderId = seen.orderId;
        reply.instrumentId = seen.instrumentId;
        reply.orderStatus = order == null ? seen.status : order.status;
        if (order == null) {
            answer(reply, Reason.ORDER_ALREADY_FINAL);
            return null;
        }
        reply.lane = order.instrument.lane;
        return order;
    }

    void amend(final AmendOrder asked) {
        final Reply reply = reply();
        reply.clientOrderId.set(asked.clientOrderId);
        final Order order = find(reply, asked.userId, asked.requestTimeUs, asked.orderId, asked.clientOrderId);
        if (order == null) {
            return;
        }
        if (!room.lanes || !room.events) {
            answer(reply, Reason.BROKER_UNAVAILABLE);
            return;
        }
        final long trigger = asked.triggerPrice == 0 ? order.trigger : asked.triggerPrice;
        final long quantity = asked.quantity == 0 ? order.quantity : asked.quantity;
        long price = asked.price == 0 ? order.price : asked.price;
        if (asked.price == 0 && asked.triggerPrice > 0 && order.asked.type == OrderType.STOP && order.buys()) {
            price = collar(asked.triggerPrice, order.instrument);
        }
        final Reason reason = judgeAmend(asked, order, price, quantity, trigger);
        if (reason != Reason.NONE) {
            answer(reply, reason);
            return;
        }
        coreSequence++;
        amending(order, price, quantity);
        final BigInteger more = need(order).subtract(order.hold);
        if (more.signum() > 0) {
            hold(order, Cause.ORDER_AMENDED, Reason.NONE, 0, more);
        }
        final Stamp stamp = lane(order.instrument.lane);
        reply.orderSequence = stamp.sequence;
        lines.onAmendOrder(stamp, order.id, asked.userId, order.instrument.instrumentId, price, quantity, trigger);
        answer(reply, Reason.NONE);
    }

    private static void amending(final Order order, final long price, final long quantity) {
        order.amending = true;
        order.amendPrice = price;
        order.amendQuantity = quantity;
    }

    private Reason judgeAmend(
            final AmendOrder asked, final Order order, final long price, final long quantity, final long trigger) {
        if (order.amending) {
            return Reason.AMEND_PENDING;
        }
        final Reason shape = NaiveShape.of(asked, order);
        if (shape != Reason.NONE) {
            return shape;
        }
        final Reason admission = admission(order.account, order.instrument, order.asked.postOnly);
        if (admission != Reason.NONE) {
            return admission;
        }
        final BigInteger notional = reference(price, trigger, quantity, order.instrument);
        final Reason size = size(quantity, notional, order.instrument);
        if (size != Reason.NONE) {
            return size;
        }
        if (asked.price != 0 && order.asked.type == OrderType.LIMIT && isOutOfBand(price, order.instrument)) {
            return Reason.PRICE_BAND;
        }
        if (isBeyond(order.account, order.instrument, quantity, notional)) {
            return Reason.RISK_LIMIT;
        }
        amending(order, price, quantity);
        final BigInteger more = need(order).subtract(order.hold);
        order.amending = false;
        return more.compareTo(available(order.account.id, order.gives())) > 0
                ? Reason.INSUFFICIENT_BALANCE
                : Reason.NONE;
    }

    void massCancel(final long userId, final long requestTimeUs, final int instrumentId, final Side side) {
        final Reply reply = reply();
        final Reason refusal = refusal(userId, requestTimeUs);
        if (refusal != null) {
            answer(reply, refusal);
            return;
        }
        if (instrumentId != 0 && !instruments.containsKey(instrumentId)) {
            answer(reply, Reason.BAD_SYMBOL);
            return;
        }
        reply.instrumentId = instrumentId;
        final Set<Integer> met = new TreeSet<>();
        int count = 0;
        for (final Order order : open.values()) {
            if (order.account.id == userId
                    && (instrumentId == 0 || instrumentId == order.instrument.instrumentId)
                    && (side == null || side == order.asked.side)) {
                met.add(order.instrument.instrumentId);
                count++;
            }
        }
        if (count > 0 && !room.lanes) {
            answer(reply, Reason.BROKER_UNAVAILABLE);
            return;
        }
        reply.count = count;
        if (count > 0) {
            coreSequence++;
            reply.orderSequence = massCancel(met, userId, side, Reason.MASS_CANCEL);
        }
        answer(reply, Reason.NONE);
    }

    long massCancel(final Set<Integer> met, final long userId, final Side side, final Reason reason) {
        long sequence = 0;
        for (final int instrumentId : met) {
            final Stamp stamp = lane(instruments.get(instrumentId).lane);
            sequence = stamp.sequence;
            lines.onMassCancel(stamp, instrumentId, userId, side, reason);
        }
        return sequence;
    }
}
