package io.millrace.chain.vault;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What the journal keeps: each record is the whole of what it names, so the last one of a key says all. */
public sealed interface ChainRecord {
    /** A later record with the same key replaces an earlier one. */
    String key();

    /** A block became the newest that was read: what was kept above it is no longer part of the chain. */
    record BlockSeen(Head head) implements ChainRecord {
        /** Blocks that are kept: a reorganisation that goes deeper halts. */
        public static final int KEPT = 512;

        @Override
        public String key() {
            return "block/" + head.height() % KEPT;
        }
    }

    /**
     * A deposit in a block.
     *
     * @param ordinal place among the vault's logs of the same transaction: stays when the transaction moves to another block.
     * @param assetId 0: none of ours.
     * @param amount what is credited, minor units of the asset.
     * @param rest what is below the asset's scale, in the token's smallest unit.
     * @param sourcePartition partition of balance.operations that the credit went to; -1: none yet.
     */
    record Deposit(
            DepositLog log,
            long height,
            int ordinal,
            int assetId,
            long amount,
            BigInteger rest,
            DepositStatus status,
            String reason,
            int sourcePartition,
            long sourceSequence)
            implements ChainRecord {
        @Override
        public String key() {
            return "deposit/" + log.blockHash() + "/" + log.logIndex();
        }

        /** What is credited once, in whatever block it stands. */
        public String creditKey() {
            return log.txHash() + "/" + ordinal;
        }

        Deposit with(final DepositStatus next, final String why) {
            return new Deposit(log, height, ordinal, assetId, amount, rest, next, why, sourcePartition, sourceSequence);
        }

        Deposit sent(final DepositStatus next, final int partition, final long sequence) {
            return new Deposit(log, height, ordinal, assetId, amount, rest, next, reason, partition, sequence);
        }
    }

    /**
     * A withdrawal that UBSCore holds, or held.
     *
     * @param nonce of the transaction that pays it; -1: none.
     * @param sinceUs when it was first tried.
     * @param sourcePartition partition of balance.operations that its end went to; -1: none yet.
     * @param closed UBSCore has heard the end, or brought it about.
     */
    record Withdrawal(
            long id,
            long userId,
            int assetId,
            long amount,
            String address,
            WithdrawalStatus status,
            String reason,
            long nonce,
            String txHash,
            long height,
            long gasUsed,
            long sinceUs,
            int sourcePartition,
            long sourceSequence,
            boolean closed)
            implements ChainRecord {
        @Override
        public String key() {
            return "withdrawal/" + id;
        }

        Withdrawal with(final WithdrawalStatus next, final String why) {
            return new Withdrawal(
                    id,
                    userId,
                    assetId,
                    amount,
                    address,
                    next,
                    why,
                    nonce,
                    txHash,
                    height,
                    gasUsed,
                    sinceUs,
                    sourcePartition,
                    sourceSequence,
                    closed);
        }

        Withdrawal since(final long nowUs) {
            return new Withdrawal(
                    id,
                    userId,
                    assetId,
                    amount,
                    address,
                    status,
                    reason,
                    nonce,
                    txHash,
                    height,
                    gasUsed,
                    nowUs,
                    sourcePartition,
                    sourceSequence,
                    closed);
        }

        Withdrawal paidBy(final Transaction transaction) {
            return new Withdrawal(
                    id,
                    userId,
                    assetId,
                    amount,
                    address,
                    status,
                    reason,
                    transaction.nonce(),
                    transaction.hash(),
                    transaction.height(),
                    transaction.gasUsed(),
                    sinceUs,
                    sourcePartition,
                    sourceSequence,
                    closed);
        }

        Withdrawal ended(final int partition, final long sequence) {
            return new Withdrawal(
                    id, userId, assetId, amount, address, status, reason, nonce, txHash, height, gasUsed, sinceUs,
                    partition, sequence, closed);
        }

        Withdrawal close() {
            return new Withdrawal(
                    id,
                    userId,
                    assetId,
                    amount,
                    address,
                    status,
                    reason,
                    nonce,
                    txHash,
                    height,
                    gasUsed,
                    sinceUs,
                    sourcePartition,
                    sourceSequence,
                    true);
        }
    }

    /** A signed form of a transaction; all forms of one have its nonce and do the same. */
    record Attempt(String raw, String hash, FeeQuote fee) {}

