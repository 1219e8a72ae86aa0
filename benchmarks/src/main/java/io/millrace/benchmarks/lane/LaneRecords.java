package io.millrace.benchmarks.lane;

import io.millrace.benchmarks.book.Mix;
import io.millrace.schema.sbe.AmendOrderEncoder;
import io.millrace.schema.sbe.CancelOrderEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.LaneStampEncoder;
import io.millrace.schema.sbe.ListInstrumentEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.PlaceOrderEncoder;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of a mix as the records of {@code orders} that UBSCore would write: one instrument listed, then numbered commands. */
public final class LaneRecords {
    public static final int LANE = 0;

    private static final int INSTRUMENT = 1;
    private static final long START_US = 1_750_000_000_000_000L;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ListInstrumentEncoder list = new ListInstrumentEncoder();
    private final PlaceOrderEncoder place = new PlaceOrderEncoder();
    private final CancelOrderEncoder cancel = new CancelOrderEncoder();
    private final AmendOrderEncoder amend = new AmendOrderEncoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
    private final Consumer<byte[]> records;
    private long sequence;

    private LaneRecords(final Consumer<byte[]> records) {
        this.records = records;
    }

    /** Hands over each record once, in order; returns how many. */
    public static long encode(final Mix mix, final Consumer<byte[]> records) {
        final LaneRecords lane = new LaneRecords(records);
        lane.list();
        for (int i = 0; i < mix.count; i++) {
            lane.encode(mix.messages, i * Mix.STRIDE);
        }
        return lane.sequence;
    }

    private void list() {
        list.wrapAndApplyHeader(buffer, 0, header);
        stamp(list.stamp());
        list.instrument()
                .instrumentId(INSTRUMENT)
                .baseAssetId(1)
                .quoteAssetId(2)
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
                .notionalMax(1L << 50)
                .priceMax(1_000_000_000)
                .makerFeePpm(200)
                .takerFeePpm(1000)
                .collarPpm(50_000)
                .symbol("BTC_USDT");
        list.baseSymbol("BTC").quoteSymbol("USDT");
        add(list.encodedLength());
    }

    private void encode(final long[] messages, final int base) {
        final long head = messages[base];
        final long body = messages[base + 1];
        final long orderId = Mix.orderId(head);
        final long price = Mix.price(body);
        final long quantity = Mix.quantity(body);
        switch (Mix.operation(head)) {
            case Mix.CANCEL -> cancel(orderId, Mix.user(head));
            case Mix.AMEND -> amend(orderId, Mix.user(head), price, quantity);
            default -> place(head, orderId, price, quantity);
        }
    }

    private void place(final long head, final long orderId, final long price, final long quantity) {
        place.wrapAndApplyHeader(buffer, 0, header);
        stamp(place.stamp());
        place.orderId(orderId)
                .userId(Mix.user(head))
                .instrumentId(INSTRUMENT)
                .side(Mix.side(head) == 0 ? Side.BUY : Side.SELL)
                .orderType(OrderType.LIMIT)
                .timeInForce(Mix.operation(head) == Mix.PLACE_IOC ? TimeInForce.IOC : TimeInForce.GTC)
                .stpMode(StpMode.NONE)
                .postOnly(Flag.NO)
                .makerFeePpm(200)
                .takerFeePpm(1000)
                .price(price)
                .quantity(quantity)
                .clientOrderId("order-" + orderId);
        add(place.encodedLength());
    }

    private void cancel(final long orderId, final long userId) {
        cancel.wrapAndApplyHeader(buffer, 0, header);
        stamp(cancel.stamp());
        cancel.orderId(orderId).userId(userId).instrumentId(INSTRUMENT).reason(Reason.USER);
        add(cancel.encodedLength());
    }

    private void amend(final long orderId, final long userId, final long price, final long quantity) {
        amend.wrapAndApplyHeader(buffer, 0, header);
        stamp(amend.stamp());
        amend.orderId(orderId)
                .userId(userId)
                .instrumentId(INSTRUMENT)
                .price(price)
                .quantity(quantity);
        add(amend.encodedLength());
    }

    private void stamp(final LaneStampEncoder stamp) {
        sequence++;
        stamp.lane(LANE)
                .shard(0)
                .orderSequence(sequence)
                .coreSequence(3 * sequence)
                .timestampUs(START_US + sequence);
    }

    private void add(final int encodedLength) {
        final byte[] record = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encodedLength];
        buffer.getBytes(0, record);
        buffer.setMemory(0, record.length, (byte) 0);
        records.accept(record);
    }
}
