package io.millrace.chain.vault;

import java.math.BigInteger;

/**
 * What the vault said about a deposit.
 *
 * @param user as the chain has it: any 64 bits, unsigned.
 * @param amount the token's smallest unit.
 */
public record DepositLog(
        String blockHash, String txHash, int logIndex, String token, BigInteger user, String from, BigInteger amount) {}
