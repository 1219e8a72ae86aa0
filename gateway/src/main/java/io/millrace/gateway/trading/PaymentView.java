package io.millrace.gateway.trading;

/** How far a withdrawal is paid on its chain, as the store has it. */
public record PaymentView(
        long withdrawalId,
        long chainId,
        String status,
        String reason,
        ChainTransactionView transaction,
        long updatedUs) {}
