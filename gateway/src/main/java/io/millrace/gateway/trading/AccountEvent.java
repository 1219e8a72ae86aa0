package io.millrace.gateway.trading;

import java.util.List;

/**
 * One change of one user's account, as UBSCore says it.
 *
 * @param order the order behind it; null if there is none
 * @param requestId the transfer behind it; empty if there is none
 */
public record AccountEvent(
        long userId,
        long accountSequence,
        long coreSequence,
        long timestampUs,
        String cause,
        OrderPart order,
        String requestId,
        List<Change> changes) {

    /**
     * The order as it stands after this.
     *
     * @param price its limit in ticks, 0 if it has none; where an order is accepted or amended
     * @param quantity lots in all; where an order is accepted or amended
     * @param remaining lots left
     * @param fill null if this is not a fill
     */
    public record OrderPart(
            long orderId,
            int instrumentId,
            OrderStatus status,
            String reason,
            long price,
            long quantity,
            long remaining,
            FillPart fill) {}

    /** A trade seen from the order: ticks, lots, minor units of the fee's asset. */
    public record FillPart(
            long tradeId, Side side, long price, long quantity, int feeAssetId, long fee, String liquidity) {}

    /** What one balance gained and lost, and what it is now: minor units. */
    public record Change(int assetId, long availableDelta, long heldDelta, long available, long held) {}
}
