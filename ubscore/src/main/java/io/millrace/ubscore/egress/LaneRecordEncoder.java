package io.millrace.ubscore.egress;

import io.millrace.schema.sbe.AmendOrderEncoder;
import io.millrace.schema.sbe.CancelOrderEncoder;
import io.millrace.schema.sbe.LaneStampEncoder;
import io.millrace.schema.sbe.ListInstrumentEncoder;
import io.millrace.schema.sbe.MassCancelEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.PlaceOrderEncoder;
import io.millrace.schema.sbe.SetInstrumentStateEncoder;
import io.millrace.schema.sbe.TickEncoder;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.InstrumentState;
import io.millrace.ubscore.account.NewOrder;
import io.millrace.ubscore.account.Placement;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.Stamp;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes records of the topic {@code orders} into the outbox; the key is the instrument's symbol. The service's thread. */
final class LaneRecordEncoder {
    private final Outbox outbox;
    private final UnsafeBuffer[] symbols = new UnsafeBuffer[CoreConfig.INSTRUMENT_ID_MAX + 1];
    private final UnsafeBuffer noKey = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[OutboxPartition.ENTRY_LENGTH_MAX]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PlaceOrderEncoder placeOrder = new PlaceOrderEncoder();
    private final CancelOrderEncoder cancelOrder = new CancelOrderEncoder();
    private final AmendOrderEncoder amendOrder = new AmendOrderEncoder();
    private final MassCancelEncoder massCancel = new MassCancelEncoder();
    private final ListInstrumentEncoder listInstrument = new ListInstrumentEncoder();
    private final SetInstrumentStateEncoder setInstrumentState = new SetInstrumentStateEncoder();
    private final TickEncoder tick = new TickEncoder();

    LaneRecordEncoder(final Outbox outbox) {
        this.outbox = outbox;
    }

    /** Learns the symbol that keys an instrument's records. */
    void instrument(final Instrument instrument) {
        symbols[instrument.instrumentId] =
                new UnsafeBuffer(instrument.symbol.toString().getBytes(StandardCharsets.US_ASCII));
    }

    void placeOrder(final Stamp stamp, final Placement placement) {
        final NewOrder order = placement.order;
        stamp(placeOrder.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        placeOrder
                .orderId(placement.orderId)
                .userId(order.userId)
                .instrumentId(order.instrumentId)
                .side(WireEnums.side(order.side))
                .orderType(WireEnums.orderType(order.type))
                .timeInForce(WireEnums.timeInForce(order.timeInForce))
                .stpMode(WireEnums.stpMode(order.stpMode))
                .postOnly(WireEnums.flag(order.postOnly))
                .makerFeePpm(placement.makerFeePpm)
                .takerFeePpm(placement.takerFeePpm)
                .price(placement.price)
                .quantity(order.quantity)
                .displayQuantity(order.displayQuantity)
                .quoteBudget(order.quoteBudget)
                .triggerPrice(order.triggerPrice)
                .trailingOffset(order.trailingOffset)
                .expireTimeUs(placement.expireTimeUs);
        order.clientOrderId.write(value, placeOrder.offset() + PlaceOrderEncoder.clientOrderIdEncodingOffset());
        append(stamp, order.instrumentId, PlaceOrderEncoder.BLOCK_LENGTH);
    }

    void cancelOrder(
            final Stamp stamp, final long orderId, final long userId, final int instrumentId, final Reason reason) {
        stamp(cancelOrder.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        cancelOrder.orderId(orderId).userId(userId).instrumentId(instrumentId).reason(WireEnums.reason(reason));
        append(stamp, instrumentId, CancelOrderEncoder.BLOCK_LENGTH);
    }

    void amendOrder(
            final Stamp stamp,
            final long orderId,
            final long userId,
            final int instrumentId,
            final long price,
            final long quantity,
            final long triggerPrice) {
        stamp(amendOrder.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        amendOrder
                .orderId(orderId)
                .userId(userId)
                .instrumentId(instrumentId)
                .price(price)
                .quantity(quantity)
                .triggerPrice(triggerPrice);
        append(stamp, instrumentId, AmendOrderEncoder.BLOCK_LENGTH);
    }

    void massCancel(
            final Stamp stamp, final int instrumentId, final long userId, final Side side, final Reason reason) {
        stamp(massCancel.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        massCancel
                .instrumentId(instrumentId)
                .userId(userId)
                .side(WireEnums.sideCode(side))
                .reason(WireEnums.reason(reason));
        append(stamp, instrumentId, MassCancelEncoder.BLOCK_LENGTH);
    }

    void listInstrument(final Stamp stamp, final Instrument instrument, final Asset base, final Asset quote) {
        instrument(instrument);
        stamp(listInstrument.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        DefinitionEncoding.encode(instrument, listInstrument.instrument());
        base.symbol.write(value, listInstrument.offset() + ListInstrumentEncoder.baseSymbolEncodingOffset());
        quote.symbol.write(value, listInstrument.offset() + ListInstrumentEncoder.quoteSymbolEncodingOffset());
        append(stamp, instrument.instrumentId, ListInstrumentEncoder.BLOCK_LENGTH);
    }

    void setInstrumentState(final Stamp stamp, final int instrumentId, final InstrumentState state) {
        stamp(setInstrumentState.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        setInstrumentState.instrumentId(instrumentId).state(WireEnums.instrumentState(state));
        append(stamp, instrumentId, SetInstrumentStateEncoder.BLOCK_LENGTH);
    }

    void tick(final Stamp stamp) {
        stamp(tick.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        append(stamp, 0, TickEncoder.BLOCK_LENGTH);
    }

    private static void stamp(final LaneStampEncoder encoder, final Stamp stamp) {
        encoder.lane(stamp.part())
                .shard(stamp.shard())
                .orderSequence(stamp.sequence())
                .coreSequence(stamp.coreSequence())
                .timestampUs(stamp.timestampUs());
    }

    private void append(final Stamp stamp, final int instrumentId, final int blockLength) {
        final UnsafeBuffer symbol = symbols[instrumentId];
        final UnsafeBuffer key = symbol == null ? noKey : symbol;
        outbox.lane(stamp.part())
                .append(
                        stamp.sequence(),
                        key,
                        key.capacity(),
                        value,
                        MessageHeaderEncoder.ENCODED_LENGTH + blockLength);
    }
}
