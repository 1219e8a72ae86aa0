package io.millrace.gateway.keys;

/**
 * A withdrawal as a wallet signs it.
 *
 * @param amount as the request spells it.
 * @param to 0x and 40 hex digits.
 */
public record SignedWithdrawal(
        String requestId, long userId, String asset, String amount, String to, long timestampMs, long recvWindowMs) {}
