package io.millrace.engine.ingress;

import io.millrace.engine.InstrumentRegistry;
import io.millrace.engine.LaneBreachException;
import io.millrace.engine.book.InstrumentDefinition;
import io.millrace.engine.book.InstrumentState;
import io.millrace.engine.book.MatchingEngine;
import io.millrace.engine.book.NewOrder;
import io.millrace.engine.book.OrderType;
import io.millrace.engine.book.Reason;
import io.millrace.engine.book.Side;
import io.millrace.engine.book.StpMode;
import io.millrace.engine.book.TimeInForce;
import io.millrace.schema.sbe.AmendOrderDecoder;
import io.millrace.schema.sbe.CancelOrderDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import io.millrace.schema.sbe.LaneStampDecoder;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.SetInstrumentStateDecoder;
import io.millrace.schema.sbe.TickDecoder;
import org.agrona.DirectBuffer;

/** Turns one record of {@code orders} into one call of the book. Owned by the lane's thread. */
public final class CommandAdapter {
    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

    private final MatchingEngine engine;
    private final InstrumentRegistry instruments;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final LaneStampDecoder stamp = new LaneStampDecoder();
    private final PlaceOrderDecoder placeOrder = new PlaceOrderDecoder();
    private final CancelOrderDecoder cancelOrder = new CancelOrderDecoder();
    private final AmendOrderDecoder amendOrder = new AmendOrderDecoder();
    private final MassCancelDecoder massCancel = new MassCancelDecoder();
    private final ListInstrumentDecoder listInstrument = new ListInstrumentDecoder();
    private final SetInstrumentStateDecoder setInstrumentState = new SetInstrumentStateDecoder();
    private final TickDecoder tick = new TickDecoder();
    private final NewOrder order = new NewOrder();

    private DirectBuffer buffer;
    private int offset;
    private int length;
    private long orderId;
    private long userId;

    public CommandAdapter(final MatchingEngine engine, final InstrumentRegistry instruments) {
        this.engine = engine;
        this.instruments = instruments;
    }

    /**
     * Looks at a record; {@link #stamp} and {@link #templateId} tell of it then.
     *
     * @throws LaneBreachException if it is no message of this schema.
     */
    public void wrap(final DirectBuffer buffer, final int offset, final int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        final int headerAndStamp = HEADER_LENGTH + LaneStampDecoder.ENCODED_LENGTH;
        if (length < headerAndStamp) {
            throw new LaneBreachException("record is too short: length=" + length);
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID || HEADER_LENGTH + header.blockLength() > length) {
            throw new LaneBreachException("record is no message of ours: schema-id=" + header.schemaId()
                    + " template-id=" + header.templateId() + " block-length=" + header.blockLength() + " length="
                    + length);
        }
        stamp.wrap(buffer, offset + HEADER_LENGTH);
        orderId = 0;
        userId = 0;
    }

    /** Where the record stands: every message on {@code orders} begins with it. */
    public LaneStampDecoder stamp() {
        return stamp;
    }

    public int templateId() {
        return header.templateId();
    }

    /** The order that the command names, once it was run; 0: none. */
    public long orderId() {
        return orderId;
    }

    /** Owner of that order; 0: none. */
    public long userId() {
        return userId;
    }

    /**
     * Runs the command.
     *
     * @throws LaneBreachException if a field holds what no field of its kind can.
     */
    public void run() {
        try {
            dispatch();
        } catch (final IllegalArgumentException | IndexOutOfBoundsException ex) {
            throw new LaneBreachException(
                    "record makes no sense: template-id=" + templateId() + " length=" + length, ex);
        }
    }

    private void dispatch() {
        switch (header.templateId()) {
            case PlaceOrderDecoder.TEMPLATE_ID -> place();
            case CancelOrderDecoder.TEMPLATE_ID -> cancel();
            case AmendOrderDecoder.TEMPLATE_ID -> amend();
            case MassCancelDecoder.TEMPLATE_ID -> massCancel();
            case ListInstrumentDecoder.TEMPLATE_ID -> list();
            case SetInstrumentStateDecoder.TEMPLATE_ID -> setState();
            case TickDecoder.TEMPLATE_ID -> tick();
            default -> throw new IllegalArgumentException("unknown command");
        }
    }

    private void place() {
        final PlaceOrderDecoder in = placeOrder.wrapAndApplyHeader(buffer, offset, header);
        orderId = in.orderId();
        userId = in.userId();
        order.of(orderId, userId, Side.of(in.sideRaw()), in.price(), in.quantity())
                .type(OrderType.of(in.orderTypeRaw()))
                .timeInForce(TimeInForce.of(in.timeInForceRaw()))
                .stpMode(StpMode.of(in.stpModeRaw()))
                .postOnly(in.postOnly() == Flag.YES)
                .fees(in.makerFeePpm(), in.takerFeePpm())
                .displayQuantity(in.displayQuantity())
                .quoteBudget(in.quoteBudget())
                .triggerPrice(in.triggerPrice())
                .trailingOffset(in.trailingOffset())
                .expireTimeUs(in.expireTimeUs())
                .timestampUs(stamp.timestampUs());
        engine.place(in.instrumentId(), order);
    }

    private void cancel() {
        final CancelOrderDecoder in = cancelOrder.wrapAndApplyHeader(buffer, offset, header);
        orderId = in.orderId();
        userId = in.userId();
        engine.cancel(in.instrumentId(), orderId, userId, Reason.of(in.reasonRaw()));
    }

    private void amend() {
        final AmendOrderDecoder in = amendOrder.wrapAndApplyHeader(buffer, offset, header);
        orderId = in.orderId();
        userId = in.userId();
        engine.amend(in.instrumentId(), orderId, userId, in.price(), in.quantity(), in.triggerPrice());
    }

    private void massCancel() {
        final MassCancelDecoder in = massCancel.wrapAndApplyHeader(buffer, offset, header);
        userId = in.userId();
        final Side side = in.side() == 0 ? null : Side.of(in.side());
        engine.massCancel(in.instrumentId(), userId, side, Reason.of(in.reasonRaw()));
    }

    private void list() {
        final InstrumentDefinitionDecoder in =
                listInstrument.wrapAndApplyHeader(buffer, offset, header).instrument();
        if (in.lane() != stamp.lane()) {
            throw new IllegalArgumentException(
                    "instrument belongs to another lane: instrument-id=" + in.instrumentId() + " lane=" + in.lane());
        }
        final InstrumentDefinition definition = new InstrumentDefinition(
                in.instrumentId(),
                in.baseAssetId(),
                in.quoteAssetId(),
                in.lotSize(),
                in.notionalPerTickLot(),
                in.priceMax());
        if (engine.list(definition, InstrumentState.of(in.stateRaw())) == Reason.NONE) {
            instruments.define(in);
        }
    }

    private void setState() {
        final SetInstrumentStateDecoder in = setInstrumentState.wrapAndApplyHeader(buffer, offset, header);
        if (engine.setState(in.instrumentId(), InstrumentState.of(in.stateRaw())) == Reason.NONE
                && engine.book(in.instrumentId()).result().reason() == Reason.NONE) {
            instruments.changeState(in.instrumentId(), in.stateRaw());
        }
    }

    private void tick() {
        tick.wrapAndApplyHeader(buffer, offset, header);
        engine.tick(stamp.timestampUs());
    }
}
