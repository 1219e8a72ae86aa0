package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.OrderRoutesTest.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.trading.ErrorCode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class AccessTest {
    private static final LimitSettings NO_LIMITS = new LimitSettings(false, 0, 0, 0, 1);
    private static final String BODY =
            "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"timeInForce\":\"GTC\",\"price\":\"42000.00\","
                    + "\"quantity\":\"0.750\",\"clientOrderId\":\"mm-7-000123\"}";
    private static final String HMAC_SIGNATURE = "3c844f48b853eb50c8fb72820f32902ce84a69ab435951d925a9d5af1e5f32b3";
    private static final String ED25519_SIGNATURE =
            "JWC6CDAyNQZ0PhiHPIHfSusYWjW+v9ArkuthU2Ij/LlIB40x/FsOY042VQjE3gztH/uCoqv8XLhaLowI8TnmCQ==";
    /** Of the private seed bytes 00..1f. */
    private static final String ED25519_PUBLIC_KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";

    @Test
    void shouldAgreeWithTheVectorsOfTheContract() {
        final byte[] canonical = KeyCallers.canonical(
                        1767225600000L, 5000, "POST", "/api/v1/orders", BODY.getBytes(StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        assertTrue(SignatureVerifier.hmacSha256("example-secret-not-real").verify(canonical, HMAC_SIGNATURE));
        assertTrue(SignatureVerifier.ed25519(ED25519_PUBLIC_KEY).verify(canonical, ED25519_SIGNATURE));
        assertFalse(SignatureVerifier.hmacSha256("another").verify(canonical, HMAC_SIGNATURE));
        canonical[0]++;
        assertFalse(SignatureVerifier.ed25519(ED25519_PUBLIC_KEY).verify(canonical, ED25519_SIGNATURE));
        assertFalse(SignatureVerifier.ed25519(ED25519_PUBLIC_KEY).verify(canonical, "not base64!"));
    }

    @Test
    void shouldAdmitSignedRequestsAndSayWhichPartDoesNotMatch() throws Exception {
        final KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        final byte[] encoded = pair.getPublic().getEncoded();
        final String raw =
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        final ApiKey key =
                new ApiKey("k1", ALICE, SignatureVerifier.ed25519(raw), Set.of("READ", "TRADE"), Set.of(), 0);
        try (GatewayFixture fixture = new GatewayFixture(NO_LIMITS, List.of(key))) {
            final Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            final long now = System.currentTimeMillis();
            signer.update(
                    KeyCallers.canonical(now, 5000, "POST", "/api/v1/orders", BODY.getBytes(StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8));
            final String signature = Base64.getEncoder().encodeToString(signer.sign());
            assertEquals(
                    "1001",
                    fixture.send(signed(fixture, "k1", now, signature, BODY)).text("userId"));
            final Reply forged = fixture.send(signed(fixture, "k1", now, signature, BODY + " "));
            assertProblem(forged, ErrorCode.BAD_SIGNATURE, "NOT_SENT");
            assertProblem(fixture.send(signed(fixture, "k2", now, signature, BODY)), ErrorCode.BAD_KEY, "NOT_SENT");
            final Reply late = fixture.send(signed(fixture, "k1", now - 60_000, signature, BODY));
            assertProblem(late, ErrorCode.TIMESTAMP_SKEW, "NOT_SENT");
            assertTrue(late.body().at("/details/skewMs").asLong() >= 60_000);
            final Reply early = fixture.send(signed(fixture, "k1", now + 60_000, signature, BODY));
            assertProblem(early, ErrorCode.TIMESTAMP_SKEW, "NOT_SENT");
            assertProblem(fixture.post("/orders", ALICE, BODY), ErrorCode.BAD_KEY, "NOT_SENT");
        }
    }

    @Test
    void shouldHoldKeysToScopesAddressesAndExpiry() throws Exception {
        final SignatureVerifier verifier = SignatureVerifier.hmacSha256("s");
        final List<ApiKey> keys = List.of(
                new ApiKey("reader", ALICE, verifier, Set.of("READ"), Set.of(), 0),
                new ApiKey("elsewhere", ALICE, verifier, Set.of("READ"), Set.of("10.1.1.1"), 0),
                new ApiKey("old", ALICE, verifier, Set.of("READ"), Set.of(), 1000));
        try (GatewayFixture fixture = new GatewayFixture(NO_LIMITS, keys)) {
            assertProblem(fixture.send(hmac(fixture, "reader")), ErrorCode.NO_PERMISSION, "NOT_SENT");
            assertProblem(fixture.send(hmac(fixture, "elsewhere")), ErrorCode.IP_NOT_ALLOWED, "NOT_SENT");
            assertProblem(fixture.send(hmac(fixture, "old")), ErrorCode.BAD_KEY, "NOT_SENT");
        }
    }

    @Test
    void shouldLimitCallersApart() {
        try (GatewayFixture fixture = new GatewayFixture(new LimitSettings(true, 1000, 6, 2, 3600), null)) {
            final String order = BODY.replace(",\"clientOrderId\":\"mm-7-000123\"", "");
            assertEquals(200, fixture.post("/orders", ALICE, order).status());
            final Reply second = fixture.post("/orders", ALICE, order);
            assertEquals("\"requests\";r=4", second.header("RateLimit"));
            assertTrue(second.header("RateLimit-Policy").contains("\"orders\";q=2;w=3600"));
            assertProblem(fixture.post("/orders", ALICE, order), ErrorCode.TOO_MANY_ORDERS, "NOT_SENT");
            assertEquals(200, fixture.get("/balances", ALICE).status());
            assertEquals(200, fixture.get("/balances", ALICE).status());
            final Reply limited = fixture.get("/balances", ALICE);
            assertProblem(limited, ErrorCode.RATE_LIMITED, "NOT_SENT");
            assertTrue(Integer.parseInt(limited.header("Retry-After")) > 0);
            assertEquals(200, fixture.get("/balances", ALICE + 1).status());
        }
    }

    @Test
    void shouldExposeMetricsToOperatorsOnly() throws Exception {
        try (GatewayFixture fixture = new GatewayFixture()) {
            fixture.get("/balances", ALICE);
            assertEquals(404, fixture.get("/metrics", 0).status());
            final String metrics = fixture.admin("/metrics");
            assertTrue(metrics.contains("route=\"/balances\""), metrics);
            assertTrue(metrics.contains("millrace_gateway_ubscore_ready 1.0"), metrics);
            assertTrue(fixture.admin("/healthz").contains("UP"));
        }
    }

    private static HttpRequest hmac(final GatewayFixture fixture, final String key) throws Exception {
        final long now = System.currentTimeMillis();
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        final byte[] canonical = KeyCallers.canonical(
                        now, 5000, "POST", "/api/v1/orders", BODY.getBytes(StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        return signed(fixture, key, now, HexFormat.of().formatHex(mac.doFinal(canonical)), BODY);
    }

    private static HttpRequest signed(
            final GatewayFixture fixture, final String key, final long now, final String signature, final String body) {
        return fixture.request("/api/v1/orders", 0)
                .header("Content-Type", "application/json")
                .header("X-API-KEY", key)
                .header("X-TIMESTAMP", Long.toString(now))
                .header("X-RECV-WINDOW", "5000")
                .header("X-SIGNATURE", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
