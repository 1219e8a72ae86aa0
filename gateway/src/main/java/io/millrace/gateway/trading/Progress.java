package io.millrace.gateway.trading;

/** How far an order has come: quantities in lots, notional in minor units of the quote asset. */
public record Progress(
        OrderStatus status,
        String reason,
        long filledQuantity,
        long remainingQuantity,
        long filledNotional,
        long coreSequence,
        long createdUs,
        long updatedUs) {}
