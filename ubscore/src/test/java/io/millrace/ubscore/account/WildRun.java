package io.millrace.ubscore.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Drives a core, a shadow that was loaded from the core's last snapshot, and the judge with the same commands, from one seed: few
 * users, few ids, small numbers, weights that change. After every command what was said and all that is kept must be equal.
 */
final class WildRun {
    private static final int USERS = 6;
    private static final int WEIGHTS = 12;

    private final Random random;
    private final CoreConfig config;
    private final Room room = new Room();
    private final Map<Integer, Instrument> instruments = new TreeMap<>();
    private final NaiveChain judge;
    private final WildChain chain;
    private final WildEngine engine;
    private final BalanceCore core;
    private final WildOrder wildOrder;
    private final int[] weights = new int[WEIGHTS];
    private final NewOrder order = new NewOrder();
    private final long[] offsets;
    private Lines shadowLines = new Lines();
    private BalanceCore shadow;
    private long nowUs = 1_767_225_600_000_000L;
    private long commands;
    private String command = "";

    WildRun(final long seed, final int shardCount) {
        this(seed, 0, shardCount, null);
    }

    /** The next shard of the exchange that {@code first} is the first one of: their orders meet in the same books. */
    static WildRun join(final long seed, final WildRun first) {
        return new WildRun(seed, 1, 2, first.engine);
    }

    private WildRun(final long seed, final int shard, final int shardCount, final WildEngine joined) {
        random = new Random(seed);
        wildOrder = new WildOrder(random);
        config = new CoreConfig();
        config.shard = shard;
        config.shardCount = shardCount;
        config.laneCount = 3;
        config.partitionCount = 3;
        config.windowUs = 20_000;
        config.windowMinUs = 1_000;
        config.openOrdersPerUser = 20;
        config.initialCapacity = 16;
        offsets = new long[config.partitionCount];
        judge = new NaiveChain(config, room);
        engine = new WildEngine(config, instruments, random, joined);
        core = new BalanceCore(config, room, engine);
        shadow = new BalanceCore(config, room, shadowLines);
        chain = new WildChain(random, judge, offsets);
        define();
    }

    private void define() {
        for (final Asset asset :
                List.of(Exchange.asset(1, "A", 2), Exchange.asset(2, "B", 0), Exchange.asset(3, "C", 3))) {
            both(at -> at.defineAsset(asset, nowUs));
            judge.at(nowUs);
            judge.defineAsset(asset);
            compare();
        }
        for (int id = 1; id <= 3; id++) {
            instruments.put(id, instrument(id));
            defineInstrument(id);
            compare();
        }
    }

    private static Instrument instrument(final int id) {
        final Instrument instrument =
                switch (id) {
                    case 1 -> Exchange.instrument(1, "A_C", 1, 3, 0, 3, 10, 100);
                    case 2 -> Exchange.instrument(2, "B_C", 2, 3, 1, 3, 3, 600);
                    default -> Exchange.instrument(3, "A_B", 1, 2, 0, 0, 100, 1);
                };
        instrument.baseScale = id == 2 ? 0 : 2;
        instrument.tickSize = id == 2 ? 2 : 1;
        instrument.priceMax = 60;
        instrument.quantityMax = 40;
        instrument.notionalMax = 200_000;
        return instrument;
    }

    private interface Use {
        void on(BalanceCore core);
    }

    private void both(final Use use) {
        use.on(core);
        use.on(shadow);
    }

    /** Runs so many commands; a failure names the seed's command. */
    void run(final long count) {
        try {
            for (long i = 0; i < count; i++) {
                if (commands++ % 1_500 == 0) {
                    for (int w = 0; w < WEIGHTS; w++) {
                        weights[w] = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(12);
                    }
                }
                nowUs += random.nextInt(50) + (random.nextInt(4_000) == 0 ? random.nextInt(2) * 30_000_000_000L : 0);
                judge.at(nowUs);
                step(pick());
                compare();
                if (random.nextInt(2_000) == 0) {
                    reload();
                }
            }
        } catch (final RuntimeException | AssertionError e) {
            throw new AssertionError("at command=" + commands + " " + command, e);
        }
    }

    private int pick() {
        int sum = 0;
        for (final int weight : weights) {
            sum += weight;
        }
        int left = sum == 0 ? 0 : random.nextInt(sum);
        int kind = 0;
        while (kind < WEIGHTS - 1 && left >= weights[kind]) {
            left -= weights[kind++];
        }
        return kind;
    }

