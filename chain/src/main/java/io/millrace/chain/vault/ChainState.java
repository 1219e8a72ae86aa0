package io.millrace.chain.vault;

import io.millrace.chain.vault.ChainRecord.Batch;
import io.millrace.chain.vault.ChainRecord.BatchStatus;
import io.millrace.chain.vault.ChainRecord.BlockSeen;
import io.millrace.chain.vault.ChainRecord.Deposit;
import io.millrace.chain.vault.ChainRecord.DepositStatus;
import io.millrace.chain.vault.ChainRecord.Liability;
import io.millrace.chain.vault.ChainRecord.Place;
import io.millrace.chain.vault.ChainRecord.Sent;
import io.millrace.chain.vault.ChainRecord.Stream;
import io.millrace.chain.vault.ChainRecord.Transaction;
import io.millrace.chain.vault.ChainRecord.TransactionStatus;
import io.millrace.chain.vault.ChainRecord.Withdrawal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The fold of the journal: what is under way, and of what is over only what must not happen twice. The same records, whole or with
 * replaced ones left out, give the same state. One thread.
 */
public final class ChainState {
    private static final int PARTITION_BITS = 16;
    /** Blocks from one look for what is too old to one more. */
    private static final int PRUNE_INTERVAL = 64;

    private final int shardCount;
    private final int partitionCount;
    private final TreeMap<Long, Head> blocks = new TreeMap<>();
    /** By key; those that are over stay while a reorganisation could touch them. */
    private final Map<String, Deposit> deposits = new LinkedHashMap<>();

    private final Map<String, Deposit> credited = new HashMap<>();
    private final TreeMap<Long, Withdrawal> withdrawals = new TreeMap<>();
    private final TreeMap<Long, Transaction> transactions = new TreeMap<>();
    private final TreeMap<Long, Batch> batches = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Liability> liabilities = new TreeMap<>();
    /** Operations that UBSCore has not answered, by part and sequence. */
    private final Map<String, ChainRecord> awaited = new HashMap<>();

    private long nextNonce = -1;
    private long nextBatchNumber = 1;
    private long lastBatchId;

    public ChainState(final int shardCount, final int partitionCount) {
        this.shardCount = shardCount;
        this.partitionCount = partitionCount;
    }

    /** Takes the next record of the journal. */
    public void apply(final ChainRecord record) {
        if (record instanceof BlockSeen block) {
            apply(block.head());
        } else if (record instanceof Deposit deposit) {
            apply(deposit);
        } else if (record instanceof Withdrawal withdrawal) {
            apply(withdrawal);
        } else if (record instanceof Transaction transaction) {
            apply(transaction);
        } else if (record instanceof Batch batch) {
            apply(batch);
        } else if (record instanceof Place place) {
            places.put(place.key(), place);
        } else if (record instanceof Liability liability) {
            liabilities.put(liability.key(), liability);
        }
    }

    private void apply(final Head head) {
        blocks.tailMap(head.height(), true).clear();
        blocks.put(head.height(), head);
        if (head.height() % PRUNE_INTERVAL != 0) {
            return;
        }
        final long kept = head.height() - BlockSeen.KEPT;
        blocks.headMap(kept, true).clear();
        deposits.values().removeIf(deposit -> deposit.height() <= kept && isOver(deposit));
        credited.values().removeIf(deposit -> deposit.height() <= kept && isOver(deposit));
    }

    private static boolean isOver(final Deposit deposit) {
        return deposit.status() == DepositStatus.CREDITED
                || deposit.status() == DepositStatus.FAILED
                || deposit.status() == DepositStatus.LOST;
    }

    private void apply(final Deposit deposit) {
        deposits.put(deposit.key(), deposit);
        if (deposit.sent().sequence() == 0) {
            return;
        }
        final Deposit known = credited.get(deposit.creditKey());
        if (deposit.status() != DepositStatus.FAILED
                || known == null
                || known.key().equals(deposit.key())) {
            credited.put(deposit.creditKey(), deposit);
        }
        await(deposit.sent(), deposit, isOver(deposit));
    }

    private void apply(final Withdrawal withdrawal) {
        if (withdrawal.closed()) {
            withdrawals.remove(withdrawal.id());
        } else {
            withdrawals.put(withdrawal.id(), withdrawal);
        }
        if (withdrawal.sent().sequence() != 0) {
            await(withdrawal.sent(), withdrawal, withdrawal.closed());
        }
    }

