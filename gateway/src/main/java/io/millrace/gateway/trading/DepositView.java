package io.millrace.gateway.trading;

import java.math.BigDecimal;

/**
 * A deposit as the store has it.
 *
 * @param asset empty: the token is none of ours.
 * @param amount what is credited.
 * @param rest what is below the asset's scale, in the token's smallest unit.
 */
public record DepositView(
        ChainPlace place,
        String token,
        String asset,
        String sender,
        BigDecimal amount,
        BigDecimal rest,
        String status,
        String reason,
        long updatedUs) {
    /** Where a log stands on a chain. */
    public record ChainPlace(long chainId, long height, String blockHash, String txHash, int logIndex) {}
}
