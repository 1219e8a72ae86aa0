package io.millrace.engine;

import io.millrace.schema.sbe.AmendOrderEncoder;
import io.millrace.schema.sbe.CancelOrderEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.LaneStampEncoder;
import io.millrace.schema.sbe.ListInstrumentEncoder;
import io.millrace.schema.sbe.MassCancelEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.PlaceOrderEncoder;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.SetInstrumentStateEncoder;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TickEncoder;
import io.millrace.schema.sbe.TimeInForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Records of {@code orders} for one lane, as UBSCore would write them: numbered, stamped, growing. */
final class Commands {
    static final int LANE = 2;
    static final int BTC = 1;
    static final int USDT = 3;
    static final int BTC_USDT = 3;

    private static final long START_US = 1_750_000_000_000_000L;

    private final List<byte[]> records = new ArrayList<>();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final int shard;

    Commands() {
        this(0);
    }

    Commands(final int shard) {
        this.shard = shard;
    }

    List<byte[]> records() {
        return records;
    }

    Commands list(final int instrumentId) {
        final ListInstrumentEncoder out = new ListInstrumentEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        out.instrument()
                .instrumentId(instrumentId)
                .baseAssetId(BTC)
                .quoteAssetId(USDT)
                .lane(LANE)
                .state(InstrumentState.OPEN)
                .priceScale((short) 2)
                .baseScale((short) 8)
                .quoteScale((short) 6)
                .tickSize(1)
                .lotSize(10_000)
                .notionalPerTickLot(1)
                .quantityMin(1)
                .quantityMax(1_000_000_000)
                .notionalMin(1)
                .notionalMax(Long.MAX_VALUE >> 8)
                .priceMax(1_000_000_000)
                .makerFeePpm(200)
                .takerFeePpm(1000)
                .priceBandPpm(0)
                .collarPpm(50_000)
                .symbol("BTC_USDT");
        out.baseSymbol("BTC").quoteSymbol("USDT");
        return add(out.encodedLength());
    }

    Commands place(final long orderId, final long userId, final Side side, final long price, final long quantity) {
        return place(orderId, userId, side, price, quantity, OrderType.LIMIT, TimeInForce.GTC);
    }

    Commands place(
            final long orderId,
            final long userId,
            final Side side,
            final long price,
            final long quantity,
            final OrderType type,
            final TimeInForce timeInForce) {
        final PlaceOrderEncoder out = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        out.orderId(orderId)
                .userId(userId)
                .instrumentId(BTC_USDT)
                .side(side)
                .orderType(type)
                .timeInForce(timeInForce)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .makerFeePpm(200)
                .takerFeePpm(1000)
                .price(price)
                .quantity(quantity)
                .displayQuantity(0)
                .quoteBudget(0)
                .triggerPrice(0)
                .trailingOffset(0)
                .expireTimeUs(timeInForce == TimeInForce.GTD ? START_US + 1_000_000 : 0)
                .clientOrderId("client-" + orderId);
        return add(out.encodedLength());
    }

    Commands cancel(final long orderId, final long userId) {
        final CancelOrderEncoder out = new CancelOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        out.orderId(orderId).userId(userId).instrumentId(BTC_USDT).reason(Reason.USER);
        return add(out.encodedLength());
    }

    Commands amend(final long orderId, final long userId, final long price, final long quantity) {
        final AmendOrderEncoder out = new AmendOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        out.orderId(orderId)
                .userId(userId)
                .instrumentId(BTC_USDT)
                .price(price)
                .quantity(quantity)
                .triggerPrice(0);
        return add(out.encodedLength());
    }

    Commands massCancel(final long userId) {
        final MassCancelEncoder out = new MassCancelEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        out.instrumentId(BTC_USDT).userId(userId).side((short) 0).reason(Reason.MASS_CANCEL);
        return add(out.encodedLength());
    }

    Commands state(final InstrumentState state) {
        final SetInstrumentStateEncoder out = new SetInstrumentStateEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        out.instrumentId(BTC_USDT).state(state);
        return add(out.encodedLength());
    }

    Commands tick() {
        final TickEncoder out = new TickEncoder().wrapAndApplyHeader(buffer, 0, header);
        stamp(out.stamp());
        return add(out.encodedLength());
    }

    /** A mix of all kinds over few orders and prices, the first one listing the instrument. */
    static Commands random(final long seed, final int count) {
        final Random random = new Random(seed);
        final Commands commands = new Commands().list(BTC_USDT);
        long lastOrderId = 0;
        while (commands.records.size() < count) {
            final long orderId = 1 + random.nextInt((int) lastOrderId + 1);
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> commands.cancel(orderId, 1000 + orderId % 5);
                case 3 -> commands.amend(orderId, 1000 + orderId % 5, price(random), 1 + random.nextInt(30));
                case 4 -> commands.tick();
                case 5 ->
                    commands.place(
                            ++lastOrderId,
                            1000 + lastOrderId % 5,
                            side(random),
                            price(random),
                            1 + random.nextInt(40),
                            OrderType.LIMIT,
                            TimeInForce.IOC);
                default ->
                    commands.place(
                            ++lastOrderId, 1000 + lastOrderId % 5, side(random), price(random), 1 + random.nextInt(20));
            }
        }
        return commands;
    }

    private static Side side(final Random random) {
        return random.nextBoolean() ? Side.BUY : Side.SELL;
    }

    private static long price(final Random random) {
        return 4_200_000 + random.nextInt(20);
    }

    private void stamp(final LaneStampEncoder stamp) {
        final long sequence = records.size() + 1;
        stamp.lane(LANE)
                .shard(shard)
                .orderSequence(sequence)
                .coreSequence(3 * sequence)
                .timestampUs(START_US + 1000 * sequence);
    }

    private Commands add(final int encodedLength) {
        final byte[] record = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encodedLength];
        buffer.getBytes(0, record);
        buffer.setMemory(0, buffer.capacity(), (byte) 0);
        records.add(record);
        return this;
    }
}
