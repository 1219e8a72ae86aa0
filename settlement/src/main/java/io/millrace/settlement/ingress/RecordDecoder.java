package io.millrace.settlement.ingress;

import io.millrace.schema.sbe.ApiKeyChangedDecoder;
import io.millrace.schema.sbe.AssetDefinedDecoder;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.BalanceEventDecoder.ChangesDecoder;
import io.millrace.schema.sbe.EventStampDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentDefinedDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.ProofRecordedDecoder;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.SourceResultDecoder;
import io.millrace.schema.sbe.TransferResultDecoder;
import io.millrace.schema.sbe.WithdrawalResultDecoder;
import io.millrace.settlement.ledger.BalanceRecord;
import io.millrace.settlement.ledger.BalanceRecord.AccountEvent;
import io.millrace.settlement.ledger.BalanceRecord.Answered;
import io.millrace.settlement.ledger.BalanceRecord.ApiKeyChanged;
import io.millrace.settlement.ledger.BalanceRecord.AssetDefined;
import io.millrace.settlement.ledger.BalanceRecord.Change;
import io.millrace.settlement.ledger.BalanceRecord.EventStamp;
import io.millrace.settlement.ledger.BalanceRecord.Fill;
import io.millrace.settlement.ledger.BalanceRecord.InstrumentDefined;
import io.millrace.settlement.ledger.BalanceRecord.Money;
import io.millrace.settlement.ledger.BalanceRecord.OrderReference;
import io.millrace.settlement.ledger.BalanceRecord.Origin;
import io.millrace.settlement.ledger.BalanceRecord.TransferReplayed;
import io.millrace.settlement.ledger.BalanceRecord.TransferResult;
import io.millrace.settlement.ledger.BalanceRecord.WithdrawalResult;
import io.millrace.settlement.ledger.Breach;
import io.millrace.settlement.ledger.Cause;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Reads the records of balance.events. One thread; keeps nothing of the buffer. */
public final class RecordDecoder {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BalanceEventDecoder balance = new BalanceEventDecoder();
    private final TransferResultDecoder transfer = new TransferResultDecoder();
    private final WithdrawalResultDecoder withdrawal = new WithdrawalResultDecoder();
    private final SourceResultDecoder source = new SourceResultDecoder();
    private final AssetDefinedDecoder asset = new AssetDefinedDecoder();
    private final InstrumentDefinedDecoder instrument = new InstrumentDefinedDecoder();
    private final ApiKeyChangedDecoder apiKey = new ApiKeyChangedDecoder();
    private final ProofRecordedDecoder proof = new ProofRecordedDecoder();
    private final WireText text = new WireText();

