package io.millrace.gateway.egress;

import io.millrace.gateway.trading.AmendOrder;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderTerms;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.AmendOrderRequestEncoder;
import io.millrace.schema.sbe.CancelAfterRequestEncoder;
import io.millrace.schema.sbe.CancelOrderRequestEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MassCancelRequestEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.NewOrderRequestEncoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.StpMode;
import io.millrace.schema.sbe.TimeInForce;
import org.agrona.concurrent.UnsafeBuffer;

/** Commands as sealed bytes. Holds no state: any thread may call. */
final class CommandEncoding {
    private CommandEncoding() {}

    static byte[] newOrder(final long correlationId, final NewOrder order, final long nowUs) {
        final OrderTerms terms = order.terms();
        final UnsafeBuffer buffer = frame(NewOrderRequestEncoder.BLOCK_LENGTH);
        new NewOrderRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .correlationId(correlationId)
                .userId(order.userId())
                .requestTimeUs(nowUs)
                .instrumentId(order.instrument().instrumentId())
                .side(Side.valueOf(order.side().name()))
                .orderType(OrderType.valueOf(order.type().name()))
                .timeInForce(TimeInForce.valueOf(order.timeInForce().name()))
                .stpMode(StpMode.valueOf(order.stpMode().name()))
                .postOnly(terms.postOnly() ? Flag.YES : Flag.NO)
                .price(terms.price())
                .quantity(terms.quantity())
                .displayQuantity(terms.displayQuantity())
                .quoteBudget(terms.quoteBudget())
                .triggerPrice(terms.triggerPrice())
                .trailingOffset(terms.trailingOffset())
                .expireTimeUs(terms.expireTimeUs())
                .clientOrderId(order.clientOrderId());
        return seal(buffer);
    }

    static byte[] cancel(final long correlationId, final OrderKey key, final long nowUs) {
        final UnsafeBuffer buffer = frame(CancelOrderRequestEncoder.BLOCK_LENGTH);
        new CancelOrderRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .correlationId(correlationId)
                .userId(key.userId())
                .requestTimeUs(nowUs)
                .orderId(key.orderId())
                .clientOrderId(key.clientOrderId());
        return seal(buffer);
    }

    static byte[] amend(final long correlationId, final AmendOrder amend, final long nowUs) {
        final UnsafeBuffer buffer = frame(AmendOrderRequestEncoder.BLOCK_LENGTH);
        new AmendOrderRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .correlationId(correlationId)
                .userId(amend.key().userId())
                .requestTimeUs(nowUs)
                .orderId(amend.key().orderId())
                .price(amend.price())
                .quantity(amend.quantity())
                .triggerPrice(amend.triggerPrice())
                .clientOrderId(amend.key().clientOrderId());
        return seal(buffer);
    }

    static byte[] massCancel(final long correlationId, final long userId, final int instrumentId, final long nowUs) {
        final UnsafeBuffer buffer = frame(MassCancelRequestEncoder.BLOCK_LENGTH);
        new MassCancelRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .correlationId(correlationId)
                .userId(userId)
                .requestTimeUs(nowUs)
                .instrumentId(instrumentId)
                .side((short) 0);
        return seal(buffer);
    }

    static byte[] cancelAfter(final long correlationId, final long userId, final long timeoutUs, final long nowUs) {
        final UnsafeBuffer buffer = frame(CancelAfterRequestEncoder.BLOCK_LENGTH);
        new CancelAfterRequestEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .correlationId(correlationId)
                .userId(userId)
                .requestTimeUs(nowUs)
                .timeoutUs(timeoutUs);
        return seal(buffer);
    }

    private static UnsafeBuffer frame(final int blockLength) {
        return new UnsafeBuffer(
                new byte[MessageHeaderEncoder.ENCODED_LENGTH + blockLength + CommandFrame.TRAILER_LENGTH]);
    }

    private static byte[] seal(final UnsafeBuffer buffer) {
        new CommandFrame().seal(buffer, 0, buffer.capacity() - CommandFrame.TRAILER_LENGTH);
        return buffer.byteArray();
    }
}
