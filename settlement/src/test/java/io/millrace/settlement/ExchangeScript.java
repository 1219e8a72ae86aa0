package io.millrace.settlement;

import io.millrace.feed.OutputHash;
import io.millrace.schema.Accounts;
import io.millrace.schema.sbe.ApiKeyChangedEncoder;
import io.millrace.schema.sbe.AssetDefinedEncoder;
import io.millrace.schema.sbe.AssetDefinitionEncoder;
import io.millrace.schema.sbe.BalanceEventEncoder;
import io.millrace.schema.sbe.CancelOrderEncoder;
import io.millrace.schema.sbe.Cause;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.EventStampEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentDefinedEncoder;
import io.millrace.schema.sbe.LaneStampEncoder;
import io.millrace.schema.sbe.Liquidity;
import io.millrace.schema.sbe.ListInstrumentEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OrderStatus;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.PlaceOrderEncoder;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import io.millrace.schema.sbe.TransferKind;
import io.millrace.schema.sbe.TransferResultEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes what UBSCore and the engine would say of a course of trading, as bytes: outputs by lane, records by partition. It
 * matches whom it likes; amounts, sequences, ids and hashes are right.
 */
public final class ExchangeScript {
    public static final int LANES = 2;
    public static final int PARTITIONS = 2;
    public static final long GENESIS_US = 1_767_225_600_000_000L;
    public static final int BTC = 1;
    public static final int ETH = 2;
    public static final int USDT = 3;
    static final int MAKER_PPM = 200;
    static final int TAKER_PPM = 1_000;
    private static final String[] ASSETS = {"", "BTC", "ETH", "USDT"};
    static final int[] SCALES = {0, 8, 8, 6};

    public final List<List<byte[]>> outputs = new ArrayList<>();
    public final List<List<byte[]>> records = new ArrayList<>();
    /** Records of chain.events. */
    final List<List<byte[]>> chainRecords = new ChainScript().records;

    public final Map<Long, long[]> balances = new HashMap<>();
    public final List<Listing> listings = List.of(
            new Listing(1, "BTC_USDT", BTC, USDT, 0, 10_000),
            new Listing(2, "ETH_USDT", ETH, USDT, 1, 10_000),
            new Listing(3, "ETH_BTC", ETH, BTC, 0, 100_000));
    private final byte[][] lastHash = new byte[LANES][32];
    private final Map<Long, Long> accountSequences = new HashMap<>();
    private final Map<Integer, Long> tradeIds = new HashMap<>();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MutableDirectBuffer buffer = new UnsafeBuffer(new byte[1 << 20]);
    private final MutableDirectBuffer commandBuffer = new UnsafeBuffer(new byte[1 << 12]);
    private final OutputHash sha = new OutputHash();
    private long coreSequence;
    private long timestampUs = GENESIS_US;
    private long lastOrderId;
    private long lastRequest;

    /** An instrument; a tick of a lot is one minor unit of the quote asset. */
    public record Listing(int id, String symbol, int base, int quote, int lane, long lotSize) {}

    /** An order as the script knows it. */
    public static final class Order {
        public final long id;
        public final long userId;
        public final Listing listing;
        public final boolean buy;
        public final long price;
        public final long quantity;
        public long filled;
        public long notional;
        OrderStatus status = OrderStatus.NEW;
        Reason reason = Reason.NONE;

        Order(
                final long id,
                final long userId,
                final Listing listing,
                final boolean buy,
                final long price,
                final long quantity) {
            this.id = id;
            this.userId = userId;
            this.listing = listing;
            this.buy = buy;
            this.price = price;
            this.quantity = quantity;
        }

        public long remaining() {
            return quantity - filled;
        }
    }

    /** A trade as the script knows it. */
    record Trade(long id, Order maker, Order taker, long quantity, long makerFee, long takerFee) {
        long price() {
            return maker.price;
        }

        long notional() {
            return maker.price * quantity;
        }
    }

    public ExchangeScript() {
        for (int i = 0; i < LANES; i++) {
            outputs.add(new ArrayList<>());
        }
        for (int i = 0; i < PARTITIONS; i++) {
            records.add(new ArrayList<>());
        }
    }

