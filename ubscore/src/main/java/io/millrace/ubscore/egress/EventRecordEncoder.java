package io.millrace.ubscore.egress;

import io.millrace.schema.sbe.ApiKeyChangedEncoder;
import io.millrace.schema.sbe.AssetDefinedEncoder;
import io.millrace.schema.sbe.BalanceEventEncoder;
import io.millrace.schema.sbe.EventStampEncoder;
import io.millrace.schema.sbe.InstrumentDefinedEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import io.millrace.schema.sbe.ProofRecordedEncoder;
import io.millrace.schema.sbe.SourceResultEncoder;
import io.millrace.schema.sbe.TransferResultEncoder;
import io.millrace.schema.sbe.WithdrawalResultEncoder;
import io.millrace.schema.sbe.WithdrawalState;
import io.millrace.ubscore.account.ApiKeyChange;
import io.millrace.ubscore.account.Asset;
import io.millrace.ubscore.account.BalanceEvent;
import io.millrace.ubscore.account.Instrument;
import io.millrace.ubscore.account.SourceResult;
import io.millrace.ubscore.account.Stamp;
import io.millrace.ubscore.account.TransferResult;
import io.millrace.ubscore.account.WithdrawalResult;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes records of the topic {@code balance.events} into the outbox; the key is the account. The service's thread. */
final class EventRecordEncoder {
    private static final int KEY_LENGTH_MAX = 20;