    private void step(final int kind) {
        switch (kind) {
            case 0, 1, 2 -> newOrder();
            case 3 -> cancel();
            case 4 -> amend();
            case 5 -> {
                if (random.nextInt(3) == 0) {
                    transfer();
                } else {
                    command = "chain";
                    both(chain.next(user(), requestTime(), nowUs)::check);
                }
            }
            case 6 -> engine.step(random.nextInt(3));
            case 7, 8 -> output();
            case 9 -> time();
            case 10 -> rare();
            default -> {
                room.lanes = random.nextInt(12) != 0;
                room.events = random.nextInt(12) != 0;
                room.reserved = random.nextInt(12) != 0;
            }
        }
    }

    private long user() {
        // User 7 is never given anything by name; with two shards every other one is a stranger.
        return config.shardCount == 1 ? 1 + random.nextInt(USERS + 1) : 2 + random.nextInt(2 * USERS);
    }

    private long requestTime() {
        return switch (random.nextInt(60)) {
            case 0 -> nowUs - config.windowUs + random.nextInt(3) - 1;
            case 1 -> nowUs + 10_000_000 + random.nextInt(3) - 1;
            case 2 -> nowUs + random.nextInt(5_000);
            default -> nowUs - random.nextInt(500);
        };
    }

    private void newOrder() {
        final boolean repeat = random.nextInt(8) == 0;
        if (repeat) {
            order.requestTimeUs = requestTime();
            order.quantity += random.nextInt(3) == 0 ? 1 : 0;
        } else {
            wildOrder.fill(order, user(), requestTime(), nowUs);
        }
        command = "new order";
        both(at -> at.newOrder(order, nowUs));
        judge.newOrder(order);
    }

