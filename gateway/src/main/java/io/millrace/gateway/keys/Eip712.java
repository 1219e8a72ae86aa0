package io.millrace.gateway.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * What a wallet signs: EIP-712 typed data. A request is {@code Request(string canonical)} in the domain {@code EIP712Domain(string
 * name,string version,uint256 chainId)} of this exchange; a withdrawal is {@link SignedWithdrawal}, which the wallet can show, in the
 * domain of this exchange's vault: {@code verifyingContract} is the vault's address. So a signature for one exchange, chain or vault
 * is none for another.
 */
public final class Eip712 {
    private static final int WORD = 32;
    private static final String DOMAIN_TYPE = "EIP712Domain(string name,string version,uint256 chainId)";
    private static final String VAULT_DOMAIN_TYPE =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    private static final String REQUEST_TYPE = "Request(string canonical)";
    private static final String WITHDRAWAL_TYPE =
            "Withdrawal(string requestId,uint256 userId,string asset,string amount,"
                    + "address to,uint256 timestamp,uint256 recvWindow)";
    private static final String VERSION = "1";
    private static final byte[] PREFIX = {0x19, 0x01};

    private final byte[] requests;
    /** Null: there is no vault. */
    private final byte[] withdrawals;

    /** {@code vault} empty: there is none, and withdrawals are signed as other requests are. */
    public Eip712(final String name, final long chainId, final String vault) {
        final byte[] nameHash = keccak(utf8(name));
        final byte[] versionHash = keccak(utf8(VERSION));
        requests = keccak(keccak(utf8(DOMAIN_TYPE)), nameHash, versionHash, uint256(chainId));
        withdrawals = vault.isEmpty()
                ? null
                : keccak(keccak(utf8(VAULT_DOMAIN_TYPE)), nameHash, versionHash, uint256(chainId), address(vault));
    }

    /** Whether withdrawals have a form of their own. */
    public boolean hasVault() {
        return withdrawals != null;
    }

    /** The hash that a wallet signs for a canonical request. */
    public byte[] digest(final byte[] canonical) {
        return keccak(PREFIX, requests, keccak(keccak(utf8(REQUEST_TYPE)), keccak(canonical)));
    }

    /** The hash that a wallet signs for a withdrawal. */
    public byte[] digest(final SignedWithdrawal withdrawal) {
        final byte[] struct = keccak(
                keccak(utf8(WITHDRAWAL_TYPE)),
                keccak(utf8(withdrawal.requestId())),
                uint256(withdrawal.userId()),
                keccak(utf8(withdrawal.asset())),
                keccak(utf8(withdrawal.amount())),
                address(withdrawal.to()),
                uint256(withdrawal.timestampMs()),
                uint256(withdrawal.recvWindowMs()));
        return keccak(PREFIX, withdrawals, struct);
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
        return word(BigInteger.valueOf(value).toByteArray());
    }

    /** {@code text}: 0x and 40 hex digits. */
    private static byte[] address(final String text) {
        return word(HexFormat.of().parseHex(text, 2, text.length()));
    }

    private static byte[] word(final byte[] bytes) {
        final byte[] word = new byte[WORD];
        System.arraycopy(bytes, 0, word, WORD - bytes.length, bytes.length);
        return word;
    }
}
