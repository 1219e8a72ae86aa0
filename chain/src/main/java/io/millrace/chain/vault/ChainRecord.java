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
     * The operation that tells UBSCore.
     *
     * @param part shard and partition in which it is numbered; -1: none yet.
     */
    record Sent(int part, long sequence) {
        /** Nothing was told. */
        public static final Sent NOTHING = new Sent(-1, 0);
    }

    /**
     * What a deposit comes to.
     *
     * @param assetId 0: none of ours.
     * @param amount what is credited, minor units of the asset.
     * @param rest what is below the asset's scale, in the token's smallest unit.
     */
    record Credit(int assetId, long amount, BigInteger rest) {}

    /**
     * A deposit in a block.
     *
     * @param ordinal place among the vault's logs of the same transaction: stays when the transaction moves to another block.
     */
    record Deposit(
            DepositLog log, long height, int ordinal, Credit credit, DepositStatus status, String reason, Sent sent)
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
            return new Deposit(log, height, ordinal, credit, next, why, sent);
        }

        Deposit sent(final DepositStatus next, final Sent operation) {
            return new Deposit(log, height, ordinal, credit, next, reason, operation);
        }
    }

    /** What a withdrawal asks for; {@code amount} in minor units of the asset. */
    record Claim(long userId, int assetId, long amount, String address) {}

    /**
     * The transaction that does something.
     *
     * @param nonce -1: none yet.
     * @param height of the block that it is in; 0: none.
     */
    record Payment(long nonce, String txHash, long height, long gasUsed) {
        /** No transaction yet. */
        public static final Payment NONE = new Payment(-1, "", 0, 0);
    }

    /**
     * A withdrawal that UBSCore holds, or held.
     *
     * @param sinceUs when it was first tried.
     * @param closed UBSCore has heard the end, or brought it about.
     */
    record Withdrawal(
            long id,
            Claim claim,
            WithdrawalStatus status,
            String reason,
            Payment payment,
            long sinceUs,
            Sent sent,
            boolean closed)
            implements ChainRecord {
        @Override
        public String key() {
            return "withdrawal/" + id;
        }

        Withdrawal with(final WithdrawalStatus next, final String why) {
            return new Withdrawal(id, claim, next, why, payment, sinceUs, sent, closed);
        }

        Withdrawal since(final long nowUs) {
            return new Withdrawal(id, claim, status, reason, payment, nowUs, sent, closed);
        }

        Withdrawal paidBy(final Transaction transaction) {
            return new Withdrawal(id, claim, status, reason, transaction.payment(), sinceUs, sent, closed);
        }

        Withdrawal ended(final Sent operation) {
            return new Withdrawal(id, claim, status, reason, payment, sinceUs, operation, closed);
        }

        Withdrawal close() {
            return new Withdrawal(id, claim, status, reason, payment, sinceUs, sent, true);
        }
    }

    /** A signed form of a transaction; all forms of one have its nonce and do the same. */
    record Attempt(String raw, String hash, FeeQuote fee) {}

    /**
     * A call of the vault.
     *
     * @param purposeId the withdrawal's id or the batch's number.
     */
    record Call(Purpose purpose, long purposeId, String data, long gasLimit) {}

    /**
     * Where a transaction stands on the chain.
     *
     * @param hash of the form that is in a block, or of the newest.
     * @param height of the block that it is in; 0: none.
     */
    record Inclusion(String hash, long height, String blockHash, long gasUsed) {
        static Inclusion none(final Attempt attempt) {
            return new Inclusion(attempt.hash(), 0, "", 0);
        }
    }

    /**
     * What a nonce of the signer's is used for.
     *
     * @param attempts newest last.
     * @param sentUs when it was last given to a node; 0: not yet.
     * @param attemptUs when the newest form was made.
     */
    record Transaction(
            long nonce,
            Call call,
            List<Attempt> attempts,
            TransactionStatus status,
            long sentUs,
            long attemptUs,
            Inclusion inclusion)
            implements ChainRecord {
        static Transaction signed(final long nonce, final Call call, final Attempt attempt, final long nowUs) {
            return new Transaction(
                    nonce, call, List.of(attempt), TransactionStatus.SIGNED, 0, nowUs, Inclusion.none(attempt));
        }

        @Override
        public String key() {
            return "transaction/" + nonce;
        }

        public Attempt newest() {
            return attempts.get(attempts.size() - 1);
        }

        Payment payment() {
            return new Payment(nonce, inclusion.hash(), inclusion.height(), inclusion.gasUsed());
        }

        private Transaction with(final TransactionStatus next, final Inclusion where) {
            return new Transaction(nonce, call, attempts, next, sentUs, attemptUs, where);
        }

        Transaction sent(final long nowUs) {
            return new Transaction(
                    nonce, call, attempts, TransactionStatus.SUBMITTED, nowUs, attemptUs, Inclusion.none(newest()));
        }

        Transaction replaced(final Attempt attempt, final long nowUs) {
            final List<Attempt> all = new ArrayList<>(attempts);
            all.add(attempt);
            return new Transaction(
                    nonce, call, List.copyOf(all), TransactionStatus.SIGNED, sentUs, nowUs, Inclusion.none(attempt));
        }

        /** In no block any more: to be sent again. */
        Transaction unmined() {
            return with(TransactionStatus.SIGNED, Inclusion.none(newest()));
        }

        Transaction mined(final Receipt receipt) {
            return with(
                    TransactionStatus.MINED,
                    new Inclusion(receipt.txHash(), receipt.height(), receipt.blockHash(), receipt.gasUsed()));
        }

        Transaction done(final boolean succeeded) {
            return with(succeeded ? TransactionStatus.SUCCEEDED : TransactionStatus.REVERTED, inclusion);
        }
    }

    /** A trade by its instrument and number there. */
    record TradeId(int instrumentId, long tradeId) {}

    /** What a batch adds to a user's balance of an asset; user 0 is the fee account. */
    record Leg(int assetId, long user, long amount) {}

    /** What a batch is made of, and what it comes to. */
    record Netted(List<TradeId> trades, List<Leg> legs) {
        /** Taken apart. */
        static final Netted EMPTY = new Netted(List.of(), List.of());
    }

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
            Netted netted,
            long batchId,
            Payment payment,
            int attempts,
            long notBeforeUs)
            implements ChainRecord {
        static Batch pending(final long number, final Netted netted) {
            return new Batch(number, BatchStatus.PENDING, "", netted, 0, Payment.NONE, 0, 0);
        }

        @Override
        public String key() {
            return "batch/" + number;
        }

        Batch with(final BatchStatus next, final String why, final int tries, final long waitUntilUs) {
            return new Batch(number, next, why, netted, batchId, payment, tries, waitUntilUs);
        }

        Batch submitted(final long id, final long withNonce) {
            return new Batch(
                    number,
                    BatchStatus.SUBMITTED,
                    "",
                    netted,
                    id,
                    new Payment(withNonce, "", 0, 0),
                    attempts,
                    notBeforeUs);
        }

        Batch settledBy(final Transaction transaction, final BatchStatus next) {
            return new Batch(number, next, "", netted, batchId, transaction.payment(), attempts, notBeforeUs);
        }

        /** Its trades have gone into another batch. */
        Batch emptied() {
            return new Batch(number, BatchStatus.ROLLED_BACK, reason, Netted.EMPTY, 0, Payment.NONE, attempts, 0);
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
