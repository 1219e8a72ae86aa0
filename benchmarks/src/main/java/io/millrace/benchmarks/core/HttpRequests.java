package io.millrace.benchmarks.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Orders as whole HTTP requests, made before they are timed: users in turn, a client id of its own for each. Signed with HMAC, or
 * as they are for a gateway without authentication.
 */
final class HttpRequests {
    /** As long as a signature may be good for. */
    private static final long RECV_WINDOW_MS = 60_000;

    private static final HexFormat HEX = HexFormat.of();
    private static final String PATH = "/orders";

    private final int users;
    private final boolean isSigned;
    private final String run = Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private long count;

    HttpRequests(final int users, final boolean isSigned) {
        this.users = users;
        this.isSigned = isSigned;
    }

    /** The keys that requests are signed with, as the gateway's configuration has them. */
    static List<Map<String, Object>> keys(final int users) {
        return IntStream.rangeClosed(1, users)
                .mapToObj(user -> Map.<String, Object>of(
                        "id", keyId(user),
                        "user-id", user,
                        "kind", "hmac",
                        "secret", secret(user),
                        "scopes", List.of("TRADE")))
                .toList();
    }

    byte[] next() {
        final long number = count++;
        final long user = 1 + number % users;
        final String body = "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\","
                + "\"price\":\"100.00\",\"quantity\":\"0.0100\",\"clientOrderId\":\"" + run + "-" + number + "\"}";
        final StringBuilder request = new StringBuilder(512)
                .append("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n");
        (isSigned ? signature(user, body) : Map.of("X-User-Id", Long.toString(user)))
                .forEach((name, value) ->
                        request.append(name).append(": ").append(value).append("\r\n"));
        request.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
        return request.append(body).toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, String> signature(final long user, final String body) {
        try {
            final String timestamp = Long.toString(System.currentTimeMillis());
            final byte[] bodyHash =
                    MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.US_ASCII));
            final String canonical =
                    timestamp + "\n" + RECV_WINDOW_MS + "\nPOST\n" + PATH + "\n" + HEX.formatHex(bodyHash);
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(user).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            final Map<String, String> headers = new LinkedHashMap<>();
            headers.put("X-API-KEY", keyId(user));
            headers.put("X-TIMESTAMP", timestamp);
            headers.put("X-RECV-WINDOW", Long.toString(RECV_WINDOW_MS));
            headers.put("X-SIGNATURE", HEX.formatHex(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8))));
            return headers;
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String keyId(final long user) {
        return "key-" + user;
    }

    private static String secret(final long user) {
        return "a secret of user " + user;
    }
}