    private void await(final Sent sent, final ChainRecord record, final boolean answered) {
        final String key = sent.part() + "/" + sent.sequence();
        if (answered) {
            awaited.remove(key);
        } else {
            awaited.put(key, record);
        }
    }

    private void apply(final Transaction transaction) {
        nextNonce = Math.max(nextNonce, transaction.nonce() + 1);
        if (transaction.status() == TransactionStatus.SUCCEEDED || transaction.status() == TransactionStatus.REVERTED) {
            transactions.remove(transaction.nonce());
        } else {
            transactions.put(transaction.nonce(), transaction);
        }
    }

    private void apply(final Batch batch) {
        nextBatchNumber = Math.max(nextBatchNumber, batch.number() + 1);
        if (batch.status() == BatchStatus.SETTLED) {
            lastBatchId = Math.max(lastBatchId, batch.batchId());
        }
        final boolean regathered = batch.status() == BatchStatus.ROLLED_BACK
                && batch.netted().trades().isEmpty();
        if (batch.status() == BatchStatus.SETTLED || regathered) {
            batches.remove(batch.number());
        } else {
            batches.put(batch.number(), batch);
        }
    }

    /** The newest block that was read; null: none yet. */
    public Head head() {
        return blocks.isEmpty() ? null : blocks.lastEntry().getValue();
    }

    /** Null: not kept. */
    Head block(final long height) {
        return blocks.get(height);
    }

    /** Confirmations of a block at this height, itself among them. */
    long confirmations(final long height) {
        return head() == null ? 0 : head().height() - height + 1;
    }

    List<Deposit> deposits() {
        return new ArrayList<>(deposits.values());
    }

    /** The deposit that a log says; null: not known. */
    Deposit deposit(final DepositLog log) {
        return deposits.get("deposit/" + log.blockHash() + "/" + log.logIndex());
    }

    /** The deposit that was credited under this key; null: none. */
    Deposit credited(final String creditKey) {
        return credited.get(creditKey);
    }

    List<Withdrawal> withdrawals() {
        return new ArrayList<>(withdrawals.values());
    }

    /** Null: not open here. */
    Withdrawal withdrawal(final long id) {
        return withdrawals.get(id);
    }

    /** By ascending nonce. */
    public List<Transaction> transactions() {
        return new ArrayList<>(transactions.values());
    }

    /** By ascending number. */
    List<Batch> batches() {
        return new ArrayList<>(batches.values());
    }

    Batch batch(final long number) {
        return batches.get(number);
    }

    /** What an operation that was answered belongs to; null: none that waits. */
    ChainRecord awaited(final int part, final long sequence) {
        return awaited.get(part + "/" + sequence);
    }

    /** The place of a stream's part; sequence -1 before the first of EVENTS, 0 of the others. */
    public Place place(final Stream stream, final int part) {
        final Place place = places.get("place/" + stream + "/" + part);
        return place == null ? new Place(stream, part, stream == Stream.EVENTS ? -1 : 0, "") : place;
    }

    /** -1: none was used yet. */
    long nextNonce() {
        return nextNonce;
    }

    long nextBatchNumber() {
        return nextBatchNumber;
    }

    /** The contract's id of the last batch that was settled. */
    long lastBatchId() {
        return lastBatchId;
    }

    /** What the exchange owes its users of an asset, by the external accounts of all shards. */
    public long owed(final int assetId) {
        return liabilities.values().stream()
                .filter(each -> each.assetId() == assetId)
                .mapToLong(Liability::amount)
                .sum();
    }

    /** Where a user's operations are numbered: shard and partition in one. */
    int part(final long userId) {
        return (int) Math.floorMod(userId, (long) shardCount) << PARTITION_BITS
                | (int) Math.floorMod(userId, (long) partitionCount);
    }

    /** Partition of balance.operations of a part. */
    public static int partition(final int part) {
        return part & (1 << PARTITION_BITS) - 1;
    }

    /** Part of a shard's on a partition. */
    public static int part(final int shard, final int partition) {
        return shard << PARTITION_BITS | partition;
    }

    /** Deposits that are seen and neither credited nor over. */
    public long pendingDepositCount() {
        return deposits.values().stream().filter(each -> !isOver(each)).count();
    }

    /** Withdrawals that are not over. */
    public int openWithdrawalCount() {
        return withdrawals.size();
    }

    /** Batches that are not settled. */
    public int openBatchCount() {
        return batches.size();
    }
}
