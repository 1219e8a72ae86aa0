package io.millrace.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short-lived tokens for a page that can't keep a key. They hold all there is to know of them, so that every gateway with the
 * same master key takes them, and name the key that asked for them, so that they end with it.
 */
public final class AccessTokens {
    /** How long a token is good. */
    public static final long LIFE_MS = 600_000;

    private static final int PART_COUNT = 4;
    private final SecretKeySpec key;

    public AccessTokens(final byte[] masterKey) {
        key = new SecretKeySpec(SecretSealer.derive(masterKey, "millrace tokens"), "HmacSHA256");
    }

    /** What a token says: who, by which key, what for. */
    public record Claim(String keyId, long userId, int scopes, long expiresMs) {}

    public String issue(final Claim claim) {
        final byte[] text = (claim.keyId + "|" + claim.userId + "|" + claim.scopes + "|" + claim.expiresMs)
                .getBytes(StandardCharsets.UTF_8);
        final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(text) + "." + encoder.encodeToString(mac(text));
    }

    /** Empty: it was not issued with this master key, was altered, or its time is over. */
    public Optional<Claim> read(final String token, final long nowMs) {
        final int point = token.indexOf('.');
        if (point < 0) {
            return Optional.empty();
        }
        try {
            final byte[] text = Base64.getUrlDecoder().decode(token.substring(0, point));
            final byte[] mac = Base64.getUrlDecoder().decode(token.substring(point + 1));
            if (!MessageDigest.isEqual(mac, mac(text))) {
                return Optional.empty();
            }
            final String[] parts = new String(text, StandardCharsets.UTF_8).split("\\|");
            if (parts.length != PART_COUNT) {
                return Optional.empty();
            }
            final Claim claim =
                    new Claim(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
            return nowMs < claim.expiresMs ? Optional.of(claim) : Optional.empty();
        } catch (final IllegalArgumentException bad) {
            return Optional.empty();
        }
    }

    private byte[] mac(final byte[] text) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text);
        } catch (final GeneralSecurityException bad) {
            throw new IllegalStateException("no HmacSHA256 in this JDK", bad);
        }
    }
}
