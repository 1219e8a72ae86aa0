package io.millrace.gateway.ingress;

import io.millrace.gateway.keys.AccessTokens;
import io.millrace.gateway.keys.Networks;
import io.millrace.gateway.keys.StoredKey;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Authentication on: a caller is who signed the request, or holds a token that a signed request was answered with. Signed is
 * {@code timestamp \n recvWindow \n METHOD \n path?query \n hex(sha256(body))}, and by a wallet a withdrawal as what it is. Any
 * thread may ask.
 */
final class KeyCallers implements CallerResolver {
    private static final long RECV_WINDOW_MS = 5_000;
    private static final long RECV_WINDOW_MS_MAX = 60_000;
    /** How far a client's clock may be ahead of ours. */
    private static final long AHEAD_MS_MAX = 1_000;

    private static final byte[] NO_BODY = {};

    private static final String BEARER = "Bearer ";

    private final KeyRing ring;
    private final AccessTokens tokens;
    private final LongSupplier clockMs;

    KeyCallers(final KeyAdmission admission, final LongSupplier clockMs) {
        ring = new KeyRing(admission);
        tokens = admission.tokens();
        this.clockMs = clockMs;
    }

    @Override
    public Caller resolve(final RequestHead head, final byte[] body) {
        final String id = head.header("X-API-KEY");
        final String authorization = head.header("Authorization");
        if (id == null && authorization == null) {
            return Caller.anonymous(head.address().getHostAddress());
        }
        if (id == null) {
            return ofToken(head, authorization);
        }
        final long nowMs = clockMs.getAsLong();
        final ApiKey key = admitted(head, id, nowMs);
        final long timestamp = Values.unsigned("X-TIMESTAMP", required(head, "X-TIMESTAMP"));
        final long window = recvWindow(head.header("X-RECV-WINDOW"));
        requireFresh(timestamp, window, nowMs);
        if (!isSigned(key.verifier(), head, body, timestamp, window)) {
            throw Refusal.of(ErrorCode.BAD_SIGNATURE, "the signature is not that of the canonical request")
                    .with("part", "signature")
                    .with("bodySha256", sha256(body));
        }
        return new Caller(id, key.userId(), scopes(key.scopes()));
    }

    /** A wallet that is asked to let money go is shown what it signs. */
    private static boolean isSigned(
            final SignatureVerifier verifier,
            final RequestHead head,
            final byte[] body,
            final long timestamp,
            final long window) {
        final String signature = required(head, "X-SIGNATURE");
        if (verifier instanceof WalletVerifier wallet
                && wallet.signsWithdrawals()
                && WithdrawalRoutes.isRequest(head.method(), head.target())) {
            return wallet.verify(WithdrawalRoutes.signed(body, timestamp, window), signature);
        }
        final String canonical = canonical(timestamp, window, head.method(), head.target(), body);
        return verifier.verify(canonical.getBytes(StandardCharsets.UTF_8), signature);
    }

    private Caller ofToken(final RequestHead head, final String authorization) {
        final long nowMs = clockMs.getAsLong();
        final AccessTokens.Claim claim = tokens.read(
                        authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "", nowMs)
                .orElseThrow(() -> Refusal.of(ErrorCode.BAD_KEY, "the token is not known or has expired")
                        .with("part", "token"));
        final ApiKey key = admitted(head, claim.keyId(), nowMs);
        final Set<Access> scopes = scopes(key.scopes());
        scopes.removeIf(scope -> (claim.scopes() & StoredKey.scopesOf(Set.of(scope.name()))) == 0);
        if (key.userId() != claim.userId()) {
            throw unknownKey();
        }
        return new Caller(claim.keyId(), key.userId(), scopes, true);
    }

    /** The key, if it is known, lives, and may be used from where the request comes from. */
    ApiKey admitted(final RequestHead head, final String id, final long nowMs) {
        final ApiKey key = ring.active(id, nowMs).orElse(null);
        if (key == null && !ring.isComplete()) {
            throw Refusal.of(ErrorCode.NOT_READY, "the keys are not read yet");
        }
        if (key == null) {
            throw unknownKey();
        }
        if (!Networks.admit(key.addresses(), head.address())) {
            throw Refusal.of(
                    ErrorCode.IP_NOT_ALLOWED,
                    "the key may not be used from address " + head.address().getHostAddress());
        }
        return key;
    }

    private static Refusal unknownKey() {
        return Refusal.of(ErrorCode.BAD_KEY, "the key is not known, is revoked or has expired")
                .with("part", "key");
    }

    static String canonical(
            final long timestamp, final long window, final String method, final String target, final byte[] body) {
        return timestamp + "\n" + window + "\n" + method + "\n" + target + "\n" + sha256(body);
    }

    static void requireFresh(final long timestamp, final long window, final long nowMs) {
        final long skewMs = nowMs - timestamp;
        if (skewMs > window || skewMs <= -AHEAD_MS_MAX) {
            throw Refusal.of(ErrorCode.TIMESTAMP_SKEW, "the timestamp is outside the window, skewMs=" + skewMs)
                    .with("part", "timestamp")
                    .with("skewMs", Long.toString(skewMs));
        }
    }

    /** {@code text} null: the usual one. */
    static long recvWindow(final String text) {
        final long window = text == null ? RECV_WINDOW_MS : Values.unsigned("X-RECV-WINDOW", text);
        if (window > RECV_WINDOW_MS_MAX) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, "X-RECV-WINDOW", "X-RECV-WINDOW must be at most " + RECV_WINDOW_MS_MAX);
        }
        return window;
    }

    private static String required(final RequestHead head, final String name) {
        final String value = head.header(name);
        if (value == null) {
            throw Refusal.ofField(ErrorCode.BAD_SIGNATURE, name, name + " is missing");
        }
        return value;
    }

    static Set<Access> scopes(final Set<String> names) {
        final Set<Access> scopes = EnumSet.noneOf(Access.class);
        names.forEach(scope -> scopes.add(Access.valueOf(scope)));
        return scopes;
    }

    private static String sha256(final byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body == null ? NO_BODY : body));
        } catch (final NoSuchAlgorithmException none) {
            throw new IllegalStateException("no SHA-256 in this JDK", none);
        }
    }
}
