package io.millrace.ubscore.ingress;

import io.millrace.feed.OutputHash;
import io.millrace.schema.sbe.AmendOrderDecoder;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.ubscore.account.ApplyStatus;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.account.OrderStatus;
import io.millrace.ubscore.account.Outcome;
import io.millrace.ubscore.account.OutputHeader;
import io.millrace.ubscore.account.OutputOrder;
import io.millrace.ubscore.account.OutputTrade;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.account.Side;
import org.agrona.DirectBuffer;

/** One EngineOutput's bytes as the core's calls. The service's thread. */
final class OutputAdapter {
    private final BalanceCore core;
    private final OutputHash outputHash = new OutputHash();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private final OutputHeader outputHeader = new OutputHeader();
    private final OutputTrade trade = new OutputTrade();
    private final OutputOrder order = new OutputOrder();

    OutputAdapter(final BalanceCore core) {
        this.core = core;
    }

    /** Applies the output if it is the next of its lane and there is room for what it makes. */
    ApplyStatus apply(final DirectBuffer buffer, final int offset, final int length, final long timestampUs) {
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != EngineOutputDecoder.TEMPLATE_ID) {
            throw new BreachException(
                    "not an engine output schemaId=" + header.schemaId() + " templateId=" + header.templateId());
        }
        output.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        readHeader();
        outputHash.hash(buffer, offset, length, outputHeader.hash, 0);
        final ApplyStatus status = core.beginOutput(outputHeader, timestampUs);
        if (status == ApplyStatus.APPLIED) {
            output.sbeRewind();
            applyTrades();
            applyOrders();
            core.endOutput();
        }
        return status;
    }

    private void readHeader() {
        outputHeader.lane = output.lane();
        outputHeader.outputSequence = output.outputSequence();
        output.getPreviousHash(outputHeader.previousHash, 0, OutputHeader.HASH_LENGTH);
        outputHeader.shard = output.shard();
        outputHeader.sourceSequence = output.sourceSequence();
        outputHeader.amend = output.commandTemplateId() == AmendOrderDecoder.TEMPLATE_ID;
        outputHeader.outcome = Outcome.of(output.outcomeRaw());
        outputHeader.reason = Reason.of(output.reasonRaw());
        outputHeader.instrumentId = output.instrumentId();
        outputHeader.orderId = output.orderId();
        outputHeader.lastPrice = output.lastPrice();
        final EngineOutputDecoder.TradesDecoder trades = output.trades();
        outputHeader.tradeCount = trades.count();
        output.limit(output.limit() + trades.count() * trades.actingBlockLength());
        outputHeader.orderCount = output.orders().count();
    }

    private void applyTrades() {
        for (final EngineOutputDecoder.TradesDecoder source : output.trades()) {
            trade.tradeId = source.tradeId();
            trade.price = source.price();
            trade.quantity = source.quantity();
            trade.notional = source.notional();
            trade.makerOrderId = source.makerOrderId();
            trade.makerUserId = source.makerUserId();
            trade.makerFee = source.makerFee();
            trade.makerRemaining = source.makerRemaining();
            trade.takerOrderId = source.takerOrderId();
            trade.takerUserId = source.takerUserId();
            trade.takerFee = source.takerFee();
            trade.takerRemaining = source.takerRemaining();
            trade.takerSide = Side.of(source.takerSideRaw());
            trade.auction = source.auctionRaw() != 0;
            core.applyTrade(trade);
        }
    }

    private void applyOrders() {
        for (final EngineOutputDecoder.OrdersDecoder source : output.orders()) {
            order.orderId = source.orderId();
            order.userId = source.userId();
            order.instrumentId = source.instrumentId();
            order.side = Side.of(source.sideRaw());
            order.status = OrderStatus.of(source.statusRaw());
            order.reason = Reason.of(source.reasonRaw());
            order.price = source.price();
            order.quantity = source.quantity();
            order.filledQuantity = source.filledQuantity();
            order.remainingQuantity = source.remainingQuantity();
            order.filledNotional = source.filledNotional();
            order.triggerPrice = source.triggerPrice();
            core.applyOrder(order);
        }
    }
}
