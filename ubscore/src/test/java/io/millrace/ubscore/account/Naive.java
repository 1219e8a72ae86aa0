package io.millrace.ubscore.account;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ledger that judges: maps, lists and big integers, written for the eye. It says what it does through the same lines as the
 * core. Here: accounts, money, events; the commands are in {@link NaiveOrders}, {@link NaiveOutputs} and {@link NaiveRest}.
 */
class Naive {
    static final BigInteger ZERO = BigInteger.ZERO;
    static final long PPM = 1_000_000;
    static final long DAY_US = 86_400_000_000L;

    final CoreConfig config;
    final Room room;
    final Lines lines = new Lines();
    final Map<Integer, Asset> assets = new TreeMap<>();
    final Map<Integer, Instrument> instruments = new TreeMap<>();
    final Map<Integer, Long> lastPrice = new HashMap<>();
    final Map<Integer, Long> lastTradeId = new HashMap<>();
    final Map<String, int[]> tiers = new HashMap<>();
    final Map<Integer, Long> withdrawalLimits = new HashMap<>();
    final Map<Long, Account> accounts = new LinkedHashMap<>();
    final Map<Long, Order> open = new TreeMap<>();
    final Map<String, Seen> orderIds = new LinkedHashMap<>();
    final Map<Long, Seen> byOrderId = new HashMap<>();
    final long[] orderSequence;
    final long[] eventSequence;
    long coreSequence;
    long nowUs;
    long orderNumber;
    boolean killSwitch;

    static final class Account {
        long id;
        long sequence;
        int index;
        boolean suspended;
        int tier;
        int openMax;
        long deadlineUs;
        final Map<Integer, Money> money = new TreeMap<>();
        final Map<Integer, Long> withdrawalLimit = new HashMap<>();
        final Map<String, Long> withdrawn = new HashMap<>();
        final Map<Integer, long[]> orderLimit = new HashMap<>();
    }

    static final class Money {
        BigInteger available = ZERO;
        BigInteger held = ZERO;
    }

    static final class Order {
        long id;
        Account account;
        Instrument instrument;
        NewOrder asked;
        OrderStatus status = OrderStatus.PENDING_NEW;
        long price;
        long quantity;
        long remaining;
        long filled;
        BigInteger filledNotional = ZERO;
        BigInteger hold = ZERO;
        int makerPpm;
        int takerPpm;
        long trigger;
        long expireUs;
        boolean ticked;
        boolean amending;
        long amendPrice;
        long amendQuantity;
        Seen seen;

        boolean buys() {
            return asked.side == Side.BUY;
        }

        int gives() {
            return buys() ? instrument.quoteAssetId : instrument.baseAssetId;
        }

        int receives() {
            return buys() ? instrument.baseAssetId : instrument.quoteAssetId;
        }
    }

    /** What became of a client's order id. */
    static final class Seen {
        String key;
        String content;
        long userId;
        String clientOrderId;
        long requestTimeUs;
        long expiresUs;
        long orderId;
        int instrumentId;
        long orderSequence;
        long coreSequence;
        long timestampUs;
        OrderStatus status;
        Reason reason = Reason.NONE;
    }

    Naive(final CoreConfig config, final Room room) {
        this.config = config;
        this.room = room;
        orderSequence = new long[config.laneCount];
        eventSequence = new long[config.partitionCount];
        account(0);
        account(-1);
        for (int shard = 0; shard < config.shardCount; shard++) {
            if (shard != config.shard) {
                account(-2 - shard);
            }
        }
    }

    static BigInteger big(final long value) {
        return BigInteger.valueOf(value);
    }

    void at(final long timestampUs) {
        nowUs = Math.max(nowUs, timestampUs);
    }

    boolean isOwn(final long userId) {
        return Math.floorMod(userId, (long) config.shardCount) == config.shard;
    }

    final Account account(final long id) {
        return accounts.computeIfAbsent(id, key -> {
            final Account account = new Account();
            account.id = id;
            account.index = accounts.size();
            return account;
        });
    }

    Money money(final Account account, final int assetId) {
        return account.money.computeIfAbsent(assetId, key -> new Money());
    }

    BigInteger available(final long accountId, final int assetId) {
        final Account account = accounts.get(accountId);
        final Money money = account == null ? null : account.money.get(assetId);
        return money == null ? ZERO : money.available;
    }

    /** Minor units of quote. */
    static BigInteger notional(final Instrument instrument, final long price, final long quantity) {
        return big(price).multiply(big(quantity)).multiply(big(instrument.notionalPerTickLot));
    }

    static BigInteger base(final Instrument instrument, final long quantity) {
        return big(quantity).multiply(big(instrument.lotSize));
    }

