package io.millrace.chain.vault;

import java.math.BigInteger;
import java.util.SortedMap;

/** The vault's functions as bytes, hex with its prefix. */
public interface VaultCodec {
    String withdraw(String token, long user, long nonce, String to, BigInteger amount);

    /** {@code legs}: by token, then by user, ascending: what is added to the user's balance. */
    String settleBatch(long batchId, SortedMap<String, SortedMap<Long, BigInteger>> legs);
}
