package io.millrace.settlement.ledger;

/**
 * A trade; ids are contiguous per instrument. In an auction the maker is the seller.
 *
 * @param price ticks.
 * @param quantity lots.
 * @param notional minor units of the quote asset.
 */
public record Trade(
        int instrumentId,
        long tradeId,
        long price,
        long quantity,
        long notional,
        Aggression aggression,
        Party maker,
        Party taker) {

    /** Which side took, and whether an auction printed it. */
    public record Aggression(boolean takerBuys, boolean auction) {}

    /** One side; the fee is in minor units of what the side receives, negative for a rebate. */
    public record Party(long orderId, long userId, long fee) {}
}
