package io.millrace.ubscore.ingress;

import io.aeron.cluster.service.ClientSession;
import io.millrace.schema.CommandFrame;
import io.millrace.schema.sbe.AcknowledgeOutboxDecoder;
import io.millrace.schema.sbe.AmendOrderRequestDecoder;
import io.millrace.schema.sbe.ApplyOperationDecoder;
import io.millrace.schema.sbe.ApplyOutputDecoder;
import io.millrace.schema.sbe.ApplyTransferDecoder;
import io.millrace.schema.sbe.CancelAfterRequestDecoder;
import io.millrace.schema.sbe.CancelOrderRequestDecoder;
import io.millrace.schema.sbe.DefineAssetDecoder;
import io.millrace.schema.sbe.DefineInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelRequestDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.NewOrderRequestDecoder;
import io.millrace.schema.sbe.PutApiKeyDecoder;
import io.millrace.schema.sbe.RecordProofDecoder;
import io.millrace.schema.sbe.RevokeApiKeyDecoder;
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
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.account.Reason;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.ReplyPublisher;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of the cluster's log as the core's calls. A frame whose checksum does not match, or that is no command of ours, is as if it
 * were absent, on every node alike; one with more in it than this release knows is refused. The service's thread.
 */
public final class CommandAdapter {
    private static final Logger LOGGER = LoggerFactory.getLogger(CommandAdapter.class);
    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

    private final CommandFrame frame = new CommandFrame();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ClientAdapter client;
    private final AdminAdapter admin;
    private final StreamAdapter streams;
    private final ReplyPublisher replies;
    private final AtomicLong droppedCount = new AtomicLong();
    private final AtomicLong refusedCount = new AtomicLong();

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
                || !CommandLengths.isCommand(template)
                || header.blockLength() < CommandLengths.first(template)
                || header.blockLength() > length) {
            droppedCount.lazySet(droppedCount.getPlain() + 1);
            return;
        }
        if (header.blockLength() > CommandLengths.last(template)) {
            refuseNewer(session, template, buffer, offset + HEADER_LENGTH);
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
            case ApplyOperationDecoder.TEMPLATE_ID ->
                streams.applyOperation(buffer, offset, length, block, version, nowUs);
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
            case PutApiKeyDecoder.TEMPLATE_ID -> admin.putApiKey(buffer, offset, block, version, nowUs);
            case RevokeApiKeyDecoder.TEMPLATE_ID -> admin.revokeApiKey(buffer, offset, block, version, nowUs);
            case RecordProofDecoder.TEMPLATE_ID -> admin.recordProof(buffer, offset, block, version, nowUs);
            default -> throw new IllegalStateException("template has a length but no case templateId=" + template);
        }
    }

    /**
     * A command with more in it than this release knows: applying a part of it is not what was asked for. Its client is told; what
     * only nodes write must not be passed over, so it ends this one.
     */
    private void refuseNewer(
            final ClientSession session, final int template, final DirectBuffer buffer, final int offset) {
        final String what = "command of a newer schema templateId=" + template + " version=" + header.version()
                + " blockLength=" + header.blockLength() + " known=" + CommandLengths.last(template)
                + " knownVersion=" + MessageHeaderDecoder.SCHEMA_VERSION;
        if (isWrittenByNodes(template)) {
            throw new BreachException(what);
        }
        if (refusedCount.getPlain() == 0) {
            LOGGER.warn("{}, refused: upgrade ubscore before its clients", what);
        }
        refusedCount.lazySet(refusedCount.getPlain() + 1);
        replies.refuse(session, buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN), Reason.BAD_TYPE);
    }

    private static boolean isWrittenByNodes(final int template) {
        return template == ApplyTransferDecoder.TEMPLATE_ID
                || template == ApplyOperationDecoder.TEMPLATE_ID
                || template == ApplyOutputDecoder.TEMPLATE_ID
                || template == AcknowledgeOutboxDecoder.TEMPLATE_ID
                || template == SkipOperationDecoder.TEMPLATE_ID;
    }

    /** Clients' commands that were refused because they were written under a newer schema, since the start. */
    public long refusedCount() {
        return refusedCount.get();
    }

    /** Messages that were torn, altered or no commands, since the start. */
    public long droppedCount() {
        return droppedCount.get();
    }
}
