package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.WalletSignature;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** A wallet whose key is the hash of a word. */
final class TestWallet {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

    final String address;
    private final BigInteger key;

    TestWallet(final String word) {
        key = new BigInteger(1, Eip712.keccak(word.getBytes(StandardCharsets.UTF_8)));
        final byte[] point = CURVE.getG().multiply(key).normalize().getEncoded(false);
        final byte[] hash = Eip712.keccak(java.util.Arrays.copyOfRange(point, 1, point.length));
        address = "0x" + HexFormat.of().formatHex(hash, hash.length - WalletSignature.ADDRESS_LENGTH, hash.length);
    }

    /** The one form that wallets make: low s, v 27 or 28. */
    String sign(final byte[] digest) {
        final ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(
                true,
                new ECPrivateKeyParameters(key, new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN())));
        final BigInteger[] signature = signer.generateSignature(digest);
        final BigInteger lowS = signature[1].min(CURVE.getN().subtract(signature[1]));
        for (final String v : List.of("1b", "1c")) {
            final String text = "0x" + String.format("%064x%064x", signature[0], lowS) + v;
            final byte[] signedBy = WalletSignature.signer(digest, text);
            if (signedBy != null && WalletSignature.text(signedBy).equals(address)) {
                return text;
            }
        }
        throw new AssertionError(
                "not signed by the wallet, digest=" + HexFormat.of().formatHex(digest));
    }

    /** The other form of a signature that the curve takes too: s in the upper half, v turned over. */
    static String twin(final String signature) {
        final BigInteger s = new BigInteger(signature.substring(66, 130), 16);
        return signature.substring(0, 66)
                + String.format("%064x", CURVE.getN().subtract(s))
                + (signature.endsWith("1b") ? "1c" : "1b");
    }
}
