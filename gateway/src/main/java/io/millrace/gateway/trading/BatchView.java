package io.millrace.gateway.trading;

/**
 * Trades that are settled together on a chain, as the store has them.
 *
 * @param number ours, never used again.
 * @param batchId the contract's; 0: none yet.
 */
public record BatchView(
        long chainId,
        long number,
        long batchId,
        String status,
        String reason,
        Size size,
        ChainTransactionView transaction,
        long updatedUs) {
    /** How much is in it, and how often it was refused. */
    public record Size(int tradeCount, int legCount, int attempts) {}
}
