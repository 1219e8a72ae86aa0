package io.millrace.chain.vault;

/**
 * What the service goes by.
 *
 * @param startHeight the first block that is read.
 * @param confirmations blocks, its own among them, that make a block final.
 * @param blocksPerStepMax blocks that one step reads at most.
 * @param stuckUs a transaction that is in no block for so long is replaced.
 * @param rebroadcastUs and is sent again so often.
 * @param bumpPercent what a replacement pays more, at least 10.
 * @param transactionsMax transactions that are not final at one time.
 * @param withdrawalPatienceUs how long a withdrawal waits for trades to be settled that cover it.
 * @param batchTradesMax trades that make a batch.
 * @param batchUs the oldest trade waits so long.
 * @param batchLegsMax legs that fit a transaction.
 * @param batchAttemptsMax refusals after which a batch is rolled back.
 * @param batchRetryUs pause after a refusal, doubled each time.
 * @param regatherUs how long the trades of a batch that was rolled back rest.
 */
public record VaultRules(
        long startHeight,
        int confirmations,
        int blocksPerStepMax,
        long stuckUs,
        long rebroadcastUs,
        int bumpPercent,
        int transactionsMax,
        long withdrawalPatienceUs,
        int batchTradesMax,
        long batchUs,
        int batchLegsMax,
        int batchAttemptsMax,
        long batchRetryUs,
        long regatherUs) {
    private static final int BUMP_PERCENT_MIN = 10;

    public VaultRules {
        if (confirmations < 1 || confirmations >= ChainRecord.BlockSeen.KEPT || bumpPercent < BUMP_PERCENT_MIN) {
            throw new IllegalArgumentException(
                    "rules out of bounds confirmations=" + confirmations + " bumpPercent=" + bumpPercent);
        }
    }
}
