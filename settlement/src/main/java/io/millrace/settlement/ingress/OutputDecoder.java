package io.millrace.settlement.ingress;

import io.millrace.schema.sbe.AmendOrderDecoder;
import io.millrace.schema.sbe.CancelOrderDecoder;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.EngineOutputDecoder.OrdersDecoder;
import io.millrace.schema.sbe.EngineOutputDecoder.TradesDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.OrderStatus;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.SetInstrumentStateDecoder;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.TickDecoder;
import io.millrace.settlement.ledger.Asset;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Instrument;
import io.millrace.settlement.ledger.OrderState;
import io.millrace.settlement.ledger.OrderState.Filled;
import io.millrace.settlement.ledger.OrderState.Standing;
import io.millrace.settlement.ledger.OrderState.Terms;
import io.millrace.settlement.ledger.Output;
import io.millrace.settlement.ledger.Output.Definition;
import io.millrace.settlement.ledger.Output.OutputStamp;
import io.millrace.settlement.ledger.PlacedOrder;
import io.millrace.settlement.ledger.PlacedOrder.Options;
import io.millrace.settlement.ledger.StreamPosition;
import io.millrace.settlement.ledger.Trade;
import io.millrace.settlement.ledger.Trade.Aggression;
import io.millrace.settlement.ledger.Trade.Party;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads an EngineOutput. One thread; keeps nothing of the buffer. */
public final class OutputDecoder {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final ListInstrumentDecoder list = new ListInstrumentDecoder();
    private final UnsafeBuffer embedded = new UnsafeBuffer(0, 0);
    private final WireText text = new WireText();

    /**
     * @param hash SHA-256 of the output's bytes.
     * @throws Breach if the bytes are no EngineOutput.
     */
    public Output decode(final DirectBuffer buffer, final int offset, final int length, final byte[] hash) {
        header.wrap(buffer, offset);
        if (header.templateId() != EngineOutputDecoder.TEMPLATE_ID
                || header.schemaId() != EngineOutputDecoder.SCHEMA_ID) {
            throw new Breach("not an engine output: template_id=" + header.templateId() + " length=" + length);
        }
        output.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        final OutputStamp stamp = stamp(hash);
        final boolean accepted = output.outcome() == Outcome.ACCEPTED;
        final String reason = output.reason().name();
        final int command = output.commandTemplateId();
        final List<Trade> trades = trades();
        final List<OrderState> orders = orders();
        output.levels().forEach(EngineOutputDecoder.LevelsDecoder::sbeSkip);
        output.deltas().forEach(EngineOutputDecoder.DeltasDecoder::sbeSkip);
        final Definition definition = definition(command, accepted, reason);
        return new Output(stamp, bytes, commandName(command), accepted, reason, trades, orders, definition);
    }

    private OutputStamp stamp(final byte[] hash) {
        final byte[] previousHash = new byte[StreamPosition.HASH_LENGTH];
        output.getPreviousHash(previousHash, 0, previousHash.length);
        return new OutputStamp(
                output.lane(),
                output.shard(),
                output.outputSequence(),
                hash.clone(),
                previousHash,
                output.coreSequence(),
                output.timestampUs());
    }

    private List<Trade> trades() {
        final int instrumentId = output.instrumentId();
        final TradesDecoder group = output.trades();
        final List<Trade> trades = new ArrayList<>(group.count());
        while (group.hasNext()) {
            group.next();
            trades.add(new Trade(
                    instrumentId,
                    group.tradeId(),
                    group.price(),
                    group.quantity(),
                    group.notional(),
                    new Aggression(group.takerSide() == Side.BUY, group.auction() == Flag.YES),
                    new Party(group.makerOrderId(), group.makerUserId(), group.makerFee()),
                    new Party(group.takerOrderId(), group.takerUserId(), group.takerFee())));
        }
        return trades;
    }

    private List<OrderState> orders() {
        final OrdersDecoder group = output.orders();
        final List<OrderState> orders = new ArrayList<>(group.count());
        while (group.hasNext()) {
            group.next();
            orders.add(new OrderState(
                    group.orderId(),
                    group.userId(),
                    group.instrumentId(),
                    group.side() == Side.BUY,
                    new Standing(group.status().name(), group.reason().name(), group.triggered() == Flag.YES),
                    new Terms(group.price(), group.quantity(), group.triggerPrice()),
                    new Filled(group.filledQuantity(), group.remainingQuantity(), group.filledNotional())));
        }
        return orders;
    }

    private Definition definition(final int command, final boolean accepted, final String reason) {
        output.wrapCommand(embedded);
        if (command == PlaceOrderDecoder.TEMPLATE_ID) {
            place.wrapAndApplyHeader(embedded, 0, header);
            return new Definition(placedOrder(accepted, reason), null, null, null);
        }
        if (command == ListInstrumentDecoder.TEMPLATE_ID && accepted) {
            list.wrapAndApplyHeader(embedded, 0, header);
            return listed();
        }
        return Definition.NONE;
    }

    private PlacedOrder placedOrder(final boolean accepted, final String reason) {
        final OrderState asPlaced = new OrderState(
                place.orderId(),
                place.userId(),
                place.instrumentId(),
                place.side() == Side.BUY,
                new Standing((accepted ? OrderStatus.NEW : OrderStatus.REJECTED).name(), reason, false),
                new Terms(place.price(), place.quantity(), place.triggerPrice()),
                new Filled(0, place.quantity(), 0));
        final Options options = new Options(
                place.orderType().name(),
                place.timeInForce().name(),
                place.stpMode().name(),
                place.postOnly() == Flag.YES,
                place.expireTimeUs());
        return new PlacedOrder(
                asPlaced, text.read(place::getClientOrderId), options, place.displayQuantity(), place.quoteBudget());
    }

    private Definition listed() {
        final Instrument instrument = DefinitionDecoding.instrument(list.instrument(), text);
        final Asset base = new Asset(
                instrument.baseAssetId(),
                text.read(list::getBaseSymbol),
                instrument.grid().baseScale());
        final Asset quote = new Asset(
                instrument.quoteAssetId(),
                text.read(list::getQuoteSymbol),
                instrument.grid().quoteScale());
        return new Definition(null, instrument, base, quote);
    }

    private static String commandName(final int templateId) {
        return switch (templateId) {
            case PlaceOrderDecoder.TEMPLATE_ID -> "PLACE";
            case CancelOrderDecoder.TEMPLATE_ID -> "CANCEL";
            case AmendOrderDecoder.TEMPLATE_ID -> "AMEND";
            case MassCancelDecoder.TEMPLATE_ID -> "MASS_CANCEL";
            case ListInstrumentDecoder.TEMPLATE_ID -> "LIST_INSTRUMENT";
            case SetInstrumentStateDecoder.TEMPLATE_ID -> "SET_INSTRUMENT_STATE";
            case TickDecoder.TEMPLATE_ID -> "TICK";
            default ->
                throw new Breach("command is not known, a newer settlement is needed: template_id=" + templateId);
        };
    }
}
