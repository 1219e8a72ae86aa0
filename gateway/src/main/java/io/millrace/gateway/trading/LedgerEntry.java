package io.millrace.gateway.trading;

/** One change of what a user has of one asset, in minor units, with its cause. */
public record LedgerEntry(long accountSequence, Asset asset, Amounts amounts, Origin origin, long timestampUs) {

    /** How much changed, and what stood afterwards. */
    public record Amounts(long availableDelta, long heldDelta, long available, long held) {}

    /**
     * What changed it.
     *
     * @param orderId 0: none
     * @param tradeId 0: none
     * @param symbol empty: none
     * @param requestId empty: none
     */
    public record Origin(
            String cause,
            String reason,
            long orderId,
            long tradeId,
            String symbol,
            String requestId,
            long coreSequence) {}
}
