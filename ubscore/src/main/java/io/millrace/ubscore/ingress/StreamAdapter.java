package io.millrace.ubscore.ingress;

import io.millrace.schema.sbe.AcknowledgeOutboxDecoder;
import io.millrace.schema.sbe.ApplyOperationDecoder;
import io.millrace.schema.sbe.ApplyOutputDecoder;
import io.millrace.schema.sbe.ApplyTransferDecoder;
import io.millrace.schema.sbe.OutboxStream;
import io.millrace.schema.sbe.SkipOperationDecoder;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.account.Transfer;
import io.millrace.ubscore.account.TransferKind;
import io.millrace.ubscore.egress.Outbox;
import org.agrona.DirectBuffer;

/**
 * What the bridges and the publisher put into the log, as calls. Each such command names its place in its stream; one that is not
 * the next there changes nothing: what came before it was lost on the way or had no room, and its bridge offers it again. The
 * service's thread.
 */
final class StreamAdapter {
    private final BalanceCore core;
    private final Outbox outbox;
    private final OutputAdapter outputs;
    private final Transfer transfer = new Transfer();
    private final ApplyTransferDecoder applyTransfer = new ApplyTransferDecoder();
    private final ApplyOutputDecoder applyOutput = new ApplyOutputDecoder();
    private final AcknowledgeOutboxDecoder acknowledge = new AcknowledgeOutboxDecoder();
    private final SkipOperationDecoder skip = new SkipOperationDecoder();
    private final ApplyOperationDecoder applyOperation = new ApplyOperationDecoder();
    private final OperationAdapter operations = new OperationAdapter();

    StreamAdapter(final BalanceCore core, final Outbox outbox) {
        this.core = core;
        this.outbox = outbox;
        outputs = new OutputAdapter(core);
    }

    void applyTransfer(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final ApplyTransferDecoder source = applyTransfer.wrap(buffer, offset, block, version);
        if (source.partition() >= outbox.partitionCount()
                || source.previousOffset() != core.operationOffset(source.partition())) {
            return;
        }
        transfer.partition = source.partition();
        transfer.recordOffset = source.recordOffset();
        transfer.kind = TransferKind.of(source.kindRaw());
        transfer.userId = source.userId();
        transfer.assetId = source.assetId();
        transfer.amount = source.amount();
        transfer.requestTimeUs = source.requestTimeUs();
        transfer.requestId.wrap(buffer, offset + ApplyTransferDecoder.requestIdEncodingOffset());
        core.applyTransfer(transfer, timestampUs);
    }

    void applyOperation(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final int block,
            final int version,
            final long timestampUs) {
        final ApplyOperationDecoder source = applyOperation.wrap(buffer, offset, block, version);
        if (source.partition() >= outbox.partitionCount()
                || source.previousOffset() != core.operationOffset(source.partition())) {
            return;
        }
        final int operationLength = source.operationLength();
        final int operationOffset = source.limit() + ApplyOperationDecoder.operationHeaderLength();
        if (operationOffset - offset + operationLength > length
                || operations.userIdOffset(buffer, operationOffset, operationLength) < 0) {
            throw new BreachException("operation that can't be read is in the log partition=" + source.partition()
                    + " offset=" + source.recordOffset() + " length=" + operationLength);
        }
        operations.apply(core, source.partition(), source.recordOffset(), buffer, operationOffset, timestampUs);
    }

    void skipOperation(
            final DirectBuffer buffer, final int offset, final int block, final int version, final long timestampUs) {
        final SkipOperationDecoder source = skip.wrap(buffer, offset, block, version);
        if (source.partition() < outbox.partitionCount()
                && source.previousOffset() == core.operationOffset(source.partition())) {
            core.skipOperation(source.partition(), source.recordOffset(), timestampUs);
        }
    }

    void applyOutput(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final int block,
            final int version,
            final long timestampUs) {
        final ApplyOutputDecoder source = applyOutput.wrap(buffer, offset, block, version);
        if (source.lane() >= outbox.laneCount() || source.outputSequence() != core.outputSequence(source.lane()) + 1) {
            return;
        }
        final int outputLength = source.outputLength();
        final int outputOffset = source.limit() + ApplyOutputDecoder.outputHeaderLength();
        if (outputOffset - offset + outputLength > length) {
            throw new BreachException(
                    "output longer than its command outputLength=" + outputLength + " length=" + length);
        }
        outputs.apply(buffer, outputOffset, outputLength, timestampUs);
    }

    void acknowledge(final DirectBuffer buffer, final int offset, final int block, final int version) {
        final AcknowledgeOutboxDecoder source = acknowledge.wrap(buffer, offset, block, version);
        if (source.stream() == OutboxStream.ORDERS && source.partition() < outbox.laneCount()) {
            if (outbox.lane(source.partition()).acknowledge(source.sequence(), source.recordOffset())) {
                core.acknowledgeOrders(source.partition(), source.sequence());
            }
        } else if (source.stream() == OutboxStream.BALANCE_EVENTS && source.partition() < outbox.partitionCount()) {
            if (outbox.events(source.partition()).acknowledge(source.sequence(), source.recordOffset())) {
                core.acknowledgeEvents(source.partition(), source.sequence());
            }
        }
    }
}
