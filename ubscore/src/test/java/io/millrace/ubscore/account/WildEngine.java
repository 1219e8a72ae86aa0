package io.millrace.ubscore.account;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An honest engine without manners: it answers each record of its lanes with one output, but trades whom it likes at any price that
 * both limits allow, rejects, decrements and cancels as it pleases. With two shards it makes up the other shard's orders itself, unless
 * that shard has joined: then both are told of all outputs.
 */
final class WildEngine extends Lines {
    /** One effect, as the core is told of it. */
    static final class Output {
        final OutputHeader header = new OutputHeader();
        final List<OutputTrade> trades = new ArrayList<>();
        final List<OutputOrder> orders = new ArrayList<>();
    }

    private enum Kind {
        PLACE,
        CANCEL,
        AMEND,
        MASS_CANCEL,
        TICK,
        OTHER
    }

    private static final class Command {
        Kind kind = Kind.OTHER;
        int shard;
        long sequence;
        long timestampUs;
        int instrumentId;
        long orderId;
        long userId;
        Side side;
        Reason reason;
        long price;
        long quantity;
        long trigger;
        Resting order;
    }

    private static final class Resting {
        long id;
        long userId;
        Instrument instrument;
        Side side;
        long price;
        long quantity;
        long remaining;
        long filled;
        long filledNotional;
        long budget;
        int makerPpm;
        int takerPpm;
        long trigger;
        long expireUs;
    }

    final Deque<Output>[] outputs;
    /** The one that matches: this, or the one that was joined. */
    private final WildEngine market;
    /** All that are told of the market's outputs. */
    private final List<WildEngine> shards = new ArrayList<>();

    private final Map<Integer, Instrument> instruments;
    private final Random random;
    private final CoreConfig config;
    private final Deque<Command>[] commands;
    private final Map<Long, Resting> orders = new LinkedHashMap<>();
    private final long[] outputSequence;
    private final byte[][] hash;
    private final long[] lastPrice = new long[8];
    private final long[] lastTradeId = new long[8];
    private final Map<Resting, Boolean> touched = new LinkedHashMap<>();
    private long foreignNumber;
    private Output output;

    /** {@code joined}: the engine that has the books already; null if this is to have them. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    WildEngine(
            final CoreConfig config,
            final Map<Integer, Instrument> instruments,
            final Random random,
            final WildEngine joined) {
        market = joined == null ? this : joined;
        market.shards.add(this);
        this.config = config;
        this.instruments = instruments;
        this.random = random;
        commands = new Deque[config.laneCount];
        outputs = new Deque[config.laneCount];
        outputSequence = new long[config.laneCount];
        hash = new byte[config.laneCount][OutputHeader.HASH_LENGTH];
        for (int lane = 0; lane < config.laneCount; lane++) {
            commands[lane] = new ArrayDeque<>();
            outputs[lane] = new ArrayDeque<>();
        }
    }

    private Command command(final Kind kind, final Stamp stamp, final int instrumentId) {
        final Command command = new Command();
        command.kind = kind;
        command.shard = stamp.shard;
        command.sequence = stamp.sequence;
        command.timestampUs = stamp.timestampUs;
        command.instrumentId = instrumentId;
        market.commands[stamp.part].add(command);
        return command;
    }

    @Override
    public void onPlaceOrder(final Stamp stamp, final Placement p) {
        super.onPlaceOrder(stamp, p);
        final Resting order = new Resting();
        order.id = p.orderId;
        order.userId = p.order.userId;
        order.instrument = instruments.get(p.order.instrumentId);
        order.side = p.order.side;
        order.price = p.price;
        order.quantity = p.order.quantity;
        order.remaining = p.order.quantity;
        order.budget = p.order.quoteBudget;
        order.makerPpm = p.makerFeePpm;
        order.takerPpm = p.takerFeePpm;
        order.trigger = p.order.triggerPrice;
        order.expireUs = p.expireTimeUs;
        command(Kind.PLACE, stamp, p.order.instrumentId).order = order;
    }

    @Override
    public void onCancelOrder(
            final Stamp stamp, final long orderId, final long userId, final int instrumentId, final Reason reason) {
        super.onCancelOrder(stamp, orderId, userId, instrumentId, reason);
        final Command command = command(Kind.CANCEL, stamp, instrumentId);
        command.orderId = orderId;
        command.reason = reason;
    }

    @Override
    public void onAmendOrder(
            final Stamp stamp,
            final long orderId,
            final long userId,
            final int instrumentId,
            final long price,
            final long quantity,
            final long triggerPrice) {
        super.onAmendOrder(stamp, orderId, userId, instrumentId, price, quantity, triggerPrice);
        final Command command = command(Kind.AMEND, stamp, instrumentId);
        command.orderId = orderId;
        command.price = price;
        command.quantity = quantity;
        command.trigger = triggerPrice;
    }

    @Override
    public void onMassCancel(
            final Stamp stamp, final int instrumentId, final long userId, final Side side, final Reason reason) {
        super.onMassCancel(stamp, instrumentId, userId, side, reason);
        final Command command = command(Kind.MASS_CANCEL, stamp, instrumentId);
        command.userId = userId;
        command.side = side;
        command.reason = reason;
    }

    @Override
    public void onListInstrument(final Stamp stamp, final Instrument instrument, final Asset base, final Asset quote) {
        super.onListInstrument(stamp, instrument, base, quote);
        command(Kind.OTHER, stamp, instrument.instrumentId);
    }

    @Override
    public void onSetInstrumentState(final Stamp stamp, final int instrumentId, final InstrumentState state) {
        super.onSetInstrumentState(stamp, instrumentId, state);
        command(Kind.OTHER, stamp, instrumentId);
    }

    @Override
    public void onTick(final Stamp stamp) {
        super.onTick(stamp);
        command(Kind.TICK, stamp, 0);
    }

    /** Answers the lane's next command, if there is one. */
    void step(final int lane) {
        if (this != market) {
            market.step(lane);
            return;
        }
        if (shards.size() < config.shardCount && random.nextInt(3) == 0) {
            foreign(lane);
            return;
        }
        final Command command = commands[lane].poll();
        if (command != null) {
            begin(lane, command.shard, command.sequence, command.instrumentId);
            run(command);
            end();
        }
    }

