package io.millrace.gateway.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Who signed a hash with a secp256k1 key: the address comes out of the signature. Taken is only the one form of each signature
 * that wallets make: r and s in [1, n-1], s in the lower half, v 27 or 28. Holds no state.
 */
public final class WalletSignature {
    /** Bytes of an address. */
    public static final int ADDRESS_LENGTH = 20;

    private static final int WORD = 32;
    private static final int LENGTH = 65;
    private static final int V_MIN = 27;
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final BigInteger PRIME = CURVE.getCurve().getField().getCharacteristic();

    private WalletSignature() {}

    /** The signer's address; null if the signature is none, whatever it looks like. {@code signature}: r, s, v as 0x hex. */
    public static byte[] signer(final byte[] hash, final String signature) {
        if (signature.length() != 2 + 2 * LENGTH || !signature.startsWith("0x")) {
            return null;
        }
        final byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(signature, 2, signature.length());
        } catch (final IllegalArgumentException notHex) {
            return null;
        }
        final BigInteger r = new BigInteger(1, bytes, 0, WORD);
        final BigInteger s = new BigInteger(1, bytes, WORD, WORD);
        final int parity = bytes[LENGTH - 1] - V_MIN;
        final boolean isSound = r.signum() > 0
                && r.compareTo(ORDER) < 0
                && s.signum() > 0
                && s.compareTo(HALF_ORDER) <= 0
                && (parity == 0 || parity == 1);
        final ECPoint key = isSound ? recover(new BigInteger(1, hash), r, s, parity) : null;
        return key == null ? null : address(key);
    }

    /** Text form of an address: lower case, which is also the id of a wallet's key. */
    public static String text(final byte[] address) {
        return "0x" + HexFormat.of().formatHex(address);
    }

    private static ECPoint recover(final BigInteger hash, final BigInteger r, final BigInteger s, final int parity) {
        if (r.compareTo(PRIME) >= 0) {
            return null;
        }
        final byte[] compressed = new byte[1 + WORD];
        compressed[0] = (byte) (2 + parity);
        final byte[] x = r.toByteArray();
        final int length = Math.min(WORD, x.length);
        System.arraycopy(x, x.length - length, compressed, compressed.length - length, length);
        final ECPoint point;
        try {
            point = CURVE.getCurve().decodePoint(compressed);
        } catch (final IllegalArgumentException notOnTheCurve) {
            return null;
        }
        final BigInteger inverse = r.modInverse(ORDER);
        final BigInteger u1 = ORDER.subtract(hash.mod(ORDER)).multiply(inverse).mod(ORDER);
        final BigInteger u2 = s.multiply(inverse).mod(ORDER);
        final ECPoint key =
                ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2).normalize();
        return key.isInfinity() ? null : key;
    }

    private static byte[] address(final ECPoint key) {
        final byte[] encoded = key.getEncoded(false);
        final byte[] hash = Eip712.keccak(Arrays.copyOfRange(encoded, 1, encoded.length));
        return Arrays.copyOfRange(hash, WORD - ADDRESS_LENGTH, WORD);
    }
}