    /** @throws Breach if it is no record of balance.events that is known here. */
    public BalanceRecord decode(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            throw new Breach("not a record of balance.events: schema_id=" + header.schemaId());
        }
        return switch (header.templateId()) {
            case BalanceEventDecoder.TEMPLATE_ID -> accountEvent(buffer, offset);
            case TransferResultDecoder.TEMPLATE_ID -> transferResult(buffer, offset);
            case WithdrawalResultDecoder.TEMPLATE_ID -> withdrawalResult(buffer, offset);
            case SourceResultDecoder.TEMPLATE_ID ->
                new Answered(
                        stamp(source.wrapAndApplyHeader(buffer, offset, header).stamp()));
            case AssetDefinedDecoder.TEMPLATE_ID -> assetDefined(buffer, offset);
            case InstrumentDefinedDecoder.TEMPLATE_ID -> instrumentDefined(buffer, offset);
            case ApiKeyChangedDecoder.TEMPLATE_ID -> apiKeyChanged(buffer, offset);
            case ProofRecordedDecoder.TEMPLATE_ID ->
                new Answered(
                        stamp(proof.wrapAndApplyHeader(buffer, offset, header).stamp()));
            default ->
                throw new Breach("record of balance.events is not known, a newer settlement is needed: template_id="
                        + header.templateId());
        };
    }

    private AccountEvent accountEvent(final DirectBuffer buffer, final int offset) {
        balance.wrapAndApplyHeader(buffer, offset, header);
        return new AccountEvent(
                stamp(balance.stamp()),
                balance.accountId(),
                balance.accountSequence(),
                new Origin(
                        Cause.valueOf(balance.cause().name()),
                        balance.reason().name(),
                        text.read(balance::getRequestId)),
                new OrderReference(
                        balance.lane(),
                        balance.instrumentId(),
                        balance.orderId(),
                        balance.tradeId(),
                        balance.outputSequence(),
                        balance.side() == 0 ? null : Side.get(balance.side()).name(),
                        balance.liquidity().name()),
                new Fill(balance.price(), balance.quantity(), balance.fee(), balance.feeAssetId()),
                changes());
    }

    private List<Change> changes() {
        final ChangesDecoder group = balance.changes();
        final List<Change> changes = new ArrayList<>(group.count());
        while (group.hasNext()) {
            group.next();
            changes.add(new Change(
                    group.assetId(),
                    group.scale(),
                    group.availableDelta(),
                    group.heldDelta(),
                    group.availableAfter(),
                    group.heldAfter()));
        }
        return changes;
    }

    private BalanceRecord transferResult(final DirectBuffer buffer, final int offset) {
        transfer.wrapAndApplyHeader(buffer, offset, header);
        final EventStamp stamp = stamp(transfer.stamp());
        if (transfer.replayed() == Flag.YES) {
            return new TransferReplayed(stamp);
        }
        return new TransferResult(
                stamp,
                transfer.userId(),
                text.read(transfer::getRequestId),
                transfer.kind().name(),
                transfer.outcome() == Outcome.ACCEPTED,
                transfer.reason().name(),
                new Money(
                        transfer.assetId(),
                        transfer.scale(),
                        transfer.amount(),
                        transfer.availableAfter(),
                        transfer.heldAfter()));
    }

    private BalanceRecord withdrawalResult(final DirectBuffer buffer, final int offset) {
        withdrawal.wrapAndApplyHeader(buffer, offset, header);
        final EventStamp stamp = stamp(withdrawal.stamp());
        if (withdrawal.outcome() != Outcome.ACCEPTED || withdrawal.replayed() == Flag.YES) {
            return new Answered(stamp);
        }
        return new WithdrawalResult(
                stamp,
                withdrawal.userId(),
                withdrawal.withdrawalId(),
                text.read(withdrawal::getRequestId),
                text.read(withdrawal::getAddress),
                withdrawal.state().name(),
                withdrawal.reason().name(),
                new Money(
                        withdrawal.assetId(),
                        withdrawal.scale(),
                        withdrawal.amount(),
                        withdrawal.availableAfter(),
                        withdrawal.heldAfter()),
                withdrawal.createdUs());
    }

    private BalanceRecord assetDefined(final DirectBuffer buffer, final int offset) {
        asset.wrapAndApplyHeader(buffer, offset, header);
        return new AssetDefined(stamp(asset.stamp()), DefinitionDecoding.asset(asset.asset(), text));
    }

    private BalanceRecord instrumentDefined(final DirectBuffer buffer, final int offset) {
        instrument.wrapAndApplyHeader(buffer, offset, header);
        return new InstrumentDefined(
                stamp(instrument.stamp()), DefinitionDecoding.instrument(instrument.instrument(), text));
    }

    private BalanceRecord apiKeyChanged(final DirectBuffer buffer, final int offset) {
        apiKey.wrapAndApplyHeader(buffer, offset, header);
        final byte[] material = new byte[apiKey.materialSize()];
        apiKey.getMaterial(material, 0, material.length);
        return new ApiKeyChanged(
                stamp(apiKey.stamp()),
                apiKey.userId(),
                text.read(apiKey::getKeyId),
                apiKey.kind(),
                apiKey.scopes(),
                apiKey.revoked() == Flag.YES,
                material,
                text.read(apiKey::getAddresses),
                apiKey.expiresUs());
    }

    private static EventStamp stamp(final EventStampDecoder stamp) {
        return new EventStamp(
                stamp.partition(), stamp.shard(), stamp.eventSequence(), stamp.coreSequence(), stamp.timestampUs());
    }
}
