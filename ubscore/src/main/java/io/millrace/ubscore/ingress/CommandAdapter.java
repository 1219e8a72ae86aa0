package io.millrace.ubscore.ingress;

import io.aeron.cluster.service.ClientSession;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.AcknowledgeOutboxDecoder;
import io.millrace.schema.sbe.AmendOrderRequestDecoder;
import io.millrace.schema.sbe.ApplyOutputDecoder;
import io.millrace.schema.sbe.ApplyTransferDecoder;
import io.millrace.schema.sbe.CancelAfterRequestDecoder;
import io.millrace.schema.sbe.CancelOrderRequestDecoder;
import io.millrace.schema.sbe.DefineAssetDecoder;
import io.millrace.schema.sbe.DefineInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelRequestDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.NewOrderRequestDecoder;
import io.millrace.schema.sbe.SetFeeTierDecoder;
import io.millrace.schema.sbe.SetInstrumentStateRequestDecoder;
import io.millrace.schema.sbe.SetKillSwitchDecoder;
import io.millrace.schema.sbe.SetOrderLimitDecoder;
import io.millrace.schema.sbe.SetUserLimitsDecoder;
import io.millrace.schema.sbe.SetUserStateDecoder;
import io.millrace.schema.sbe.SetUserTierDecoder;
import io.millrace.schema.sbe.SetWithdrawalLimitDecoder;
import io.millrace.schema.sbe.SkipOperationDecoder;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.ReplyPublisher;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;

/**
 * Messages of the cluster's log as the core's calls. A frame whose checksum does not match, or that is no command of ours, is as if it
 * were absent, on every node alike. The service's thread.
 */
public final class CommandAdapter {
    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;
    /** Length that no message has: for templates that are not commands. */
    private static final int NO_COMMAND = Integer.MAX_VALUE / 2;

    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ClientAdapter client;
    private final AdminAdapter admin;
    private final StreamAdapter streams;
    private final ReplyPublisher replies;
    private final AtomicLong droppedCount = new AtomicLong();

    public CommandAdapter(final BalanceCore core, final Outbox outbox, final ReplyPublisher replies) {
        this.replies = replies;
        client = new ClientAdapter(core);
        admin = new AdminAdapter(core);
        streams = new StreamAdapter(core, outbox);
    }

