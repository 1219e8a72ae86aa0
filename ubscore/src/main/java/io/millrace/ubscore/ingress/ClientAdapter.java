package io.millrace.ubscore.ingress;

import io.millrace.schema.sbe.AmendOrderRequestDecoder;
import io.millrace.schema.sbe.CancelAfterRequestDecoder;
import io.millrace.schema.sbe.CancelOrderRequestDecoder;
import io.millrace.schema.sbe.MassCancelRequestDecoder;
import io.millrace.schema.sbe.NewOrderRequestDecoder;
import io.millrace.ubscore.account.AmendOrder;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CancelOrder;
import io.millrace.ubscore.account.NewOrder;
import io.millrace.ubscore.account.OrderType;
import io.millrace.ubscore.account.Side;
import io.millrace.ubscore.account.StpMode;
import io.millrace.ubscore.account.TimeInForce;
import org.agrona.DirectBuffer;

/** Clients' commands as the core's calls. Bodies have been checked for their length. The service's thread. */
final class ClientAdapter {
    private final BalanceCore core;
    private final NewOrder newOrder = new NewOrder();
    private final CancelOrder cancelOrder = new CancelOrder();
    private final AmendOrder amendOrder = new AmendOrder();
    private final NewOrderRequestDecoder newOrderRequest = new NewOrderRequestDecoder();
    private final CancelOrderRequestDecoder cancelRequest = new CancelOrderRequestDecoder();
    private final AmendOrderRequestDecoder amendRequest = new AmendOrderRequestDecoder();
    private final MassCancelRequestDecoder massCancelRequest = new MassCancelRequestDecoder();
    private final CancelAfterRequestDecoder cancelAfterRequest = new CancelAfterRequestDecoder();

    ClientAdapter(final BalanceCore core) {
        this.core = core;
    }

    void newOrder(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final NewOrderRequestDecoder source = newOrderRequest.wrap(buffer, offset, block, version);
        newOrder.userId = source.userId();
        newOrder.requestTimeUs = source.requestTimeUs();
        newOrder.instrumentId = source.instrumentId();
        newOrder.side = Side.of(source.sideRaw());
        newOrder.type = OrderType.of(source.orderTypeRaw());
        newOrder.timeInForce = TimeInForce.of(source.timeInForceRaw());
        newOrder.stpMode = StpMode.of(source.stpModeRaw());
        newOrder.postOnly = source.postOnlyRaw() != 0;
        newOrder.price = source.price();
        newOrder.quantity = source.quantity();
        newOrder.displayQuantity = source.displayQuantity();
        newOrder.quoteBudget = source.quoteBudget();
        newOrder.triggerPrice = source.triggerPrice();
        newOrder.trailingOffset = source.trailingOffset();
        newOrder.expireTimeUs = source.expireTimeUs();
        newOrder.clientOrderId.wrap(buffer, offset + NewOrderRequestDecoder.clientOrderIdEncodingOffset());
        core.newOrder(newOrder, timestampUs);
    }

    void cancelOrder(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final CancelOrderRequestDecoder source = cancelRequest.wrap(buffer, offset, block, version);
        cancelOrder.userId = source.userId();
        cancelOrder.requestTimeUs = source.requestTimeUs();
        cancelOrder.orderId = source.orderId();
        cancelOrder.clientOrderId.wrap(buffer, offset + CancelOrderRequestDecoder.clientOrderIdEncodingOffset());
        core.cancelOrder(cancelOrder, timestampUs);
    }

    void amendOrder(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final AmendOrderRequestDecoder source = amendRequest.wrap(buffer, offset, block, version);
        amendOrder.userId = source.userId();
        amendOrder.requestTimeUs = source.requestTimeUs();
        amendOrder.orderId = source.orderId();
        amendOrder.price = source.price();
        amendOrder.quantity = source.quantity();
        amendOrder.triggerPrice = source.triggerPrice();
        amendOrder.clientOrderId.wrap(buffer, offset + AmendOrderRequestDecoder.clientOrderIdEncodingOffset());
        core.amendOrder(amendOrder, timestampUs);
    }

    void massCancel(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final MassCancelRequestDecoder source = massCancelRequest.wrap(buffer, offset, block, version);
        core.massCancel(
                source.userId(), source.requestTimeUs(), source.instrumentId(), Side.of(source.side()), timestampUs);
    }

    void cancelAfter(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final CancelAfterRequestDecoder source = cancelAfterRequest.wrap(buffer, offset, block, version);
        core.cancelAfter(source.userId(), source.requestTimeUs(), source.timeoutUs(), timestampUs);
    }
}
