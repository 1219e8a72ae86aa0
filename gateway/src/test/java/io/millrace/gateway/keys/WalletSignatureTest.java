package io.millrace.gateway.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against vectors that others made: the example of EIP-712 itself, and a request encoded and signed by web3j. */
class WalletSignatureTest {
    /** Of the private key keccak("cow"). */
    private static final String ADDRESS = "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826";

    private static final String EIP_DIGEST = "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";
    private static final String EIP_SIGNATURE = "0x4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d"
            + "07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c";
    private static final byte[] CANONICAL = ("1767225600000\n5000\nPOST\n/api/v1/orders\n"
                    + "64af931944fe9cc4344db87e7fc2de0f572bacf07472e651ccb122f0994550b7")
            .getBytes(StandardCharsets.UTF_8);
    private static final String WEB3J_DIGEST = "6141a39cc16b1980ecfb832b29b8b543f10f480d15b047c303b15646747f3549";
    private static final String WEB3J_SIGNATURE = "0x0dd8bbb1db99f34b292f2ac4ad265d10dbe0d9838222c7c1eeac8443616eb39e"
            + "179e7147eb681a317123d2c858f68d369795f005fd2ba8840010c39ecba3b6381b";

    @Test
    void shouldRecoverTheSignerOfTheExampleOfTheStandard() {
        assertEquals(ADDRESS, signer(hex(EIP_DIGEST), EIP_SIGNATURE));
    }

    @Test
    void shouldHashARequestAsOthersDo() {
        final byte[] digest = new Eip712("Millrace", 31337, "").digest(CANONICAL);
        assertArrayEquals(hex(WEB3J_DIGEST), digest);
        assertEquals(ADDRESS, signer(digest, WEB3J_SIGNATURE));
    }

    @Test
    void shouldKeepDomainsApart() {
        final byte[] digest = new Eip712("Millrace", 31337, "").digest(CANONICAL);
        assertFalse(Arrays.equals(digest, new Eip712("Millrace", 1, "").digest(CANONICAL)));
        assertFalse(Arrays.equals(digest, new Eip712("Other", 31337, "").digest(CANONICAL)));
        assertFalse(ADDRESS.equals(signer(new Eip712("Millrace", 1, "").digest(CANONICAL), WEB3J_SIGNATURE)));
    }

    @Test
    void shouldRefuseEveryOtherFormOfASignature() {
        final byte[] digest = hex(WEB3J_DIGEST);
        final BigInteger order = new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        final String r = WEB3J_SIGNATURE.substring(2, 66);
        final String s = WEB3J_SIGNATURE.substring(66, 130);
        final String highS = word(order.subtract(new BigInteger(s, 16)));
        assertNull(WalletSignature.signer(digest, "0x" + r + highS + "1c"), "the twin with the high s");
        assertNull(WalletSignature.signer(digest, "0x" + r + s + "00"), "v without its 27");
        assertNull(WalletSignature.signer(digest, "0x" + r + s + "1d"), "v of 29");
        assertNull(WalletSignature.signer(digest, "0x" + word(BigInteger.ZERO) + s + "1b"), "r of 0");
        assertNull(WalletSignature.signer(digest, "0x" + r + word(BigInteger.ZERO) + "1b"), "s of 0");
        assertNull(WalletSignature.signer(digest, "0x" + word(order) + s + "1b"), "r of n");
        assertNull(WalletSignature.signer(digest, WEB3J_SIGNATURE.substring(2)), "no 0x");
        assertNull(WalletSignature.signer(digest, WEB3J_SIGNATURE + "00"), "too long");
        assertNull(WalletSignature.signer(digest, WEB3J_SIGNATURE.replace('d', 'x')), "not hex");
        assertNotNull(WalletSignature.signer(digest, WEB3J_SIGNATURE));
    }

    private static String word(final BigInteger value) {
        return String.format("%064x", value);
    }

    private static String signer(final byte[] digest, final String signature) {
        final byte[] address = WalletSignature.signer(digest, signature);
        return address == null ? null : WalletSignature.text(address);
    }

    private static byte[] hex(final String text) {
        return HexFormat.of().parseHex(text);
    }
}
