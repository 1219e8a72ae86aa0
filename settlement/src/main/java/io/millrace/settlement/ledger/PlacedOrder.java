package io.millrace.settlement.ledger;

/**
 * What never changes about an order, and the terms it came with.
 *
 * @param displayQuantity lots; 0: all.
 * @param quoteBudget minor units of the quote asset; 0: by quantity.
 */
public record PlacedOrder(
        OrderState asPlaced, String clientOrderId, Options options, long displayQuantity, long quoteBudget) {

    /** How it wants to be treated; {@code expireTimeUs} 0: never. */
    public record Options(String type, String timeInForce, String stpMode, boolean postOnly, long expireTimeUs) {}
}
