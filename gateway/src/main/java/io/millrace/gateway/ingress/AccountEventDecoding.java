package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.Side;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.Cause;
import java.util.ArrayList;
import java.util.List;

/** A balance event's bytes as the gateway's own value. Holds no state. */
final class AccountEventDecoding {
    private static final int SELL = 2;

    private AccountEventDecoding() {}

    /** {@code event} is wrapped around its message and nothing of it read yet. */
    static AccountEvent decode(final BalanceEventDecoder event) {
        final AccountEvent.OrderPart order = event.orderId() == 0 ? null : order(event);
        final String requestId = event.requestId();
        final long userId = event.accountId();
        final long accountSequence = event.accountSequence();
        final long coreSequence = event.stamp().coreSequence();
        final long timestampUs = event.stamp().timestampUs();
        final String cause = event.cause().name();
        return new AccountEvent(
                userId, accountSequence, coreSequence, timestampUs, cause, order, requestId, changes(event));
    }

    private static AccountEvent.OrderPart order(final BalanceEventDecoder event) {
        final boolean isFill = event.cause() == Cause.FILL;
        final AccountEvent.FillPart fill = isFill
                ? new AccountEvent.FillPart(
                        event.tradeId(),
                        event.side() == SELL ? Side.SELL : Side.BUY,
                        event.price(),
                        event.quantity(),
                        event.feeAssetId(),
                        event.fee(),
                        event.liquidity().name())
                : null;
        return new AccountEvent.OrderPart(
                event.orderId(),
                event.instrumentId(),
                status(event.orderStatus()),
                event.reason().name(),
                isFill ? 0 : event.price(),
                isFill ? 0 : event.quantity(),
                event.remainingQuantity(),
                fill);
    }

    private static List<AccountEvent.Change> changes(final BalanceEventDecoder event) {
        final List<AccountEvent.Change> changes = new ArrayList<>(2);
        for (final BalanceEventDecoder.ChangesDecoder change : event.changes()) {
            changes.add(new AccountEvent.Change(
                    change.assetId(),
                    change.availableDelta(),
                    change.heldDelta(),
                    change.availableAfter(),
                    change.heldAfter()));
        }
        return changes;
    }

    /** NONE for a status that this gateway does not know. */
    static OrderStatus status(final io.millrace.schema.sbe.OrderStatus status) {
        for (final OrderStatus candidate : OrderStatus.values()) {
            if (candidate.name().equals(status.name())) {
                return candidate;
            }
        }
        return OrderStatus.NONE;
    }
}
