package io.millrace.gateway.ingress;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Says whether a signature is a key's. Any thread may call. */
@FunctionalInterface
public interface SignatureVerifier {
    /** False for anything that is not the signature of these bytes, whatever it looks like. */
    boolean verify(byte[] message, String signature);

    /** Ed25519: the exchange has the public key alone, 32 bytes in Base64; signatures are in Base64. */
    static SignatureVerifier ed25519(final String publicKeyBase64) {
        return ed25519(Base64.getDecoder().decode(publicKeyBase64));
    }

    /** The same with the 32 bytes themselves. */
    static SignatureVerifier ed25519(final byte[] publicKey) {
        // What X.509 puts before the 32 bytes of an Ed25519 key.
        final byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
        final byte[] encoded = Arrays.copyOf(prefix, prefix.length + publicKey.length);
        System.arraycopy(publicKey, 0, encoded, prefix.length, publicKey.length);
        try {
            final PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            return (message, signature) -> isSigned(key, message, signature);
        } catch (final GeneralSecurityException bad) {
            throw new IllegalArgumentException("not an ed25519 public key", bad);
        }
    }

    /** HMAC-SHA256 with a shared secret; signatures are in hex. */
    static SignatureVerifier hmacSha256(final String secret) {
        return hmacSha256(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with the secret's bytes. */
    static SignatureVerifier hmacSha256(final byte[] secret) {
        final SecretKeySpec key = new SecretKeySpec(secret, "HmacSHA256");
        return (message, signature) -> {
            try {
                final Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                final String expected = HexFormat.of().formatHex(mac.doFinal(message));
                return MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.US_ASCII));
            } catch (final GeneralSecurityException bad) {
                throw new IllegalStateException("no HmacSHA256 in this JDK", bad);
            }
        };
    }

    private static boolean isSigned(final PublicKey key, final byte[] message, final String signature) {
        try {
            final Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (final GeneralSecurityException | IllegalArgumentException bad) {
            return false;
        }
    }
}
