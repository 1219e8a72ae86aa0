package io.millrace.ubscore.ingress;

import io.millrace.schema.sbe.CloseWithdrawalOperationDecoder;
import io.millrace.schema.sbe.DepositOperationDecoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.ReviewWithdrawalOperationDecoder;
import io.millrace.schema.sbe.TransferOperationDecoder;
import io.millrace.schema.sbe.WithdrawalOperationDecoder;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.BreachException;
import io.millrace.ubscore.account.Deposit;
import io.millrace.ubscore.account.Operation;
import io.millrace.ubscore.account.ReviewDecision;
import io.millrace.ubscore.account.WithdrawalClose;
import io.millrace.ubscore.account.WithdrawalRequest;
import io.millrace.ubscore.account.WithdrawalReview;
import org.agrona.DirectBuffer;

/** Records of balance.operations, as calls of the core. One thread. */
final class OperationAdapter {
    /** No record of ours is longer: it goes into the log within one message. */
    static final int LENGTH_MAX = 1024;

    private static final int NOT_READABLE = -1;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final DepositOperationDecoder depositOperation = new DepositOperationDecoder();
    private final WithdrawalOperationDecoder withdrawalOperation = new WithdrawalOperationDecoder();
    private final CloseWithdrawalOperationDecoder closeOperation = new CloseWithdrawalOperationDecoder();
    private final ReviewWithdrawalOperationDecoder reviewOperation = new ReviewWithdrawalOperationDecoder();
    private final Deposit deposit = new Deposit();
    private final WithdrawalRequest withdrawal = new WithdrawalRequest();
    private final WithdrawalClose close = new WithdrawalClose();
    private final WithdrawalReview review = new WithdrawalReview();

    /** Where a record has its user, counted from its first byte; -1: it is no record that can be applied. */
    int userIdOffset(final DirectBuffer buffer, final int offset, final int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH || length > LENGTH_MAX) {
            return NOT_READABLE;
        }
        header.wrap(buffer, offset);
        final int block = header.blockLength();
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || block < blockLength(header.templateId())
                || block + MessageHeaderDecoder.ENCODED_LENGTH > length) {
            return NOT_READABLE;
        }
        return MessageHeaderDecoder.ENCODED_LENGTH + userIdOffset(header.templateId());
    }

    private static int blockLength(final int template) {
        return switch (template) {
            case TransferOperationDecoder.TEMPLATE_ID -> TransferOperationDecoder.BLOCK_LENGTH;
            case DepositOperationDecoder.TEMPLATE_ID -> DepositOperationDecoder.BLOCK_LENGTH;
            case WithdrawalOperationDecoder.TEMPLATE_ID -> WithdrawalOperationDecoder.BLOCK_LENGTH;
            case CloseWithdrawalOperationDecoder.TEMPLATE_ID -> CloseWithdrawalOperationDecoder.BLOCK_LENGTH;
            case ReviewWithdrawalOperationDecoder.TEMPLATE_ID -> ReviewWithdrawalOperationDecoder.BLOCK_LENGTH;
            default -> Integer.MAX_VALUE;
        };
    }

    private static int userIdOffset(final int template) {
        return switch (template) {
            case TransferOperationDecoder.TEMPLATE_ID -> TransferOperationDecoder.userIdEncodingOffset();
            case DepositOperationDecoder.TEMPLATE_ID -> DepositOperationDecoder.userIdEncodingOffset();
            case WithdrawalOperationDecoder.TEMPLATE_ID -> WithdrawalOperationDecoder.userIdEncodingOffset();
            case CloseWithdrawalOperationDecoder.TEMPLATE_ID -> CloseWithdrawalOperationDecoder.userIdEncodingOffset();
            default -> ReviewWithdrawalOperationDecoder.userIdEncodingOffset();
        };
    }

    /** Applies a record that {@link #userIdOffset} found readable and that is no TransferOperation. */
    void apply(
            final BalanceCore core,
            final int partition,
            final long recordOffset,
            final DirectBuffer buffer,
            final int offset,
            final long nowUs) {
        header.wrap(buffer, offset);
        switch (header.templateId()) {
            case DepositOperationDecoder.TEMPLATE_ID ->
                core.applyDeposit(at(deposit(buffer, offset), partition, recordOffset), nowUs);
            case WithdrawalOperationDecoder.TEMPLATE_ID ->
                core.applyWithdrawal(at(withdrawal(buffer, offset), partition, recordOffset), nowUs);
            case CloseWithdrawalOperationDecoder.TEMPLATE_ID ->
                core.closeWithdrawal(at(close(buffer, offset), partition, recordOffset), nowUs);
            case ReviewWithdrawalOperationDecoder.TEMPLATE_ID ->
                core.reviewWithdrawal(at(review(buffer, offset), partition, recordOffset), nowUs);
            default -> throw new BreachException("operation is not known templateId=" + header.templateId());
        }
    }

    private static <T extends Operation> T at(final T operation, final int partition, final long recordOffset) {
        operation.partition = partition;
        operation.recordOffset = recordOffset;
        return operation;
    }

    private Deposit deposit(final DirectBuffer buffer, final int offset) {
        final DepositOperationDecoder source = depositOperation.wrapAndApplyHeader(buffer, offset, header);
        deposit.sourceId = source.sourceId();
        deposit.sourceSequence = source.sourceSequence();
        deposit.userId = source.userId();
        deposit.assetId = source.assetId();
        deposit.amount = source.amount();
        deposit.reference.wrap(buffer, source.offset() + DepositOperationDecoder.referenceEncodingOffset());
        return deposit;
    }

    private WithdrawalRequest withdrawal(final DirectBuffer buffer, final int offset) {
        final WithdrawalOperationDecoder source = withdrawalOperation.wrapAndApplyHeader(buffer, offset, header);
        withdrawal.userId = source.userId();
        withdrawal.assetId = source.assetId();
        withdrawal.amount = source.amount();
        withdrawal.requestTimeUs = source.requestTimeUs();
        withdrawal.review = source.reviewRaw() == Flag.YES.value();
        withdrawal.address.wrap(buffer, source.offset() + WithdrawalOperationDecoder.addressEncodingOffset());
        withdrawal.requestId.wrap(buffer, source.offset() + WithdrawalOperationDecoder.requestIdEncodingOffset());
        return withdrawal;
    }

    private WithdrawalClose close(final DirectBuffer buffer, final int offset) {
        final CloseWithdrawalOperationDecoder source = closeOperation.wrapAndApplyHeader(buffer, offset, header);
        close.sourceId = source.sourceId();
        close.sourceSequence = source.sourceSequence();
        close.userId = source.userId();
        close.withdrawalId = source.withdrawalId();
        close.paid = source.paidRaw() == Flag.YES.value();
        return close;
    }

    private WithdrawalReview review(final DirectBuffer buffer, final int offset) {
        final ReviewWithdrawalOperationDecoder source = reviewOperation.wrapAndApplyHeader(buffer, offset, header);
        review.userId = source.userId();
        review.withdrawalId = source.withdrawalId();
        review.decision = ReviewDecision.of(source.decisionRaw());
        return review;
    }
}
