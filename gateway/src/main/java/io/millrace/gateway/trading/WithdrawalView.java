package io.millrace.gateway.trading;

import java.math.BigDecimal;

/** A withdrawal as the store has it. */
public record WithdrawalView(
        long withdrawalId,
        String requestId,
        String asset,
        BigDecimal amount,
        String address,
        String state,
        String reason,
        long createdUs,
        long updatedUs) {}