    /**
     * What a nonce of the signer's is used for.
     *
     * @param purposeId the withdrawal's id or the batch's number.
     * @param attempts newest last.
     * @param sentUs when it was last given to a node; 0: not yet.
     * @param attemptUs when the newest form was made.
     * @param hash of the form that is in a block, or of the newest.
     * @param height of the block that it is in; 0: none.
     */
    record Transaction(
            long nonce,
            Purpose purpose,
            long purposeId,
            String data,
            long gasLimit,
            List<Attempt> attempts,
            TransactionStatus status,
            long sentUs,
            long attemptUs,
            String hash,
            long height,
            String blockHash,
            long gasUsed)
            implements ChainRecord {
        @Override
        public String key() {
            return "transaction/" + nonce;
        }

        public Attempt newest() {
            return attempts.get(attempts.size() - 1);
        }

        Transaction sent(final long nowUs) {
            return new Transaction(
                    nonce,
                    purpose,
                    purposeId,
                    data,
                    gasLimit,
                    attempts,
                    TransactionStatus.SUBMITTED,
                    nowUs,
                    attemptUs,
                    newest().hash(),
                    0,
                    "",
                    0);
        }

        Transaction replaced(final Attempt attempt, final long nowUs) {
            final List<Attempt> all = new ArrayList<>(attempts);
            all.add(attempt);
            return new Transaction(
                    nonce,
                    purpose,
                    purposeId,
                    data,
                    gasLimit,
                    List.copyOf(all),
                    TransactionStatus.SIGNED,
                    sentUs,
                    nowUs,
                    attempt.hash(),
                    0,
                    "",
                    0);
        }

        /** In no block any more: to be sent again. */
        Transaction unmined() {
            return new Transaction(
                    nonce,
                    purpose,
                    purposeId,
                    data,
                    gasLimit,
                    attempts,
                    TransactionStatus.SIGNED,
                    sentUs,
                    attemptUs,
                    newest().hash(),
                    0,
                    "",
                    0);
        }

        Transaction mined(final Receipt receipt) {
            return new Transaction(
                    nonce,
                    purpose,
                    purposeId,
                    data,
                    gasLimit,
                    attempts,
                    TransactionStatus.MINED,
                    sentUs,
                    attemptUs,
                    receipt.txHash(),
                    receipt.height(),
                    receipt.blockHash(),
                    receipt.gasUsed());
        }

        Transaction done(final boolean succeeded) {
            final TransactionStatus end = succeeded ? TransactionStatus.SUCCEEDED : TransactionStatus.REVERTED;
            return new Transaction(
                    nonce, purpose, purposeId, data, gasLimit, attempts, end, sentUs, attemptUs, hash, height,
                    blockHash, gasUsed);
        }
    }

    /** A trade by its instrument and number there. */
    record TradeId(int instrumentId, long tradeId) {}

    /** What a batch adds to a user's balance of an asset; user 0 is the fee account. */
    record Leg(int assetId, long user, long amount) {}

    /**
     * Trades that are settled together.
     *
     * @param number ours, never used again.
     * @param batchId the contract's; 0: none yet.
     * @param notBeforeUs when it may be tried next.
     */
    record Batch(
            long number,
            BatchStatus status,
            String reason,
            List<TradeId> trades,
            List<Leg> legs,
            long batchId,
            long nonce,
            String txHash,
            long height,
            long gasUsed,
            int attempts,
            long notBeforeUs)
            implements ChainRecord {
        @Override
        public String key() {
            return "batch/" + number;
        }

        Batch with(final BatchStatus next, final String why, final int tries, final long waitUntilUs) {
            return new Batch(
                    number, next, why, trades, legs, batchId, nonce, txHash, height, gasUsed, tries, waitUntilUs);
        }

        Batch submitted(final long id, final long withNonce) {
            return new Batch(
                    number, BatchStatus.SUBMITTED, "", trades, legs, id, withNonce, "", 0, 0, attempts, notBeforeUs);
        }

        Batch settledBy(final Transaction transaction, final BatchStatus next) {
            return new Batch(
                    number,
                    next,
                    "",
                    trades,
                    legs,
                    batchId,
                    transaction.nonce(),
                    transaction.hash(),
                    transaction.height(),
                    transaction.gasUsed(),
                    attempts,
                    notBeforeUs);
        }
    }

    /**
     * How far a stream is.
     *
     * @param hash of an engine lane's last output, hex; empty otherwise.
     */
    record Place(Stream stream, int part, long sequence, String hash) implements ChainRecord {
        @Override
        public String key() {
            return "place/" + stream + "/" + part;
        }
    }

    /** What the exchange owes its users of an asset by one shard's external account. */
    record Liability(int shard, int assetId, long amount) implements ChainRecord {
        @Override
        public String key() {
            return "liability/" + shard + "/" + assetId;
        }
    }

    /** Streams with a place. */
    enum Stream {
        /** Offsets of balance.events, by partition. */
        EVENTS,
        /** Outputs taken into batches, by lane. */
        LANE,
        /** The height of the last block whose deposits were settled. */
        CONFIRMED,
        /** Operations sent, by partition of balance.operations. */
        OPERATIONS,
    }

    /** States of a deposit. */
    enum DepositStatus {
        DETECTED,
        PENDING,
        CONFIRMED,
        CREDITED,
        FAILED,
        /** Credited, and then its block left the chain: someone must look. */
        LOST
    }

    /** States of a withdrawal. */
    enum WithdrawalStatus {
        REVIEW,
        PENDING,
        PROCESSING,
        SUBMITTED,
        CONFIRMED,
        CANCELLED,
        REJECTED,
        FAILED
    }

    /** What a transaction is for. */
    enum Purpose {
        WITHDRAWAL,
        BATCH
    }

    /** States of a transaction. */
    enum TransactionStatus {
        SIGNED,
        SUBMITTED,
        MINED,
        SUCCEEDED,
        REVERTED
    }

    /** States of a batch; a trade that is in none is MATCHED_OFFCHAIN. */
    enum BatchStatus {
        PENDING,
        SUBMITTED,
        SETTLED,
        RETRYING,
        FAILED,
        /** Taken apart: its trades are where they were before, and will be tried again in another batch. */
        ROLLED_BACK
    }
}