    /** An order of the other shard's, which the core hears of only by its trades. */
    private void foreign(final int lane) {
        final Instrument instrument = instruments.get(lane + 1);
        if (instrument == null) {
            return;
        }
        final Resting order = new Resting();
        order.id = 1L << 44 | ++foreignNumber;
        order.userId = 1 + 2 * random.nextInt(3);
        order.instrument = instrument;
        order.side = random.nextBoolean() ? Side.BUY : Side.SELL;
        order.price = 1 + random.nextInt(40);
        order.quantity = 1 + random.nextInt(20);
        order.remaining = order.quantity;
        order.makerPpm = 7;
        order.takerPpm = 9;
        begin(lane, 1, foreignNumber, instrument.instrumentId);
        orders.put(order.id, order);
        touched.put(order, true);
        trade(order);
        end();
    }

    private void begin(final int lane, final int shard, final long sourceSequence, final int instrumentId) {
        output = new Output();
        touched.clear();
        final OutputHeader header = output.header;
        header.lane = lane;
        header.outputSequence = ++outputSequence[lane];
        System.arraycopy(hash[lane], 0, header.previousHash, 0, header.previousHash.length);
        random.nextBytes(header.hash);
        hash[lane] = header.hash;
        header.shard = shard;
        header.sourceSequence = sourceSequence;
        header.instrumentId = instrumentId;
        header.outcome = Outcome.ACCEPTED;
        header.reason = Reason.NONE;
    }

    private void end() {
        touched.forEach((order, open) -> {
            if (open) {
                final boolean filled = order.quantity != 0 && order.filled == order.quantity;
                final boolean over = order.quantity != 0
                        ? order.remaining == 0
                        : order.filledNotional == order.budget || random.nextInt(3) == 0;
                if (filled || over || random.nextInt(12) == 0) {
                    close(order, filled ? OrderStatus.FILLED : OrderStatus.CANCELED, Reason.IOC_REMAINDER);
                } else {
                    state(order, order.filled == 0 ? OrderStatus.NEW : OrderStatus.PARTIALLY_FILLED, Reason.NONE);
                }
            }
        });
        final OutputHeader header = output.header;
        header.lastPrice = lastPrice[header.instrumentId];
        header.tradeCount = output.trades.size();
        header.orderCount = output.orders.size();
        shards.forEach(shard -> shard.outputs[header.lane].add(output));
    }

    private void run(final Command command) {
        final Resting named = orders.get(command.orderId);
        switch (command.kind) {
            case PLACE -> place(command.order);
            case CANCEL -> {
                if (named == null) {
                    reject(Reason.ORDER_NOT_FOUND);
                } else {
                    close(named, OrderStatus.CANCELED, command.reason);
                }
            }
            case AMEND -> amend(command, named);
            case MASS_CANCEL ->
                new ArrayList<>(orders.values()).forEach(order -> {
                    final boolean meant = command.userId == 0 || command.userId == order.userId;
                    if (order.instrument.instrumentId == command.instrumentId
                            && meant
                            && (command.side == null || command.side == order.side)) {
                        close(order, OrderStatus.CANCELED, command.reason);
                    }
                });
            case TICK ->
                new ArrayList<>(orders.values()).forEach(order -> {
                    if (order.instrument.lane == output.header.lane
                            && order.expireUs != 0
                            && order.expireUs <= command.timestampUs) {
                        close(order, OrderStatus.EXPIRED, Reason.GTD);
                    }
                });
            case OTHER -> {}
        }
    }

    private void reject(final Reason reason) {
        output.header.outcome = Outcome.REJECTED;
        output.header.reason = reason;
    }

    private void place(final Resting order) {
        if (random.nextInt(10) == 0) {
            reject(Reason.WOULD_TAKE);
            close(order, OrderStatus.REJECTED, Reason.WOULD_TAKE);
            return;
        }
        orders.put(order.id, order);
        touched.put(order, true);
        trade(order);
    }