    /** Defines the assets and lists the instruments. */
    public ExchangeScript genesis() {
        for (int id = 1; id < ASSETS.length; id++) {
            coreSequence++;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                final AssetDefinedEncoder encoder = new AssetDefinedEncoder().wrapAndApplyHeader(buffer, 0, header);
                stamp(encoder.stamp(), partition);
                final AssetDefinitionEncoder asset = encoder.asset();
                asset.assetId(id).scale((short) SCALES[id]).symbol(ASSETS[id]);
                keepRecord(partition, encoder.encodedLength());
            }
        }
        listings.forEach(this::list);
        return this;
    }

    private void list(final Listing listing) {
        coreSequence++;
        for (int partition = 0; partition < PARTITIONS; partition++) {
            final InstrumentDefinedEncoder encoder =
                    new InstrumentDefinedEncoder().wrapAndApplyHeader(buffer, 0, header);
            stamp(encoder.stamp(), partition);
            ScriptParts.define(encoder.instrument(), listing);
            keepRecord(partition, encoder.encodedLength());
        }
        final ListInstrumentEncoder command = new ListInstrumentEncoder().wrapAndApplyHeader(commandBuffer, 0, header);
        stamp(command.stamp(), listing.lane);
        ScriptParts.define(command.instrument(), listing);
        command.baseSymbol(ASSETS[listing.base]).quoteSymbol(ASSETS[listing.quote]);
        output(listing, 0, command.sbeTemplateId(), command.encodedLength(), List.of(), List.of());
    }

    /** Lets time pass. */
    public ExchangeScript pass(final long durationUs) {
        timestampUs += durationUs;
        return this;
    }

    /** Brings an amount in, or takes it out. */
    public void transfer(final long userId, final int assetId, final long amount, final boolean in) {
        coreSequence++;
        final String requestId = "r-" + ++lastRequest;
        final Cause cause = in ? Cause.TRANSFER_IN : Cause.TRANSFER_OUT;
        final long signed = in ? amount : -amount;
        accountEvent(userId, cause, null, null, requestId, new long[][] {{assetId, signed, 0}});
        accountEvent(Accounts.EXTERNAL, cause, null, null, requestId, new long[][] {{assetId, -signed, 0}});
        transferResult(userId, assetId, amount, in, Outcome.ACCEPTED, Reason.NONE, false, requestId);
    }

    /** The stored answer, told again. */
    public void repeatLastTransfer(final long userId, final int assetId, final long amount) {
        coreSequence++;
        transferResult(userId, assetId, amount, true, Outcome.ACCEPTED, Reason.NONE, true, "r-" + lastRequest);
    }

    /** A transfer that is refused, under a new id or the last one's. */
    public void refuseTransfer(final long userId, final int assetId, final long amount, final boolean lastId) {
        coreSequence++;
        final String requestId = "r-" + (lastId ? lastRequest : ++lastRequest);
        final Reason reason = lastId ? Reason.REQUEST_ID_REUSED : Reason.INSUFFICIENT_BALANCE;
        transferResult(userId, assetId, amount, false, Outcome.REJECTED, reason, false, requestId);
    }

    private void transferResult(
            final long userId,
            final int assetId,
            final long amount,
            final boolean in,
            final Outcome outcome,
            final Reason reason,
            final boolean replayed,
            final String requestId) {
        final int partition = Accounts.partition(userId, PARTITIONS);
        final TransferResultEncoder encoder = new TransferResultEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(encoder.stamp(), partition);
        final long[] balance = balance(userId, assetId);
        encoder.kind(in ? TransferKind.IN : TransferKind.OUT)
                .outcome(outcome)
                .reason(reason)
                .replayed(replayed ? Flag.YES : Flag.NO)
                .userId(userId)
                .assetId(assetId)
                .scale((short) SCALES[assetId])
                .amount(amount)
                .availableAfter(balance[0])
                .heldAfter(balance[1])
                .requestId(requestId);
        keepRecord(partition, encoder.encodedLength());
    }

    /** Places a limit order that takes from the given resting orders, in turn, at their prices. */
    public Order place(
            final long userId,
            final Listing listing,
            final boolean buy,
            final long price,
            final long quantity,
            final List<Order> makers) {
        coreSequence++;
        final Order order = new Order(++lastOrderId, userId, listing, buy, price, quantity);
        final int given = buy ? listing.quote : listing.base;
        final long hold = buy ? price * quantity : quantity * listing.lotSize;
        accountEvent(userId, Cause.ORDER_ACCEPTED, order, null, "", new long[][] {{given, -hold, hold}});
        final List<Trade> trades = new ArrayList<>();
        final List<Order> touched = new ArrayList<>(List.of(order));
        for (final Order maker : makers) {
            final long traded = Math.min(order.remaining(), maker.remaining());
            if (traded > 0) {
                trades.add(trade(maker, order, traded));
                touched.add(maker);
            }
        }
        encodePlace(order);
        output(listing, order.id, PlaceOrderEncoder.TEMPLATE_ID, commandLength, trades, touched);
        coreSequence++;
        trades.forEach(this::settle);
        return order;
    }

    private Trade trade(final Order maker, final Order taker, final long quantity) {
        for (final Order order : List.of(maker, taker)) {
            order.filled += quantity;
            order.notional += maker.price * quantity;
            order.status = order.remaining() == 0 ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED;
            order.reason = order.remaining() == 0 ? Reason.FILLED : Reason.NONE;
        }
        final long id = tradeIds.merge(maker.listing.id, 1L, Long::sum);
        return new Trade(
                id,
                maker,
                taker,
                quantity,
                fee(maker, maker, quantity, MAKER_PPM),
                fee(taker, maker, quantity, TAKER_PPM));
    }

    private static long fee(final Order order, final Order maker, final long quantity, final int ppm) {
        final long received = order.buy ? quantity * order.listing.lotSize : maker.price * quantity;
        return (received * ppm + 999_999) / 1_000_000;
    }

    private int commandLength;

    private void encodePlace(final Order order) {
        final PlaceOrderEncoder command = new PlaceOrderEncoder().wrapAndApplyHeader(commandBuffer, 0, header);
        stamp(command.stamp(), order.listing.lane);
        command.orderId(order.id)
                .userId(order.userId)
                .instrumentId(order.listing.id)
                .side(order.buy ? Side.BUY : Side.SELL)
                .orderType(OrderType.LIMIT)
                .timeInForce(TimeInForce.GTC)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .makerFeePpm(MAKER_PPM)
                .takerFeePpm(TAKER_PPM)
                .price(order.price)
                .quantity(order.quantity)
                .displayQuantity(0)
                .quoteBudget(0)
                .triggerPrice(0)
                .trailingOffset(0)
                .expireTimeUs(0)
                .clientOrderId("c-" + order.id);
        commandLength = command.encodedLength();
    }

    /** Takes an order out of its book and releases what is held for it. */
    public void cancel(final Order order) {
        coreSequence++;
        order.status = OrderStatus.CANCELED;
        order.reason = Reason.USER;
        final CancelOrderEncoder command = new CancelOrderEncoder().wrapAndApplyHeader(commandBuffer, 0, header);
        stamp(command.stamp(), order.listing.lane);
        command.orderId(order.id)
                .userId(order.userId)
                .instrumentId(order.listing.id)
                .reason(Reason.USER);
        output(order.listing, order.id, command.sbeTemplateId(), command.encodedLength(), List.of(), List.of(order));
        coreSequence++;
        final int given = order.buy ? order.listing.quote : order.listing.base;
        final long held = order.buy ? order.price * order.remaining() : order.remaining() * order.listing.lotSize;
        accountEvent(order.userId, Cause.ORDER_CLOSED, order, null, "", new long[][] {{given, held, -held}});
    }

    private void settle(final Trade trade) {
        settleSide(trade, trade.maker, trade.makerFee);
        settleSide(trade, trade.taker, trade.takerFee);
        final int makerAsset = trade.maker.buy ? trade.maker.listing.base : trade.maker.listing.quote;
        final int takerAsset = trade.taker.buy ? trade.taker.listing.base : trade.taker.listing.quote;
        accountEvent(Accounts.FEE, Cause.FEE, trade.taker, trade, "", new long[][] {
            {makerAsset, trade.makerFee, 0}, {takerAsset, trade.takerFee, 0}
        });
    }

    private void settleSide(final Trade trade, final Order order, final long fee) {
        final long base = trade.quantity * order.listing.lotSize;
        final long held = order.price * trade.quantity;
        accountEvent(
                order.userId,
                Cause.FILL,
                order,
                trade,
                "",
                order.buy
                        ? new long[][] {
                            {order.listing.quote, held - trade.notional(), -held}, {order.listing.base, base - fee, 0}
                        }
                        : new long[][] {{order.listing.base, 0, -base}, {order.listing.quote, trade.notional() - fee, 0}
                        });
    }

    /** Gives a user a key, or revokes it. */
    public void changeKey(final long userId, final String keyId, final boolean revoked) {
        final int partition = Accounts.partition(userId, PARTITIONS);
        coreSequence++;
        final ApiKeyChangedEncoder encoder = new ApiKeyChangedEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(encoder.stamp(), partition);
        encoder.userId(userId)
                .kind((short) (revoked ? 0 : 1))
                .scopes((short) (revoked ? 0 : 3))
                .revoked(revoked ? Flag.YES : Flag.NO)
                .expiresUs(0)
                .materialSize((short) (revoked ? 0 : 32))
                .keyId(keyId)
                .putMaterial(new byte[96], 0, 96)
                .addresses(revoked ? "" : "10.0.0.0/8");
        keepRecord(partition, ApiKeyChangedEncoder.BLOCK_LENGTH);
    }

    /** {@code changes}: asset, available delta, held delta. */
    private void accountEvent(
            final long accountId,
            final Cause cause,
            final Order order,
            final Trade trade,
            final String requestId,
            final long[][] changes) {
        final int partition = Accounts.partition(accountId, PARTITIONS);
        final BalanceEventEncoder encoder = new BalanceEventEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(encoder.stamp(), partition);
        final boolean fill = cause == Cause.FILL;
        final boolean maker = fill && trade.maker == order;
        encoder.accountId(accountId)
                .accountSequence(accountSequences.merge(accountId, 1L, Long::sum))
                .cause(cause)
                .reason(order == null ? Reason.NONE : order.reason)
                .orderStatus(order == null ? OrderStatus.NONE : order.status)
                .side(order == null ? 0 : (short) (order.buy ? 1 : 2))
                .liquidity(!fill ? Liquidity.NONE : maker ? Liquidity.MAKER : Liquidity.TAKER)
                .lane(order == null ? 0 : order.listing.lane)
                .instrumentId(order == null ? 0 : order.listing.id)
                .feeAssetId(fill ? order.buy ? order.listing.base : order.listing.quote : 0)
                .orderId(order == null ? 0 : order.id)
                .tradeId(trade == null ? 0 : trade.id)
                .outputSequence(
                        trade == null ? 0 : outputs.get(order.listing.lane).size())
                .price(fill ? trade.price() : order == null ? 0 : order.price)
                .quantity(fill ? trade.quantity : order == null ? 0 : order.quantity)
                .remainingQuantity(order == null ? 0 : order.remaining())
                .fee(!fill ? 0 : maker ? trade.makerFee : trade.takerFee)
                .requestId(requestId);
        final BalanceEventEncoder.ChangesEncoder group = encoder.changesCount(changes.length);
        for (final long[] change : changes) {
            final int assetId = (int) change[0];
            final long[] balance = balance(accountId, assetId);
            balance[0] += change[1];
            balance[1] += change[2];
            group.next()
                    .assetId(assetId)
                    .scale((short) SCALES[assetId])
                    .availableDelta(change[1])
                    .heldDelta(change[2])
                    .availableAfter(balance[0])
                    .heldAfter(balance[1]);
        }
        keepRecord(partition, encoder.encodedLength());
    }

    /** Available and held, minor units. */
    public long[] balance(final long accountId, final int assetId) {
        return balances.computeIfAbsent(accountId * 16 + assetId, key -> new long[2]);
    }

    private void output(
            final Listing listing,
            final long orderId,
            final int templateId,
            final int length,
            final List<Trade> trades,
            final List<Order> touched) {
        final int lane = listing.lane;
        final EngineOutputEncoder encoder = new EngineOutputEncoder().wrapAndApplyHeader(buffer, 0, header);
        encoder.lane(lane)
                .shard(0)
                .commandTemplateId(templateId)
                .outcome(Outcome.ACCEPTED)
                .keptPriority(Flag.NO)
                .reason(Reason.NONE)
                .outputSequence(outputs.get(lane).size() + 1)
                .putPreviousHash(lastHash[lane], 0, 32)
                .sourceOffset(outputs.get(lane).size())
                .sourceSequence(outputs.get(lane).size() + 1)
                .coreSequence(coreSequence)
                .timestampUs(timestampUs)
                .instrumentId(listing.id)
                .orderId(orderId)
                .userId(0)
                .lastPrice(0);
        ScriptParts.encodeTrades(encoder, trades);
        ScriptParts.encodeOrders(encoder, touched);
        encoder.levelsCount(0);
        encoder.deltasCount(0);
        encoder.putCommand(commandBuffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + length);
        final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        buffer.getBytes(0, bytes);
        outputs.get(lane).add(bytes);
        sha.hash(new UnsafeBuffer(bytes), 0, bytes.length, lastHash[lane], 0);
    }

    private void stamp(final EventStampEncoder stamp, final int partition) {
        stamp.partition(partition)
                .shard(0)
                .eventSequence(records.get(partition).size() + 1)
                .coreSequence(coreSequence)
                .timestampUs(timestampUs);
    }

    private void stamp(final LaneStampEncoder stamp, final int lane) {
        stamp.lane(lane)
                .shard(0)
                .orderSequence(outputs.get(lane).size() + 1)
                .coreSequence(coreSequence)
                .timestampUs(timestampUs);
    }

    private void keepRecord(final int partition, final int length) {
        final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + length];
        buffer.getBytes(0, bytes);
        records.get(partition).add(bytes);
    }

    /** A random course of trading, with pauses from none to days. */
    public static ExchangeScript random(final long seed, final int steps) {
        return random(seed, steps, 6);
    }

    /** As {@link #random(long, int)} with so many users. */
    public static ExchangeScript random(final long seed, final int steps, final int users) {
        final ExchangeScript script = RandomCourse.of(seed, steps, users);
        final List<List<byte[]>> chains = ChainScript.random(seed, steps / 2);
        for (int partition = 0; partition < chains.size(); partition++) {
            script.chainRecords.get(partition).addAll(chains.get(partition));
        }
        return script;
    }
}