    /** Applies one message of the log; {@code session} null if its client has gone. */
    public void onMessage(
            final ClientSession session,
            final long timestampUs,
            final DirectBuffer buffer,
            final int offset,
            final int sealedLength) {
        if (sealedLength < HEADER_LENGTH + CommandFrame.TRAILER_LENGTH
                || !frame.isIntact(buffer, offset, sealedLength)) {
            droppedCount.lazySet(droppedCount.getPlain() + 1);
            return;
        }
        header.wrap(buffer, offset);
        final int length = sealedLength - CommandFrame.TRAILER_LENGTH - HEADER_LENGTH;
        final int template = header.templateId();
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.blockLength() < blockLength(template)
                || header.blockLength() > length) {
            droppedCount.lazySet(droppedCount.getPlain() + 1);
            return;
        }
        apply(session, template, timestampUs, buffer, offset + HEADER_LENGTH, length);
    }

    private void apply(
            final ClientSession session,
            final int template,
            final long nowUs,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final int block = header.blockLength();
        final int version = header.version();
        replies.begin(session, buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        switch (template) {
            case NewOrderRequestDecoder.TEMPLATE_ID -> client.newOrder(buffer, offset, block, version, nowUs);
            case CancelOrderRequestDecoder.TEMPLATE_ID -> client.cancelOrder(buffer, offset, block, version, nowUs);
            case AmendOrderRequestDecoder.TEMPLATE_ID -> client.amendOrder(buffer, offset, block, version, nowUs);
            case MassCancelRequestDecoder.TEMPLATE_ID -> client.massCancel(buffer, offset, block, version, nowUs);
            case CancelAfterRequestDecoder.TEMPLATE_ID -> client.cancelAfter(buffer, offset, block, version, nowUs);
            case ApplyTransferDecoder.TEMPLATE_ID -> streams.applyTransfer(buffer, offset, block, version, nowUs);
            case ApplyOutputDecoder.TEMPLATE_ID -> streams.applyOutput(buffer, offset, length, block, version, nowUs);
            case AcknowledgeOutboxDecoder.TEMPLATE_ID -> streams.acknowledge(buffer, offset, block, version);
            case SkipOperationDecoder.TEMPLATE_ID -> streams.skipOperation(buffer, offset, block, version, nowUs);
            case DefineAssetDecoder.TEMPLATE_ID -> admin.defineAsset(buffer, offset, block, version, nowUs);
            case DefineInstrumentDecoder.TEMPLATE_ID -> admin.defineInstrument(buffer, offset, block, version, nowUs);
            case SetInstrumentStateRequestDecoder.TEMPLATE_ID ->
                admin.setInstrumentState(buffer, offset, block, version, nowUs);
            case SetUserStateDecoder.TEMPLATE_ID -> admin.setUserState(buffer, offset, block, version, nowUs);
            case SetUserLimitsDecoder.TEMPLATE_ID -> admin.setUserLimits(buffer, offset, block, version, nowUs);
            case SetOrderLimitDecoder.TEMPLATE_ID -> admin.setOrderLimit(buffer, offset, block, version, nowUs);
            case SetWithdrawalLimitDecoder.TEMPLATE_ID ->
                admin.setWithdrawalLimit(buffer, offset, block, version, nowUs);
            case SetFeeTierDecoder.TEMPLATE_ID -> admin.setFeeTier(buffer, offset, block, version, nowUs);
            case SetUserTierDecoder.TEMPLATE_ID -> admin.setUserTier(buffer, offset, block, version, nowUs);
            case SetKillSwitchDecoder.TEMPLATE_ID -> admin.setKillSwitch(buffer, offset, block, version, nowUs);
            default -> throw new IllegalStateException("template has a length but no case templateId=" + template);
        }
    }

    /** Bytes that the fixed part of a command has at least. */
    private static int blockLength(final int template) {
        return switch (template) {
            case NewOrderRequestDecoder.TEMPLATE_ID -> NewOrderRequestDecoder.BLOCK_LENGTH;
            case CancelOrderRequestDecoder.TEMPLATE_ID -> CancelOrderRequestDecoder.BLOCK_LENGTH;
            case AmendOrderRequestDecoder.TEMPLATE_ID -> AmendOrderRequestDecoder.BLOCK_LENGTH;
            case MassCancelRequestDecoder.TEMPLATE_ID -> MassCancelRequestDecoder.BLOCK_LENGTH;
            case CancelAfterRequestDecoder.TEMPLATE_ID -> CancelAfterRequestDecoder.BLOCK_LENGTH;
            case ApplyTransferDecoder.TEMPLATE_ID -> ApplyTransferDecoder.BLOCK_LENGTH;
            case ApplyOutputDecoder.TEMPLATE_ID -> ApplyOutputDecoder.BLOCK_LENGTH;
            case AcknowledgeOutboxDecoder.TEMPLATE_ID -> AcknowledgeOutboxDecoder.BLOCK_LENGTH;
            case SkipOperationDecoder.TEMPLATE_ID -> SkipOperationDecoder.BLOCK_LENGTH;
            case DefineAssetDecoder.TEMPLATE_ID -> DefineAssetDecoder.BLOCK_LENGTH;
            case DefineInstrumentDecoder.TEMPLATE_ID -> DefineInstrumentDecoder.BLOCK_LENGTH;
            case SetInstrumentStateRequestDecoder.TEMPLATE_ID -> SetInstrumentStateRequestDecoder.BLOCK_LENGTH;
            case SetUserStateDecoder.TEMPLATE_ID -> SetUserStateDecoder.BLOCK_LENGTH;
            case SetUserLimitsDecoder.TEMPLATE_ID -> SetUserLimitsDecoder.BLOCK_LENGTH;
            case SetOrderLimitDecoder.TEMPLATE_ID -> SetOrderLimitDecoder.BLOCK_LENGTH;
            case SetWithdrawalLimitDecoder.TEMPLATE_ID -> SetWithdrawalLimitDecoder.BLOCK_LENGTH;
            case SetFeeTierDecoder.TEMPLATE_ID -> SetFeeTierDecoder.BLOCK_LENGTH;
            case SetUserTierDecoder.TEMPLATE_ID -> SetUserTierDecoder.BLOCK_LENGTH;
            case SetKillSwitchDecoder.TEMPLATE_ID -> SetKillSwitchDecoder.BLOCK_LENGTH;
            default -> NO_COMMAND;
        };
    }

    /** Messages that were torn, altered or no commands, since the start. */
    public long droppedCount() {
        return droppedCount.get();
    }
}
