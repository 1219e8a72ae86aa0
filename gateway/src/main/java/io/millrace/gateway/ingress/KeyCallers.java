package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Authentication on: a caller is who signed the request. Signed is
 * {@code timestamp \n recvWindow \n METHOD \n path?query \n hex(sha256(body))}. Immutable; any thread may ask.
 */
final class KeyCallers implements CallerResolver {
    private static final long RECV_WINDOW_MS = 5_000;
    private static final long RECV_WINDOW_MS_MAX = 60_000;
    /** How far a client's clock may be ahead of ours. */
    private static final long AHEAD_MS_MAX = 1_000;

    private static final byte[] NO_BODY = {};

    private final Map<String, ApiKey> keys = new HashMap<>();
    private final LongSupplier clockMs;

    KeyCallers(final Collection<ApiKey> keys, final LongSupplier clockMs) {
        keys.forEach(key -> this.keys.put(key.id(), key));
        this.clockMs = clockMs;
    }

    @Override
    public Caller resolve(final RequestHead head, final byte[] body) {
        final String id = head.header("X-API-KEY");
        final String address = head.address().getHostAddress();
        if (id == null) {
            return Caller.anonymous(address);
        }
        final ApiKey key = keys.get(id);
        final long nowMs = clockMs.getAsLong();
        if (key == null || key.expiresMs() != 0 && nowMs >= key.expiresMs()) {
            throw Refusal.of(ErrorCode.BAD_KEY, "the key is not known or has expired")
                    .with("part", "key");
        }
        if (!key.addresses().isEmpty() && !key.addresses().contains(address)) {
            throw Refusal.of(ErrorCode.IP_NOT_ALLOWED, "the key may not be used from address " + address);
        }
        final long timestamp = Values.unsigned("X-TIMESTAMP", required(head, "X-TIMESTAMP"));
        final long window = recvWindow(head);
        requireFresh(timestamp, window, nowMs);
        final String canonical = canonical(timestamp, window, head.method(), head.target(), body);
        if (!key.verifier().verify(canonical.getBytes(StandardCharsets.UTF_8), required(head, "X-SIGNATURE"))) {
            throw Refusal.of(ErrorCode.BAD_SIGNATURE, "the signature is not that of the canonical request")
                    .with("part", "signature")
                    .with("bodySha256", sha256(body));
        }
        return new Caller(id, key.userId(), scopes(key));
    }

    static String canonical(
            final long timestamp, final long window, final String method, final String target, final byte[] body) {
        return timestamp + "\n" + window + "\n" + method + "\n" + target + "\n" + sha256(body);
    }

    private static void requireFresh(final long timestamp, final long window, final long nowMs) {
        final long skewMs = nowMs - timestamp;
        if (skewMs > window || skewMs <= -AHEAD_MS_MAX) {
            throw Refusal.of(ErrorCode.TIMESTAMP_SKEW, "the timestamp is outside the window, skewMs=" + skewMs)
                    .with("part", "timestamp")
                    .with("skewMs", Long.toString(skewMs));
        }
    }

    private static long recvWindow(final RequestHead head) {
        final String text = head.header("X-RECV-WINDOW");
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

    private static Set<Access> scopes(final ApiKey key) {
        final Set<Access> scopes = EnumSet.noneOf(Access.class);
        key.scopes().forEach(scope -> scopes.add(Access.valueOf(scope)));
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