    /** Id of an order that is or was, or of none. */
    private long orderId() {
        if (judge.open.isEmpty() || random.nextInt(5) == 0) {
            return random.nextInt(10) == 0
                    ? random.nextInt(3)
                    : AccountIds.orderId(config.shard, Math.max(0, judge.orderNumber - random.nextInt(60)));
        }
        final List<Long> ids = new ArrayList<>(judge.open.keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    private void cancel() {
        final CancelOrder cancel = new CancelOrder();
        cancel.requestTimeUs = requestTime();
        cancel.orderId = Math.max(0, orderId());
        cancel.userId = ownerOf(cancel.orderId);
        cancel.clientOrderId.set("c" + random.nextInt(WildOrder.IDS));
        if (random.nextBoolean()) {
            cancel.orderId = 0;
        }
        command = "cancel";
        both(at -> at.cancelOrder(cancel, nowUs));
        judge.cancel(cancel);
    }

    private long ownerOf(final long orderId) {
        final Naive.Order found = judge.open.get(orderId);
        return found == null || random.nextInt(10) == 0 ? user() : found.account.id;
    }

    private void amend() {
        final AmendOrder amend = new AmendOrder();
        amend.requestTimeUs = requestTime();
        amend.orderId = Math.max(0, orderId());
        amend.userId = ownerOf(amend.orderId);
        amend.clientOrderId.set("c" + random.nextInt(WildOrder.IDS));
        amend.price = random.nextBoolean() ? 0 : random.nextInt(42);
        amend.quantity = random.nextBoolean() ? 0 : random.nextInt(32);
        amend.triggerPrice = random.nextInt(5) == 0 ? random.nextInt(62) : 0;
        command = "amend";
        both(at -> at.amendOrder(amend, nowUs));
        judge.amend(amend);
    }

    private void transfer() {
        final Transfer transfer = new Transfer();
        transfer.partition = random.nextInt(3);
        offsets[transfer.partition] += random.nextInt(3);
        transfer.recordOffset = offsets[transfer.partition];
        transfer.kind = random.nextInt(3) == 0 ? wildOrder.any(TransferKind.values()) : TransferKind.IN;
        transfer.userId = random.nextInt(50) == 0 ? 0 : user();
        transfer.assetId = 1 + random.nextInt(random.nextInt(20) == 0 ? 4 : 3);
        transfer.amount = random.nextInt(40) == 0 ? random.nextInt(3) - 1 : random.nextInt(300_000);
        if (random.nextInt(200) == 0) {
            transfer.amount = 1L << 61;
        }
        transfer.requestTimeUs = requestTime();
        transfer.requestId.set("r" + random.nextInt(300));
        command = "transfer";
        final ApplyStatus expected = judge.transfer(transfer);
        both(at -> assertEquals(expected, at.applyTransfer(transfer, nowUs)));
    }

    private void output() {
        final int lane = random.nextInt(3);
        if (engine.outputs[lane].isEmpty()) {
            engine.step(lane);
        } else {
            output(lane);
        }
    }

    /** Applies all outputs that there are. */
    void drain() {
        room.lanes = true;
        room.events = true;
        room.reserved = true;
        for (int lane = 0; lane < config.laneCount; lane++) {
            while (!engine.outputs[lane].isEmpty()) {
                judge.at(nowUs);
                output(lane);
                compare();
            }
        }
    }

    long outputSequence(final int lane) {
        return core.outputSequence(lane);
    }

    /** What an account has of an asset, held or not. */
    long balance(final long accountId, final int assetId) {
        final long[] sum = new long[1];
        core.balances(accountId, (asset, available, held) -> sum[0] += asset == assetId ? available + held : 0);
        return sum[0];
    }

    private void output(final int lane) {
        final WildEngine.Output next = engine.outputs[lane].peek();
        command = "output lane=" + lane + " sequence=" + next.header.outputSequence;
        final ApplyStatus expected = judge.output(next);
        both(at -> {
            assertEquals(expected, at.beginOutput(next.header, nowUs));
            if (expected == ApplyStatus.APPLIED) {
                next.trades.forEach(at::applyTrade);
                next.orders.forEach(at::applyOrder);
                at.endOutput();
            }
        });
        // Kept now and then, so that it comes again.
        if (expected == ApplyStatus.DUPLICATE || expected == ApplyStatus.APPLIED && random.nextInt(20) != 0) {
            engine.outputs[lane].poll();
        }
    }

    private void time() {
        if (core.nextDeadlineUs() <= nowUs || random.nextInt(10) == 0) {
            command = "time";
            both(at -> at.onTime(nowUs));
            judge.onTime();
        }
    }

    private void rare() {
        final long userId = user();
        final long time = requestTime();
        final int id = 1 + random.nextInt(3);
        command = "rare";
        switch (random.nextInt(12)) {
            case 0 -> {
                final Side side = random.nextBoolean() ? null : wildOrder.any(Side.values());
                final int instrumentId = random.nextInt(5);
                both(at -> at.massCancel(userId, time, instrumentId, side, nowUs));
                judge.massCancel(userId, time, instrumentId, side);
            }
            case 1 -> {
                final long timeoutUs = random.nextInt(3) == 0 ? 0 : random.nextInt(3_000);
                both(at -> at.cancelAfter(userId, time, timeoutUs, nowUs));
                judge.cancelAfter(userId, time, timeoutUs);
            }
            case 3 -> {
                final int partition = random.nextInt(3);
                final long offset = offsets[partition] += random.nextInt(2);
                final ApplyStatus expected = judge.skip(partition, offset);
                both(at -> assertEquals(expected, at.skipOperation(partition, offset, nowUs)));
            }
            case 4 -> {
                final boolean engaged = random.nextInt(12) == 0;
                final boolean cancelOpen = random.nextInt(30) == 0;
                both(at -> at.setKillSwitch(engaged, cancelOpen, nowUs));
                judge.setKillSwitch(engaged, cancelOpen);
            }
            default -> rarer(userId, id);
        }
    }

    private void rarer(final long userId, final int id) {
        switch (random.nextInt(8)) {
            case 0 -> {
                final boolean suspended = random.nextInt(8) == 0;
                final boolean cancelOpen = random.nextInt(4) == 0;
                both(at -> at.setUserState(userId, suspended, cancelOpen, nowUs));
                judge.setUserState(userId, suspended, cancelOpen);
            }
            case 1 -> {
                final int openMax = random.nextInt(3) == 0 ? random.nextInt(12) : 0;
                both(at -> at.setUserLimits(userId, openMax, nowUs));
                judge.setUserLimits(userId, openMax);
            }
            case 2 -> {
                final long quantityMax = random.nextInt(4) * 20L;
                final long notionalMax = random.nextInt(4) * 20_000L;
                both(at -> at.setOrderLimit(userId, id, quantityMax, notionalMax, nowUs));
                judge.setOrderLimit(userId, id, quantityMax, notionalMax);
            }
            case 3 -> {
                final long limited = random.nextInt(3) == 0 ? 0 : userId;
                final long limit = random.nextInt(3) == 0 ? -1 : random.nextInt(1_000_000);
                both(at -> at.setWithdrawalLimit(limited, id, limit, nowUs));
                judge.setWithdrawalLimit(limited, id, limit);
            }
            case 4 -> {
                final int tier = 1 + random.nextInt(3);
                final int instrumentId = random.nextInt(4);
                final int taker = random.nextInt(3_000);
                final int maker = random.nextInt(2 * taker + 1) - taker;
                both(at -> at.setFeeTier(tier, instrumentId, maker, taker, nowUs));
                judge.setFeeTier(tier, instrumentId, maker, taker);
            }
            case 5 -> {
                final int tier = random.nextInt(4);
                both(at -> at.setUserTier(userId, tier, nowUs));
                judge.setUserTier(userId, tier);
            }
            case 6 -> {
                final InstrumentState state =
                        random.nextInt(6) != 0 ? InstrumentState.OPEN : InstrumentState.of(1 + random.nextInt(5));
                both(at -> at.setInstrumentState(id, state, nowUs));
                judge.setInstrumentState(id, state);
            }
            default -> defineInstrument(id);
        }
    }

    private void defineInstrument(final int id) {
        final Instrument definition = instrument(id);
        definition.priceBandPpm = random.nextInt(4) == 0 ? random.nextInt(1_000_000) : 0;
        definition.collarPpm = random.nextInt(300_000);
        definition.takerFeePpm = random.nextInt(100_000);
        definition.makerFeePpm = random.nextInt(definition.takerFeePpm + 1) - definition.takerFeePpm / 2;
        definition.quantityMin = 1 + random.nextInt(3);
        definition.notionalMin = random.nextInt(700);
        both(at -> at.defineInstrument(definition, nowUs));
        judge.at(nowUs);
        judge.defineInstrument(definition);
    }

    private void reload() {
        final List<byte[]> chunks = new ArrayList<>();
        core.writeSnapshot((buffer, offset, length) -> {
            final byte[] chunk = new byte[length];
            buffer.getBytes(offset, chunk);
            chunks.add(chunk);
        });
        assertArrayEquals(hash(core), hash(shadow), "state hash after snapshot and replay");
        shadowLines = new Lines();
        shadow = new BalanceCore(config, room, shadowLines);
        for (final byte[] chunk : chunks) {
            shadow.loadSnapshot(new UnsafeBuffer(chunk), 0, chunk.length);
        }
        shadow.endSnapshot();
        assertArrayEquals(hash(core), hash(shadow), "state hash after loading");
        core.makeRoom();
    }

    private static byte[] hash(final BalanceCore core) {
        final byte[] hash = new byte[OutputHeader.HASH_LENGTH];
        core.stateHash(hash);
        return hash;
    }

    private void compare() {
        assertEquals(String.join("\n", judge.lines.take()), String.join("\n", engine.lines));
        assertEquals(engine.lines, shadowLines.lines);
        engine.lines.clear();
        shadowLines.lines.clear();
        core.verify();
        assertEquals(judge.coreSequence, core.coreSequence());
        assertEquals(core.nextDeadlineUs(), shadow.nextDeadlineUs());
        assertEquals(judge.open.size(), core.openOrderCount());
        final BigInteger[] sums = {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
        for (final Naive.Account account : judge.accounts.values()) {
            compare(account, sums);
        }
        for (final BigInteger sum : sums) {
            assertEquals(BigInteger.ZERO, sum, "I1");
        }
    }

    private void compare(final Naive.Account account, final BigInteger[] sums) {
        final int[] seen = new int[1];
        final long sequence = core.balances(account.id, (assetId, available, held) -> {
            final Naive.Money money = account.money.get(assetId);
            assertEquals(money == null ? 0 : money.available.longValueExact(), available);
            assertEquals(money == null ? 0 : money.held.longValueExact(), held);
            seen[0] += available != 0 || held != 0 ? 1 : 0;
        });
        assertEquals(account.sequence, sequence);
        account.money.forEach((assetId, money) -> {
            sums[assetId] = sums[assetId].add(money.available).add(money.held);
            seen[0] -= money.available.signum() != 0 || money.held.signum() != 0 ? 1 : 0;
        });
        assertEquals(0, seen[0], "balances that are not zero");
        if (account.id > 0) {
            final List<Naive.Order> orders = judge.openOf(account);
            final var next = orders.iterator();
            core.openOrders(account.id, 0, 0, Integer.MAX_VALUE, view -> compare(next.next(), view));
            assertEquals(false, next.hasNext());
        }
    }

    private static void compare(final Naive.Order order, final OrderView view) {
        assertEquals(order.id, view.orderId);
        assertEquals(order.status, view.status);
        assertEquals(order.price, view.price);
        assertEquals(order.quantity, view.quantity);
        assertEquals(order.filled, view.filledQuantity);
        assertEquals(order.filledNotional.longValueExact(), view.filledNotional);
        assertEquals(order.hold.longValueExact(), view.hold);
        assertEquals(order.seen.clientOrderId, view.clientOrderId.toString());
        assertEquals(order.seen.coreSequence, view.coreSequence);
    }
}