    /** Rounded towards plus infinity. */
    static BigInteger fee(final BigInteger received, final int ppm) {
        final BigInteger[] parts = received.multiply(big(ppm)).divideAndRemainder(big(PPM));
        return parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
    }

    /** The worst that an order may yet cost, by trying every number of lots that fill before its amend arrives. */
    static BigInteger need(final Order order) {
        if (order.quantity == 0) {
            return order.hold;
        }
        BigInteger worst = cost(order, order.price, order.remaining);
        if (order.amending) {
            for (long lots = 0; lots <= order.remaining; lots++) {
                final long rest = Math.max(0, order.amendQuantity - order.filled - lots);
                worst = worst.max(cost(order, order.price, lots).add(cost(order, order.amendPrice, rest)));
            }
        }
        return worst;
    }

    static BigInteger cost(final Order order, final long price, final long quantity) {
        return order.buys() ? notional(order.instrument, price, quantity) : base(order.instrument, quantity);
    }

    Stamp stamp(final int part, final long sequence) {
        final Stamp stamp = new Stamp();
        stamp.part = part;
        stamp.shard = config.shard;
        stamp.sequence = sequence;
        stamp.coreSequence = coreSequence;
        stamp.timestampUs = nowUs;
        return stamp;
    }

    Stamp lane(final int lane) {
        return stamp(lane, ++orderSequence[lane]);
    }

    Stamp partition(final int partition) {
        return stamp(partition, ++eventSequence[partition]);
    }

    int partitionOf(final long accountId) {
        return (int) Math.floorMod(accountId, (long) config.partitionCount);
    }

    BalanceEvent event(final Account account, final Cause cause) {
        final BalanceEvent event = new BalanceEvent();
        event.clear();
        event.accountId = account.id;
        event.accountSequence = ++account.sequence;
        event.cause = cause;
        return event;
    }

    BalanceEvent event(final Order order, final Cause cause) {
        final BalanceEvent event = event(order.account, cause);
        event.orderStatus = order.status;
        event.side = order.asked.side;
        event.lane = order.instrument.lane;
        event.instrumentId = order.instrument.instrumentId;
        event.orderId = order.id;
        event.price = order.price;
        event.quantity = order.quantity;
        event.remainingQuantity = order.remaining;
        return event;
    }

    void post(
            final BalanceEvent event, final int assetId, final BigInteger availableDelta, final BigInteger heldDelta) {
        final Money money = money(accounts.get(event.accountId), assetId);
        money.available = money.available.add(availableDelta);
        money.held = money.held.add(heldDelta);
        final BalanceEvent.Change change = event.changes[event.changeCount++];
        change.assetId = assetId;
        change.scale = assets.get(assetId).scale;
        change.availableDelta = availableDelta.longValueExact();
        change.heldDelta = heldDelta.longValueExact();
        change.availableAfter = money.available.longValueExact();
        change.heldAfter = money.held.longValueExact();
    }

    /** Moves between what an order holds and what is free; says so only if {@code always} or something moved. */
    void say(final BalanceEvent event) {
        lines.onBalanceEvent(partition(partitionOf(event.accountId)), event);
    }

    void hold(final Order order, final Cause cause, final Reason reason, final long output, final BigInteger delta) {
        final BalanceEvent event = event(order, cause);
        event.reason = reason;
        event.outputSequence = output;
        if (delta.signum() != 0) {
            order.hold = order.hold.add(delta);
            post(event, order.gives(), delta.negate(), delta);
        }
        say(event);
    }

    Reply reply() {
        final Reply reply = new Reply();
        reply.clear();
        return reply;
    }

    void answer(final Reply reply, final Reason reason) {
        reply.outcome = reason == Reason.NONE ? Outcome.ACCEPTED : Outcome.REJECTED;
        reply.reason = reason;
        reply.coreSequence = coreSequence;
        reply.timestampUs = nowUs;
        lines.onReply(reply);
    }

    /** Why no command of this user may be looked at; null: it may. */
    Reason refusal(final long userId, final long requestTimeUs) {
        if (userId <= 0 || !isOwn(userId)) {
            return Reason.WRONG_SHARD;
        }
        final boolean stale = requestTimeUs <= nowUs - config.windowUs || requestTimeUs > nowUs + 10_000_000;
        return stale ? Reason.STALE_REQUEST : null;
    }

    List<Order> openOf(final Account account) {
        final List<Order> found = new ArrayList<>();
        for (final Order order : open.values()) {
            if (order.account == account) {
                found.add(order);
            }
        }
        return found;
    }

    void close(final Order order, final OrderStatus status, final Reason reason) {
        open.remove(order.id);
        order.seen.status = status;
        order.seen.reason = reason;
    }
}
