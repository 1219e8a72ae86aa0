package io.millrace.gateway.ingress;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests with an HMAC key, as the documentation tells clients to. */
record SigningClient(String keyId, String secret) {
    HttpRequest get(final GatewayFixture fixture, final String path) {
        return request(fixture, "GET", path, "");
    }

    HttpRequest delete(final GatewayFixture fixture, final String path) {
        return request(fixture, "DELETE", path, "");
    }

    HttpRequest post(final GatewayFixture fixture, final String path, final String body) {
        return request(fixture, "POST", path, body);
    }

    HttpRequest request(final GatewayFixture fixture, final String method, final String path, final String body) {
        return request(fixture, method, path, body, System.currentTimeMillis());
    }

    /** Signed at another time. */
    HttpRequest request(
            final GatewayFixture fixture, final String method, final String path, final String body, final long now) {
        final String canonical = KeyCallers.canonical(now, 5000, method, path, body.getBytes(StandardCharsets.UTF_8));
        final HttpRequest.BodyPublisher publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return fixture.request(path, 0)
                .header("X-API-KEY", keyId)
                .header("X-TIMESTAMP", Long.toString(now))
                .header("X-SIGNATURE", sign(canonical))
                .method(method, publisher)
                .build();
    }

    private String sign(final String canonical) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(canonical.getBytes(StandardCharsets.UTF_8)));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
