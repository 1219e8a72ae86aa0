package io.millrace.gateway.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * What a wallet signs for a request: EIP-712 typed data {@code Request(string canonical)} in the domain
 * {@code EIP712Domain(string name,string version,uint256 chainId)} of this exchange, so that a signature for one exchange or
 * chain is none for another.
 */
public final class Eip712 {
    private static final int WORD = 32;
    private static final String DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId)";
    private static final String REQUEST_TYPE = "Request(string canonical)";
    private static final String VERSION = "1";

    private final byte[] domainSeparator;

    public Eip712(final String name, final long chainId) {
        domainSeparator =
                keccak(keccak(utf8(DOMAIN_TYPE)), keccak(utf8(name)), keccak(utf8(VERSION)), uint256(chainId));
    }

    /** The hash that a wallet signs for a canonical request. */
    public byte[] digest(final byte[] canonical) {
        return keccak(new byte[] {0x19, 0x01}, domainSeparator, keccak(keccak(utf8(REQUEST_TYPE)), keccak(canonical)));
    }

    /** Keccak-256, as Ethereum has it: before it became SHA-3. */
    public static byte[] keccak(final byte[]... parts) {
        final KeccakDigest digest = new KeccakDigest(WORD * Byte.SIZE);
        for (final byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        final byte[] hash = new byte[WORD];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] uint256(final long value) {
        final byte[] bytes = BigInteger.valueOf(value).toByteArray();
        final byte[] word = new byte[WORD];
        System.arraycopy(bytes, 0, word, WORD - bytes.length, bytes.length);
        return word;
    }
}
