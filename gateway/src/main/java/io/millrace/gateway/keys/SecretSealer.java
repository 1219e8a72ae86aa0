package io.millrace.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what must not stand in a log or a store in the clear. AES-256-GCM with a key derived from the gateways' master key; the
 * key id and the user are bound in, so that a sealed secret is of no use in another row.
 *
 * <pre>
 *   0       12              12+n      28+n
 *   +-------+---------------+---------+
 *   | nonce | ciphertext    | GCM tag |
 *   +-------+---------------+---------+
 * </pre>
 */
public final class SecretSealer {
    /** Bytes of a master key. */
    public static final int MASTER_KEY_LENGTH = 32;

    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int SECRET_LENGTH = 32;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    public SecretSealer(final byte[] masterKey) {
        if (masterKey.length != MASTER_KEY_LENGTH) {
            throw new IllegalArgumentException("a master key has 32 bytes: length=" + masterKey.length);
        }
        key = new SecretKeySpec(derive(masterKey, "millrace secrets"), "AES");
    }

    /** A key for one purpose out of the master key. */
    public static byte[] derive(final byte[] masterKey, final String purpose) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(masterKey, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (final GeneralSecurityException bad) {
            throw new IllegalStateException("no HmacSHA256 in this JDK", bad);
        }
    }

    /** A new secret. */
    public byte[] newSecret() {
        final byte[] secret = new byte[SECRET_LENGTH];
        random.nextBytes(secret);
        return secret;
    }

    public byte[] seal(final String keyId, final long userId, final byte[] secret) {
        final byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        try {
            final byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, keyId, userId).doFinal(secret);
            final byte[] whole = Arrays.copyOf(nonce, NONCE_LENGTH + sealed.length);
            System.arraycopy(sealed, 0, whole, NONCE_LENGTH, sealed.length);
            return whole;
        } catch (final GeneralSecurityException bad) {
            throw new IllegalStateException("no AES-GCM in this JDK", bad);
        }
    }

    /** Throws if it was sealed with another master key, for another key or user, or altered. */
    public byte[] open(final String keyId, final long userId, final byte[] sealed) {
        if (sealed.length <= NONCE_LENGTH) {
            throw new IllegalArgumentException("sealed secret is too short: keyId=" + keyId);
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_LENGTH), keyId, userId)
                    .doFinal(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH);
        } catch (final GeneralSecurityException bad) {
            throw new IllegalArgumentException("secret was sealed with another master key: keyId=" + keyId, bad);
        }
    }

    private Cipher cipher(final int mode, final byte[] nonce, final String keyId, final long userId)
            throws GeneralSecurityException {
        final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD((keyId + "/" + userId).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
