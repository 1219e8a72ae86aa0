package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.keys.KeyKind;
import io.millrace.gateway.keys.StoredKey;
import io.millrace.gateway.trading.AccountEvents;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.OrderClose;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.Transfer;
import io.millrace.gateway.trading.TransferKind;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.TransferWaiters;
import io.millrace.schema.sbe.ApiKeyChangedDecoder;
import io.millrace.schema.sbe.AssetDefinedDecoder;
import io.millrace.schema.sbe.BalanceEventDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.InstrumentDefinedDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.TransferResultDecoder;
import io.millrace.schema.sbe.WithdrawalResultDecoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Records of {@code balance.events} to those who wait for them. One thread: the consumer's. */
final class BalanceEventAdapter {
    private final AccountEvents accounts;
    private final TransferWaiters transfers;
    private final KeyDirectory keys;
    private final Runnable referenceChanged;
    private final ApiKeyChangedDecoder apiKey = new ApiKeyChangedDecoder();
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BalanceEventDecoder event = new BalanceEventDecoder();
    private final TransferResultDecoder result = new TransferResultDecoder();
    private final WithdrawalResultDecoder withdrawal = new WithdrawalResultDecoder();

    BalanceEventAdapter(
            final AccountEvents accounts,
            final TransferWaiters transfers,
            final KeyDirectory keys,
            final Runnable referenceChanged) {
        this.keys = keys;
        this.accounts = accounts;
        this.transfers = transfers;
        this.referenceChanged = referenceChanged;
    }

    /** One record; what is of no interest or of another schema is passed over. */
    void onRecord(final byte[] value) {
        if (value == null || value.length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return;
        }
        buffer.wrap(value);
        header.wrap(buffer, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return;
        }
        switch (header.templateId()) {
            case BalanceEventDecoder.TEMPLATE_ID -> onBalanceEvent();
            case TransferResultDecoder.TEMPLATE_ID -> onTransferResult();
            case WithdrawalResultDecoder.TEMPLATE_ID -> onWithdrawalResult();
            case AssetDefinedDecoder.TEMPLATE_ID, InstrumentDefinedDecoder.TEMPLATE_ID -> referenceChanged.run();
            case ApiKeyChangedDecoder.TEMPLATE_ID -> onApiKeyChanged();
            default -> {
                // Newer kinds are for newer gateways.
            }
        }
    }

    private void onBalanceEvent() {
        event.wrapAndApplyHeader(buffer, 0, header);
        if (accounts.isWatched(event.accountId())) {
            accounts.onEvent(AccountEventDecoding.decode(event));
            event.wrapAndApplyHeader(buffer, 0, header);
        }
        final OrderStatus status = AccountEventDecoding.status(event.orderStatus());
        if (event.orderId() == 0 || !status.isFinal()) {
            return;
        }
        final long orderId = event.orderId();
        final String reason = event.reason().name();
        final long coreSequence = event.stamp().coreSequence();
        final long timestampUs = event.stamp().timestampUs();
        int assetId = 0;
        long released = 0;
        for (final BalanceEventDecoder.ChangesDecoder change : event.changes()) {
            if (change.heldDelta() < 0 && change.availableDelta() > 0) {
                assetId = change.assetId();
                released = change.availableDelta();
            }
        }
        accounts.onClose(new OrderClose(orderId, status, reason, assetId, released, coreSequence, timestampUs));
    }

    /** The answer to a request; what becomes of the withdrawal later has no one waiting. */
    private void onWithdrawalResult() {
        withdrawal.wrapAndApplyHeader(buffer, 0, header);
        final Transfer transfer = new Transfer(
                withdrawal.requestId(),
                TransferKind.WITHDRAWAL,
                withdrawal.userId(),
                new Asset(withdrawal.assetId(), "", withdrawal.scale()),
                withdrawal.amount(),
                withdrawal.address());
        final boolean accepted = withdrawal.outcome() == Outcome.ACCEPTED;
        transfers.onResult(new TransferResult(
                transfer,
                accepted ? TransferResult.Status.APPLIED : TransferResult.Status.REJECTED,
                accepted ? withdrawal.state().name() : withdrawal.reason().name(),
                withdrawal.replayed() == Flag.YES,
                withdrawal.availableAfter(),
                withdrawal.heldAfter(),
                withdrawal.stamp().coreSequence(),
                withdrawal.stamp().timestampUs()));
    }

    private void onTransferResult() {
        result.wrapAndApplyHeader(buffer, 0, header);
        final Transfer transfer = new Transfer(
                result.requestId(),
                result.kind() == io.millrace.schema.sbe.TransferKind.IN ? TransferKind.IN : TransferKind.OUT,
                result.userId(),
                new Asset(result.assetId(), "", result.scale()),
                result.amount());
        transfers.onResult(new TransferResult(
                transfer,
                result.outcome() == Outcome.ACCEPTED ? TransferResult.Status.APPLIED : TransferResult.Status.REJECTED,
                result.reason().name(),
                result.replayed() == Flag.YES,
                result.availableAfter(),
                result.heldAfter(),
                result.stamp().coreSequence(),
                result.stamp().timestampUs()));
    }

    private void onApiKeyChanged() {
        apiKey.wrapAndApplyHeader(buffer, 0, header);
        final byte[] material = new byte[apiKey.materialSize()];
        apiKey.getMaterial(material, 0, material.length);
        keys.put(new StoredKey(
                apiKey.keyId(),
                apiKey.userId(),
                KeyKind.of(apiKey.kind()),
                apiKey.scopes(),
                apiKey.revoked() == Flag.YES,
                material,
                apiKey.addresses(),
                apiKey.expiresUs() / 1000,
                apiKey.stamp().eventSequence()));
    }
}
