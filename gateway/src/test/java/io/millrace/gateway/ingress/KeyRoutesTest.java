package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.OrderRoutesTest.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.KeyKind;
import io.millrace.gateway.keys.StoredKey;
import io.millrace.gateway.trading.AdminCommand;
import io.millrace.gateway.trading.ErrorCode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys from their making to their end, with the fake UBSCore's events brought back by hand. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeyRoutesTest {
    private static final String WALLET = "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826";

    private final TestWallet wallet = new TestWallet("cow");
    private final SigningClient admin = new SigningClient("root", "root-secret");
    private GatewayFixture fixture;
    private long version;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture(
                new LimitSettings(false, 0, 0, 0, 1),
                List.of(
                        new ApiKey(
                                "root", 1, SignatureVerifier.hmacSha256("root-secret"), Set.of("ADMIN"), Set.of(), 0),
                        new ApiKey(
                                "plain",
                                ALICE,
                                SignatureVerifier.hmacSha256("s"),
                                Set.of("READ", "TRADE", "TRANSFER"),
                                Set.of(),
                                0)));
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void shouldSignWithAnHmacKeyThatAnOperatorMadeUntilItIsRevoked() {
        final Reply made = create("{\"userId\":\"1001\",\"kind\":\"HMAC\",\"scopes\":[\"READ\"]}");
        assertEquals(200, made.status(), made.body().toString());
        final AdminCommand.PutApiKey put = deliver();
        assertFalse(
                new String(put.material(), StandardCharsets.ISO_8859_1).contains(made.text("secret")), "in the clear");
        final SigningClient client = new SigningClient(made.text("keyId"), made.text("secret"));
        assertEquals("1001", fixture.send(client.get(fixture, "/balances")).text("userId"));
        assertProblem(fixture.send(client.post(fixture, "/orders", "{}")), ErrorCode.NO_PERMISSION);
        final Reply listed = fixture.sendAdmin(admin.get(fixture, "/api/v1/admin/keys?userId=1001"));
        assertEquals(
                made.text("keyId"),
                listed.body().get("keys").get(0).get("keyId").asText());
        assertFalse(listed.body().toString().contains(made.text("secret")));

        final String path = "/api/v1/admin/keys/" + made.text("keyId");
        assertProblem(fixture.sendAdmin(admin.delete(fixture, path + "?userId=1002")), ErrorCode.KEY_NOT_FOUND);
        assertEquals(
                200,
                fixture.sendAdmin(admin.delete(fixture, path + "?userId=1001")).status());
        revoke();
        assertProblem(fixture.send(client.get(fixture, "/balances")), ErrorCode.BAD_KEY);
    }

    @Test
    void shouldSignInWithAWalletAndGoOnWithAToken() {
        final Reply made = create("{\"userId\":\"1001\",\"kind\":\"WALLET\",\"address\":\"" + WALLET
                + "\",\"scopes\":[\"READ\",\"TRADE\",\"TRANSFER\"]}");
        assertEquals(WALLET, made.text("keyId"));
        deliver();
        assertProblem(
                create("{\"userId\":\"1002\",\"kind\":\"WALLET\",\"address\":\"" + WALLET
                        + "\",\"scopes\":[\"READ\"]}"),
                ErrorCode.NO_PERMISSION);
        final Reply token = fixture.send(byWallet("POST", "/api/v1/auth/token", "{}", GatewayFixture.CHAIN_ID));
        assertEquals(200, token.status(), token.body().toString());
        assertEquals("1001", bearer(token, "GET", "/balances", "").text("userId"));
        assertProblem(bearer(token, "POST", "/transfer_in", "{}"), ErrorCode.NO_PERMISSION);
        assertProblem(bearer(token, "POST", "/api/v1/auth/token", "{}"), ErrorCode.NO_PERMISSION);
        final Reply foreign = fixture.send(byWallet("POST", "/api/v1/auth/token", "{}", 1));
        assertProblem(foreign, ErrorCode.BAD_SIGNATURE);
        fixture.sendAdmin(admin.delete(fixture, "/api/v1/admin/keys/" + WALLET + "?userId=1001"));
        revoke();
        assertProblem(bearer(token, "GET", "/balances", ""), ErrorCode.BAD_KEY);
        assertProblem(
                fixture.send(fixture.request("/balances", 0)
                        .header("Authorization", "Bearer nonsense")
                        .build()),
                ErrorCode.BAD_KEY);
    }

    @Test
    void shouldTakeAnEd25519KeyByItsPublicHalf() {
        final String body = "{\"userId\":\"1001\",\"kind\":\"ED25519\",\"publicKey\":\"%s\",\"scopes\":[\"READ\"],"
                + "\"addresses\":[\"10.0.0.0/8\"]}";
        final Reply made = create(body.formatted("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="));
        assertEquals(200, made.status(), made.body().toString());
        assertFalse(made.body().has("secret"));
        deliver();
        final SigningClient client = new SigningClient(made.text("keyId"), "any");
        assertProblem(fixture.send(client.get(fixture, "/balances")), ErrorCode.IP_NOT_ALLOWED);
        assertProblem(create(body.formatted("AAAA")), ErrorCode.BAD_FORMAT);
    }

    @Test
    void shouldRefuseKeysThatMakeNoSense() {
        assertProblem(create("{\"userId\":\"1\",\"kind\":\"HMAC\",\"scopes\":[]}"), ErrorCode.BAD_FORMAT);
        assertProblem(create("{\"userId\":\"1\",\"kind\":\"HMAC\",\"scopes\":[\"ROOT\"]}"), ErrorCode.BAD_FORMAT);
        assertProblem(create("{\"userId\":\"1\",\"kind\":\"HMAC\",\"scopes\":\"READ\"}"), ErrorCode.BAD_FORMAT);
        assertProblem(create("{\"userId\":\"1\",\"kind\":\"RSA\",\"scopes\":[\"READ\"]}"), ErrorCode.BAD_FORMAT);
        assertProblem(
                create("{\"userId\":\"1\",\"kind\":\"HMAC\",\"scopes\":[\"READ\"],\"addresses\":[\"evil.example\"]}"),
                ErrorCode.BAD_FORMAT);
        assertProblem(
                create("{\"userId\":\"1\",\"kind\":\"WALLET\",\"address\":\"0x12\",\"scopes\":[\"READ\"]}"),
                ErrorCode.BAD_FORMAT);
    }

    @Test
    void shouldLetNobodyWithoutTheScopeGiveCommands() {
        final SigningClient plain = new SigningClient("plain", "s");
        for (final String path : List.of("/api/v1/admin/keys", "/api/v1/admin/kill_switch", "/api/v1/admin/assets")) {
            assertProblem(fixture.sendAdmin(plain.post(fixture, path, "{}")), ErrorCode.NO_PERMISSION);
            assertProblem(
                    fixture.sendAdmin(fixture.request(path, ALICE)
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build()),
                    ErrorCode.BAD_KEY);
            assertEquals(404, fixture.send(admin.post(fixture, path, "{}")).status(), "on the public port");
        }
        assertTrue(fixture.core.adminCommands.isEmpty());
    }

    private Reply create(final String body) {
        return fixture.sendAdmin(admin.post(fixture, "/api/v1/admin/keys", body));
    }

    /** What balance.events would bring: the last command's key. */
    private AdminCommand.PutApiKey deliver() {
        final AdminCommand.PutApiKey put =
                (AdminCommand.PutApiKey) fixture.core.adminCommands.get(fixture.core.adminCommands.size() - 1);
        fixture.directory.put(new StoredKey(
                put.keyId(),
                put.userId(),
                KeyKind.of(put.kind()),
                put.scopes(),
                false,
                put.material(),
                put.addresses(),
                put.expiresUs() / 1000,
                ++version));
        return put;
    }

    private void revoke() {
        final AdminCommand.RevokeApiKey revoke =
                (AdminCommand.RevokeApiKey) fixture.core.adminCommands.get(fixture.core.adminCommands.size() - 1);
        fixture.directory.put(
                new StoredKey(revoke.keyId(), revoke.userId(), null, 0, true, new byte[0], "", 0, ++version));
    }

    private Reply bearer(final Reply token, final String method, final String path, final String body) {
        return fixture.send(fixture.request(path, 0)
                .header("Authorization", "Bearer " + token.text("token"))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest byWallet(final String method, final String path, final String body, final long chainId) {
        final long now = System.currentTimeMillis();
        final byte[] digest = new Eip712("Millrace", chainId, GatewayFixture.VAULT)
                .digest(KeyCallers.canonical(now, 5000, method, path, body.getBytes(StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        return fixture.request(path, 0)
                .header("X-API-KEY", WALLET)
                .header("X-TIMESTAMP", Long.toString(now))
                .header("X-SIGNATURE", wallet.sign(digest))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
