package io.millrace.chain.node;

import io.millrace.chain.vault.VaultCodec;
import java.math.BigInteger;
import java.util.SortedMap;

/** The vault's functions by the contract ABI. */
public final class AbiVaultCodec implements VaultCodec {
    @Override
    public String withdraw(
            final String token, final long user, final long nonce, final String to, final BigInteger amount) {
        return VaultCalls.withdraw(token, user, nonce, to, amount);
    }

    @Override
    public String settleBatch(final long batchId, final SortedMap<String, SortedMap<Long, BigInteger>> legs) {
        return VaultCalls.settleBatch(batchId, legs);
    }
}