    private void amend(final Command command, final Resting order) {
        output.header.amend = true;
        output.header.orderId = command.orderId;
        if (order == null || random.nextInt(4) == 0) {
            reject(order == null ? Reason.ORDER_NOT_FOUND : Reason.BAD_QUANTITY);
            return;
        }
        final long gone = order.quantity - order.remaining;
        if (command.quantity <= gone) {
            close(order, OrderStatus.CANCELED, Reason.USER);
            return;
        }
        order.price = command.price;
        order.quantity = command.quantity;
        order.trigger = command.trigger;
        order.remaining = command.quantity - gone;
        touched.put(order, true);
        if (order.remaining > 0) {
            trade(order);
        }
    }

    private void trade(final Resting first) {
        for (int i = random.nextInt(6); i > 0 && orders.containsKey(first.id); i--) {
            final List<Resting> others = new ArrayList<>();
            orders.values().forEach(other -> {
                if (other.side != first.side && other.instrument.instrumentId == first.instrument.instrumentId) {
                    others.add(other);
                }
            });
            if (others.isEmpty()) {
                return;
            }
            final Resting other = others.get(random.nextInt(others.size()));
            if (random.nextInt(6) == 0) {
                decrement(first, other);
            }
            fill(first, other);
        }
    }

    private void decrement(final Resting a, final Resting b) {
        if (a.quantity != 0 && b.quantity != 0) {
            final long lots = random.nextInt((int) Math.min(a.remaining, b.remaining) + 1);
            for (final Resting order : List.of(a, b)) {
                order.remaining -= lots;
                touched.put(order, true);
            }
        }
    }

    private void fill(final Resting first, final Resting other) {
        final Resting buy = first.side == Side.BUY ? first : other;
        final Resting sell = buy == first ? other : first;
        final long low = Math.max(1, sell.price);
        final long high = buy.price == 0 ? low + 3 : buy.price;
        if (low > high) {
            return;
        }
        final long price = low + random.nextInt((int) Math.min(high - low + 1, 1000));
        long most = sell.remaining;
        most = Math.min(
                most,
                buy.quantity != 0
                        ? buy.remaining
                        : (buy.budget - buy.filledNotional) / (price * buy.instrument.notionalPerTickLot));
        if (most <= 0) {
            return;
        }
        final boolean firstTakes = random.nextInt(4) != 0;
        final long quantity = random.nextInt(3) == 0 ? most : 1 + random.nextInt((int) most);
        print(firstTakes ? other : first, firstTakes ? first : other, price, quantity);
    }

    private void print(final Resting maker, final Resting taker, final long price, final long quantity) {
        final OutputTrade trade = new OutputTrade();
        final Instrument instrument = maker.instrument;
        trade.tradeId = ++lastTradeId[instrument.instrumentId];
        lastPrice[instrument.instrumentId] = price;
        trade.price = price;
        trade.quantity = quantity;
        trade.notional = price * quantity * instrument.notionalPerTickLot;
        trade.makerOrderId = maker.id;
        trade.makerUserId = maker.userId;
        trade.takerOrderId = taker.id;
        trade.takerUserId = taker.userId;
        trade.takerSide = taker.side;
        trade.auction = random.nextInt(20) == 0;
        for (final Resting order : List.of(maker, taker)) {
            order.filled += quantity;
            order.filledNotional += trade.notional;
            order.remaining -= order.quantity == 0 ? 0 : quantity;
            touched.put(order, true);
        }
        trade.makerFee = fee(maker, maker.makerPpm, trade);
        trade.takerFee = fee(taker, taker.takerPpm, trade);
        trade.makerRemaining = maker.remaining;
        trade.takerRemaining = taker.remaining;
        output.trades.add(trade);
        for (final Resting order : List.of(maker, taker)) {
            if (order.quantity != 0 && order.filled == order.quantity) {
                close(order, OrderStatus.FILLED, Reason.FILLED);
            }
        }
    }

    private static long fee(final Resting order, final int ppm, final OutputTrade trade) {
        final long received = order.side == Side.BUY ? trade.quantity * order.instrument.lotSize : trade.notional;
        final BigInteger[] parts = BigInteger.valueOf(received)
                .multiply(BigInteger.valueOf(ppm))
                .divideAndRemainder(BigInteger.valueOf(1_000_000));
        return parts[0].longValueExact() + (parts[1].signum() > 0 ? 1 : 0);
    }

    private void close(final Resting order, final OrderStatus status, final Reason reason) {
        orders.remove(order.id);
        touched.put(order, false);
        state(order, status, reason);
    }

    private void state(final Resting order, final OrderStatus status, final Reason reason) {
        final OutputOrder state = new OutputOrder();
        state.orderId = order.id;
        state.userId = order.userId;
        state.instrumentId = order.instrument.instrumentId;
        state.side = order.side;
        state.status = status;
        state.reason = reason;
        state.price = order.price;
        state.quantity = order.quantity;
        state.filledQuantity = order.filled;
        state.remainingQuantity = order.remaining;
        state.filledNotional = order.filledNotional;
        state.triggerPrice = order.trigger;
        output.orders.add(state);
    }
}
