package io.millrace.exchange.audit;

import io.millrace.engine.LaneProcessor;
import io.millrace.schema.Topics;
import io.millrace.ubscore.CoreReplay;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.NewOrder;
import io.millrace.ubscore.account.OrderType;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.StpMode;
import io.millrace.ubscore.account.TimeInForce;
import io.millrace.ubscore.account.Transfer;
import io.millrace.ubscore.account.TransferKind;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxBounds;
import io.millrace.ubscore.egress.OutboxPartition;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.egress.ReplyPublisher;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A shard of UBSCore, the topics that it wrote, and the lane that ran them: the services' own code, in memory. */
final class SmallExchange {
    static final int BTC = 1;
    static final int USDT = 3;
    static final int LANE = 0;
    static final int PARTITIONS = 2;
    private static final int BTC_USDT = 1;
    private static final long START_US = 1_767_225_600_000_000L;
    private static final OutboxBounds BOUNDS = new OutboxBounds(1 << 20, 48 << 20, 20 << 20);

    final MemoryTopics topics = new MemoryTopics();
    final BalanceCore core;
    private final Outbox outbox;
    private final long[] operationOffsets = new long[PARTITIONS];
    private long nowUs = START_US;
    private long lastId;

    SmallExchange() {
        this(0, 1);
    }

    SmallExchange(final int shard, final int shardCount) {
        final CoreConfig config = new CoreConfig();
        config.shard = shard;
        config.shardCount = shardCount;
        config.laneCount = 1;
        config.partitionCount = PARTITIONS;
        config.initialCapacity = 64;
        outbox = new Outbox(config.laneCount, config.partitionCount, BOUNDS);
        core = new BalanceCore(config, outbox, new CoreEgress(outbox, new ReplyPublisher()));
        define(BTC, "BTC", 8);
        define(USDT, "USDT", 6);
        list();
    }

    private void define(final int assetId, final String symbol, final int scale) {
        final Asset asset = new Asset();
        asset.assetId = assetId;
        asset.scale = scale;
        asset.symbol.set(symbol);
        core.defineAsset(asset, ++nowUs);
    }

    private void list() {
        final Instrument instrument = new Instrument();
        instrument.instrumentId = BTC_USDT;
        instrument.baseAssetId = BTC;
        instrument.quoteAssetId = USDT;
        instrument.lane = LANE;
        instrument.state = InstrumentState.OPEN;
        instrument.priceScale = 2;
        instrument.baseScale = 8;
        instrument.quoteScale = 6;
        instrument.tickSize = 1;
        instrument.lotSize = 10_000;
        instrument.notionalPerTickLot = 1;
        instrument.quantityMin = 1;
        instrument.quantityMax = 1_000_000_000L;
        instrument.notionalMin = 1;
        instrument.notionalMax = 1L << 60;
        instrument.priceMax = 1_000_000_000L;
        instrument.makerFeePpm = 200;
        instrument.takerFeePpm = 1000;
        instrument.collarPpm = 50_000;
        instrument.symbol.set("BTC_USDT");
        core.defineInstrument(instrument, ++nowUs);
    }

    SmallExchange transferIn(final long userId, final int assetId, final long amount) {
        final Transfer transfer = new Transfer();
        transfer.partition = (int) (userId % PARTITIONS);
        transfer.recordOffset = operationOffsets[transfer.partition]++;
        transfer.kind = TransferKind.IN;
        transfer.userId = userId;
        transfer.assetId = assetId;
        transfer.amount = amount;
        transfer.requestTimeUs = ++nowUs;
        transfer.requestId.set("in-" + ++lastId);
        core.applyTransfer(transfer, nowUs);
        return this;
    }

    SmallExchange buy(final long userId, final long price, final long quantity) {
        return order(userId, Side.BUY, price, quantity);
    }

    SmallExchange sell(final long userId, final long price, final long quantity) {
        return order(userId, Side.SELL, price, quantity);
    }

    private SmallExchange order(final long userId, final Side side, final long price, final long quantity) {
        final NewOrder order = new NewOrder();
        order.userId = userId;
        order.requestTimeUs = ++nowUs;
        order.instrumentId = BTC_USDT;
        order.side = side;
        order.type = OrderType.LIMIT;
        order.timeInForce = TimeInForce.GTC;
        order.stpMode = StpMode.NONE;
        order.price = price;
        order.quantity = quantity;
        order.clientOrderId.set("order-" + ++lastId);
        core.newOrder(order, nowUs);
        return this;
    }

    /** Publishes all that UBSCore has written. */
    SmallExchange publish() {
        topics.records(Topics.ORDERS, LANE).clear();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            topics.records(Topics.BALANCE_EVENTS, partition).clear();
        }
        replay(new CoreReplay.Listener() {
            @Override
            public void onRecord(final boolean isOrder, final int partition, final OutboxRecord record) {
                final byte[] value = new byte[record.valueLength()];
                record.buffer().getBytes(record.valueOffset(), value);
                topics.records(isOrder ? Topics.ORDERS : Topics.BALANCE_EVENTS, partition)
                        .add(value);
            }

            @Override
            public boolean onCommand(final BalanceCore core) {
                return true;
            }
        });
        return this;
    }

    /** Tells what UBSCore has written, as a replay of its log does. */
    void replay(final CoreReplay.Listener listener) {
        tell(outbox.lane(LANE), true, LANE, listener);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            tell(outbox.events(partition), false, partition, listener);
        }
        listener.onCommand(core);
    }

    private static void tell(
            final OutboxPartition ring,
            final boolean isOrder,
            final int partition,
            final CoreReplay.Listener listener) {
        final OutboxRecord record = new OutboxRecord();
        long position = ring.tailPosition();
        while (position < ring.headPosition() && ring.read(position, record)) {
            listener.onRecord(isOrder, partition, record);
            position = record.nextPosition();
        }
    }

    /** A lane that has run the topic orders. */
    LaneProcessor match() {
        final LaneProcessor lane = new LaneProcessor(LANE);
        final List<byte[]> orders = topics.records(Topics.ORDERS, LANE);
        for (int offset = 0; offset < orders.size(); offset++) {
            final byte[] order = orders.get(offset);
            lane.process(offset, new UnsafeBuffer(order), 0, order.length);
        }
        return lane;
    }

    /** Balances by replay of balance.events. */
    EventReplay replayEvents(final Findings findings) {
        final EventReplay replay = new EventReplay(0, PARTITIONS, findings);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            final List<byte[]> events = topics.records(Topics.BALANCE_EVENTS, partition);
            for (int offset = 0; offset < events.size(); offset++) {
                replay.apply(partition, offset, events.get(offset));
            }
        }
        return replay;
    }
}
