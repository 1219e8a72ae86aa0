package io.millrace.chain.egress;

import io.millrace.chain.vault.Operation;
import io.millrace.schema.sbe.CloseWithdrawalOperationEncoder;
import io.millrace.schema.sbe.DepositOperationEncoder;
import io.millrace.schema.sbe.Flag;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import org.agrona.concurrent.UnsafeBuffer;

/** Operations as records of balance.operations. */
final class OperationEncoder {
    private final int sourceId;

    OperationEncoder(final int sourceId) {
        this.sourceId = sourceId;
    }

    byte[] encode(final Operation operation) {
        return operation instanceof Operation.Credit credit ? credit(credit) : close((Operation.Close) operation);
    }

    static String name(final Operation operation) {
        return operation instanceof Operation.Credit ? "DepositOperation" : "CloseWithdrawalOperation";
    }

    static long userId(final Operation operation) {
        return operation instanceof Operation.Credit credit ? credit.userId() : ((Operation.Close) operation).userId();
    }

    private byte[] credit(final Operation.Credit credit) {
        final UnsafeBuffer buffer = buffer(DepositOperationEncoder.BLOCK_LENGTH);
        new DepositOperationEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .sourceId(sourceId)
                .sourceSequence(credit.sequence())
                .userId(credit.userId())
                .assetId(credit.assetId())
                .amount(credit.amount())
                .reference(credit.reference());
        return buffer.byteArray();
    }

    private byte[] close(final Operation.Close close) {
        final UnsafeBuffer buffer = buffer(CloseWithdrawalOperationEncoder.BLOCK_LENGTH);
        new CloseWithdrawalOperationEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .sourceId(sourceId)
                .sourceSequence(close.sequence())
                .userId(close.userId())
                .withdrawalId(close.withdrawalId())
                .paid(close.paid() ? Flag.YES : Flag.NO);
        return buffer.byteArray();
    }

    private static UnsafeBuffer buffer(final int blockLength) {
        return new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH + blockLength]);
    }
}