    private final Outbox outbox;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH_MAX]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[OutboxPartition.ENTRY_LENGTH_MAX]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BalanceEventEncoder balanceEvent = new BalanceEventEncoder();
    private final TransferResultEncoder transferResult = new TransferResultEncoder();
    private final WithdrawalResultEncoder withdrawalResult = new WithdrawalResultEncoder();
    private final SourceResultEncoder sourceResult = new SourceResultEncoder();
    private final AssetDefinedEncoder assetDefined = new AssetDefinedEncoder();
    private final InstrumentDefinedEncoder instrumentDefined = new InstrumentDefinedEncoder();
    private final ApiKeyChangedEncoder apiKeyChanged = new ApiKeyChangedEncoder();

    private final ProofRecordedEncoder proofRecorded = new ProofRecordedEncoder();

    EventRecordEncoder(final Outbox outbox) {
        this.outbox = outbox;
    }

    void balanceEvent(final Stamp stamp, final BalanceEvent event) {
        stamp(balanceEvent.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        balanceEvent
                .accountId(event.accountId)
                .accountSequence(event.accountSequence)
                .cause(WireEnums.cause(event.cause))
                .reason(WireEnums.reason(event.reason))
                .orderStatus(WireEnums.orderStatus(event.orderStatus))
                .side(WireEnums.sideCode(event.side))
                .liquidity(WireEnums.liquidity(event.liquidity))
                .lane(event.lane)
                .instrumentId(event.instrumentId)
                .feeAssetId(event.feeAssetId)
                .orderId(event.orderId)
                .tradeId(event.tradeId)
                .outputSequence(event.outputSequence)
                .price(event.price)
                .quantity(event.quantity)
                .remainingQuantity(event.remainingQuantity)
                .fee(event.fee);
        event.requestId.write(value, balanceEvent.offset() + BalanceEventEncoder.requestIdEncodingOffset());
        final BalanceEventEncoder.ChangesEncoder changes = balanceEvent.changesCount(event.changeCount);
        for (int i = 0; i < event.changeCount; i++) {
            final BalanceEvent.Change change = event.changes[i];
            changes.next()
                    .assetId(change.assetId)
                    .scale((short) change.scale)
                    .availableDelta(change.availableDelta)
                    .heldDelta(change.heldDelta)
                    .availableAfter(change.availableAfter)
                    .heldAfter(change.heldAfter);
        }
        append(stamp, key.putLongAscii(0, event.accountId), balanceEvent.encodedLength());
    }

    void transferResult(final Stamp stamp, final TransferResult result) {
        stamp(transferResult.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        transferResult
                .kind(WireEnums.transferKind(result.kind))
                .outcome(WireEnums.outcome(result.outcome))
                .reason(WireEnums.reason(result.reason))
                .replayed(WireEnums.flag(result.replayed))
                .userId(result.userId)
                .assetId(result.assetId)
                .scale((short) result.scale)
                .amount(result.amount)
                .availableAfter(result.availableAfter)
                .heldAfter(result.heldAfter);
        result.requestId.write(value, transferResult.offset() + TransferResultEncoder.requestIdEncodingOffset());
        append(stamp, key.putLongAscii(0, result.userId), TransferResultEncoder.BLOCK_LENGTH);
    }

    void withdrawalResult(final Stamp stamp, final WithdrawalResult result) {
        stamp(withdrawalResult.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        withdrawalResult
                .withdrawalId(result.withdrawalId)
                .userId(result.userId)
                .assetId(result.assetId)
                .scale((short) result.scale)
                .state(WithdrawalState.get((short) result.state.code()))
                .outcome(WireEnums.outcome(result.outcome))
                .reason(WireEnums.reason(result.reason))
                .replayed(WireEnums.flag(result.replayed))
                .amount(result.amount)
                .createdUs(result.createdUs)
                .availableAfter(result.availableAfter)
                .heldAfter(result.heldAfter);
        result.address.write(value, withdrawalResult.offset() + WithdrawalResultEncoder.addressEncodingOffset());
        result.requestId.write(value, withdrawalResult.offset() + WithdrawalResultEncoder.requestIdEncodingOffset());
        append(stamp, key.putLongAscii(0, result.userId), WithdrawalResultEncoder.BLOCK_LENGTH);
    }

    void sourceResult(final Stamp stamp, final SourceResult result) {
        stamp(sourceResult.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        sourceResult
                .sourceId(result.sourceId)
                .partition(result.partition)
                .sourceSequence(result.sourceSequence)
                .sourceSequenceApplied(result.sourceSequenceApplied)
                .userId(result.userId)
                .outcome(WireEnums.outcome(result.outcome))
                .reason(WireEnums.reason(result.reason));
        append(stamp, key.putLongAscii(0, result.userId), SourceResultEncoder.BLOCK_LENGTH);
    }

    void assetDefined(final Stamp stamp, final Asset asset) {
        stamp(assetDefined.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        DefinitionEncoding.encode(asset, assetDefined.asset());
        append(stamp, 0, AssetDefinedEncoder.BLOCK_LENGTH);
    }

    void instrumentDefined(final Stamp stamp, final Instrument instrument) {
        stamp(instrumentDefined.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        DefinitionEncoding.encode(instrument, instrumentDefined.instrument());
        append(stamp, 0, InstrumentDefinedEncoder.BLOCK_LENGTH);
    }

    void apiKeyChanged(final Stamp stamp, final ApiKeyChange change) {
        stamp(apiKeyChanged.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        apiKeyChanged
                .userId(change.userId)
                .kind((short) change.kind)
                .scopes((short) change.scopes)
                .revoked(WireEnums.flag(change.revoked))
                .expiresUs(change.expiresUs)
                .materialSize((short) change.materialLength);
        final int offset = apiKeyChanged.offset();
        change.keyId.write(value, offset + ApiKeyChangedEncoder.keyIdEncodingOffset());
        change.material.write(value, offset + ApiKeyChangedEncoder.materialEncodingOffset());
        change.addresses.write(value, offset + ApiKeyChangedEncoder.addressesEncodingOffset());
        append(stamp, key.putLongAscii(0, change.userId), ApiKeyChangedEncoder.BLOCK_LENGTH);
    }

    void proofRecorded(final Stamp stamp, final long proofSequence, final byte[] top) {
        stamp(proofRecorded.wrapAndApplyHeader(value, 0, header).stamp(), stamp);
        proofRecorded.proofSequence(proofSequence).putTop(top, 0, ProofRecordedEncoder.topLength());
        append(stamp, 0, ProofRecordedEncoder.BLOCK_LENGTH);
    }

    private static void stamp(final EventStampEncoder encoder, final Stamp stamp) {
        encoder.partition(stamp.part())
                .shard(stamp.shard())
                .eventSequence(stamp.sequence())
                .coreSequence(stamp.coreSequence())
                .timestampUs(stamp.timestampUs());
    }

    private void append(final Stamp stamp, final int keyLength, final int length) {
        outbox.events(stamp.part())
                .append(stamp.sequence(), key, keyLength, value, MessageHeaderEncoder.ENCODED_LENGTH + length);
    }
}
