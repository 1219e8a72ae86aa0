package io.millrace.exchange.audit;

import io.millrace.schema.Accounts;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.EventStampDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Every balance of one shard, recomputed from {@code balance.events} alone. Each record must follow the one before it: per partition,
 * per account, and in its own sums. One thread.
 */
public final class EventReplay {
    private final int shard;
    private final int partitionCount;
    private final Findings findings;
    private final long[] eventSequences;
    private final Long2ObjectHashMap<Account> accounts = new Long2ObjectHashMap<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EventStampDecoder stamp = new EventStampDecoder();
    private final BalanceEventDecoder event = new BalanceEventDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    /** One account as its events leave it. */
    public static final class Account {
        final long id;
        long sequence;
        final Map<Integer, Amounts> assets = new TreeMap<>();

        Account(final long id) {
            this.id = id;
        }

        public long id() {
            return id;
        }

        /** Of its last event. */
        public long sequence() {
            return sequence;
        }

        /** By asset id. */
        public Map<Integer, Amounts> assets() {
            return assets;
        }
    }

    /**
     * Minor units of one asset.
     *
     * @param scale    the asset's decimals
     * @param sequence of the account's event that left them so
     */
    public record Amounts(long available, long held, int scale, long sequence) {}

    public EventReplay(final int shard, final int partitionCount, final Findings findings) {
        this.shard = shard;
        this.partitionCount = partitionCount;
        this.findings = findings;
        eventSequences = new long[partitionCount];
    }

    /** Core sequence of a record, if it is the shard's; -1 if it is another's. */
    public long coreSequence(final byte[] value) {
        wrapStamp(value);
        return stamp.shard() == shard ? stamp.coreSequence() : -1;
    }

    private void wrapStamp(final byte[] value) {
        buffer.wrap(value);
        header.wrap(buffer, 0);
        // Every message of this topic begins with its stamp.
        stamp.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH);
    }

    /** Takes the next record of a partition. */
    public void apply(final int partition, final long offset, final byte[] value) {
        wrapStamp(value);
        if (stamp.shard() != shard) {
            return;
        }
        findings.examined(1);
        final String place = "topic=balance.events partition=" + partition + " offset=" + offset;
        final long sequence = stamp.eventSequence();
        if (stamp.partition() != partition) {
            findings.add(place, "record is of another partition=" + stamp.partition());
        }
        if (sequence <= eventSequences[partition]) {
            // A publisher that was killed may have written it twice; consumers drop it by its sequence.
            return;
        }
        if (sequence != eventSequences[partition] + 1) {
            findings.add(
                    place,
                    "event sequences are not contiguous expected=" + (eventSequences[partition] + 1) + " found="
                            + sequence);
        }
        eventSequences[partition] = sequence;
        if (header.templateId() == BalanceEventDecoder.TEMPLATE_ID) {
            event.wrapAndApplyHeader(buffer, 0, header);
            applyEvent(place, partition);
        }
    }

    private void applyEvent(final String place, final int partition) {
        final long accountId = event.accountId();
        if (Accounts.partition(accountId, partitionCount) != partition) {
            findings.add(place, "account belongs to another partition account=" + accountId);
        }
        final Account account = accounts.computeIfAbsent(accountId, Account::new);
        if (event.accountSequence() != account.sequence + 1) {
            findings.add(
                    place,
                    "account sequences are not contiguous account=" + accountId + " expected=" + (account.sequence + 1)
                            + " found=" + event.accountSequence());
        }
        account.sequence = event.accountSequence();
        for (final BalanceEventDecoder.ChangesDecoder change : event.changes()) {
            final Amounts before = account.assets.getOrDefault(change.assetId(), new Amounts(0, 0, change.scale(), 0));
            final Amounts after =
                    new Amounts(change.availableAfter(), change.heldAfter(), change.scale(), account.sequence);
            if (before.available + change.availableDelta() != after.available
                    || before.held + change.heldDelta() != after.held) {
                findings.add(
                        place,
                        "event does not add up account=" + accountId + " asset-id=" + change.assetId() + " before="
                                + before.available + "/" + before.held + " delta=" + change.availableDelta() + "/"
                                + change.heldDelta() + " after=" + after.available + "/" + after.held);
            }
            if (accountId > 0 && (after.available < 0 || after.held < 0)) {
                findings.add(
                        place,
                        "balance is negative invariant=I2 account=" + accountId + " asset-id=" + change.assetId()
                                + " available=" + after.available + " held=" + after.held);
            }
            account.assets.put(change.assetId(), after);
        }
    }

    /** The account; null if no event named it. */
    public Account account(final long accountId) {
        return accounts.get(accountId);
    }

    /** All accounts, in no order. */
    public void forEachAccount(final Consumer<Account> consumer) {
        accounts.values().forEach(consumer);
    }

    public int accountCount() {
        return accounts.size();
    }

    /** Last event taken of a partition. */
    public long eventSequence(final int partition) {
        return eventSequences[partition];
    }

    /** I1: per asset, all accounts together hold nothing; what users own, the external account owes. */
    public void conserve(final Findings conservation) {
        final Int2ObjectHashMap<BigInteger> sums = new Int2ObjectHashMap<>();
        accounts.values()
                .forEach(account -> account.assets.forEach((asset, amounts) -> sums.merge(
                        asset,
                        BigInteger.valueOf(amounts.available).add(BigInteger.valueOf(amounts.held)),
                        BigInteger::add)));
        sums.forEach((asset, sum) -> {
            conservation.examined(1);
            if (sum.signum() != 0) {
                conservation.add(
                        "shard=" + shard + " asset-id=" + asset,
                        "all accounts sum to " + sum + " invariant=I1 expected=0");
            }
        });
    }
}
