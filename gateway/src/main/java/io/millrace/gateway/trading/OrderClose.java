package io.millrace.gateway.trading;

/**
 * A closed order's last balance event.
 *
 * @param assetId asset that was released; 0: nothing was left to release
 * @param released minor units
 * @param coreSequence UBSCore's sequence of the release: balances read at it show it
 */
public record OrderClose(
        long orderId,
        OrderStatus status,
        String reason,
        int assetId,
        long released,
        long coreSequence,
        long timestampUs) {}
