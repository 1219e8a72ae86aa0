package io.millrace.chain.ingress;

import io.millrace.chain.vault.ChainState;
import io.millrace.chain.vault.LedgerEvent;
import io.millrace.schema.Accounts;
import io.millrace.schema.sbe.AssetDefinedDecoder;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.SourceResultDecoder;
import io.millrace.schema.sbe.WithdrawalResultDecoder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Records of balance.events that concern the chain. One thread. */
final class LedgerEventDecoder {
    private final int sourceId;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BalanceEventDecoder balance = new BalanceEventDecoder();
    private final WithdrawalResultDecoder withdrawal = new WithdrawalResultDecoder();
    private final SourceResultDecoder source = new SourceResultDecoder();
    private final AssetDefinedDecoder asset = new AssetDefinedDecoder();

    LedgerEventDecoder(final int sourceId) {
        this.sourceId = sourceId;
    }

    /** Adds what a record says to {@code events}; returns whether it says anything. */
    boolean decode(final int partition, final long offset, final byte[] value, final List<LedgerEvent> events) {
        buffer.wrap(value);
        header.wrap(buffer, 0);
        final int before = events.size();
        switch (header.templateId()) {
            case BalanceEventDecoder.TEMPLATE_ID -> onBalance(partition, offset, events);
            case WithdrawalResultDecoder.TEMPLATE_ID -> onWithdrawal(partition, offset, events);
            case SourceResultDecoder.TEMPLATE_ID -> onSource(partition, offset, events);
            case AssetDefinedDecoder.TEMPLATE_ID -> {
                asset.wrapAndApplyHeader(buffer, 0, header);
                events.add(new LedgerEvent.AssetKnown(
                        partition,
                        offset,
                        asset.asset().assetId(),
                        asset.asset().scale()));
            }
            default -> {
                // Orders, fills, transfers: not the chain's.
            }
        }
        return events.size() > before;
    }

    private void onBalance(final int partition, final long offset, final List<LedgerEvent> events) {
        balance.wrapAndApplyHeader(buffer, 0, header);
        if (balance.accountId() != Accounts.EXTERNAL) {
            return;
        }
        final int shard = balance.stamp().shard();
        for (final BalanceEventDecoder.ChangesDecoder change : balance.changes()) {
            events.add(new LedgerEvent.Owed(
                    partition, offset, shard, change.assetId(), -change.availableAfter() - change.heldAfter()));
        }
    }

    private void onWithdrawal(final int partition, final long offset, final List<LedgerEvent> events) {
        withdrawal.wrapAndApplyHeader(buffer, 0, header);
        if (withdrawal.outcome() == Outcome.ACCEPTED && withdrawal.replayed() == Flag.NO) {
            events.add(new LedgerEvent.WithdrawalChanged(
                    partition,
                    offset,
                    withdrawal.withdrawalId(),
                    withdrawal.userId(),
                    withdrawal.assetId(),
                    withdrawal.amount(),
                    withdrawal.address(),
                    LedgerEvent.State.valueOf(withdrawal.state().name()),
                    withdrawal.reason().name()));
        }
    }

    private void onSource(final int partition, final long offset, final List<LedgerEvent> events) {
        source.wrapAndApplyHeader(buffer, 0, header);
        if (source.sourceId() == sourceId) {
            events.add(new LedgerEvent.Answered(
                    partition,
                    offset,
                    ChainState.part(source.stamp().shard(), source.partition()),
                    source.sourceSequence(),
                    source.sourceSequenceApplied(),
                    source.outcome() == Outcome.ACCEPTED,
                    source.reason().name()));
        }
    }
}
