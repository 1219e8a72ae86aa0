package io.millrace.settlement.ledger;

import java.math.BigInteger;
import java.util.List;

/** One record of the topic chain.events: the whole of what it names, as it stands from then on. */
public sealed interface ChainRecord {
    /** Where the record stands. */
    ChainStamp stamp();

    /** Place of a record among its chain's: sequences ascend, and those of replaced records may be gone. */
    record ChainStamp(long chainId, long sequence, long timestampUs) {}

    /**
     * A deposit in a block.
     *
     * @param assetId 0: none of ours.
     * @param amount what is credited, minor units of the asset.
     * @param rest what is below the asset's scale, in the token's smallest unit.
     */
    record Deposit(
            ChainStamp stamp,
            DepositLog log,
            long height,
            int assetId,
            long amount,
            BigInteger rest,
            String status,
            String reason)
            implements ChainRecord {}

    /** What the vault has logged; {@code user} is whatever the sender wrote. */
    record DepositLog(
            String blockHash,
            String txHash,
            int logIndex,
            String token,
            BigInteger user,
            String sender,
            BigInteger amount) {}

    /** How far a withdrawal is paid. */
    record Payment(
            ChainStamp stamp,
            long userId,
            long withdrawalId,
            String status,
            String reason,
            ChainTransaction transaction)
            implements ChainRecord {}

    /** The transaction that does it; nonce -1, empty hash, height 0: none yet. */
    record ChainTransaction(long nonce, String hash, long height, long gasUsed) {}

    /**
     * Trades that are settled together.
     *
     * @param number ours, never used again.
     * @param batchId the contract's; 0: none yet.
     */
    record Batch(
            ChainStamp stamp,
            long number,
            long batchId,
            String status,
            String reason,
            int attempts,
            ChainTransaction transaction,
            List<TradeKey> trades,
            int legCount)
            implements ChainRecord {}

    /** A trade by its instrument and number there. */
    record TradeKey(int instrumentId, long tradeId) {}

    /** What concerns the chain service alone: blocks, signed transactions, places. */
    record Internal(ChainStamp stamp) implements ChainRecord {}
}
