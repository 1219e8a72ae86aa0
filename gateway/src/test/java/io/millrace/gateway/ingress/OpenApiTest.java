package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static io.millrace.gateway.ingress.GatewayFixture.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.ingress.OpenApi.Operation;
import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Markets;
import io.millrace.gateway.trading.Refusal;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The description and the gateway say the same: every route, every example, every refusal that all routes have. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OpenApiTest {
    /** Described by those whose shape it has. */
    private static final String ELSEWHERE = "/api/v3/";

    private final SigningClient alice = new SigningClient("alice", "a");
    private final SigningClient bob = new SigningClient("bob", "b");
    private final SigningClient root = new SigningClient("root", "r");
    private final SigningClient nothing = new SigningClient("nothing", "n");
    private OpenApi description;
    private GatewayFixture fixture;

    @BeforeEach
    void setUp() throws Exception {
        description = new OpenApi();
        fixture = new GatewayFixture(
                new LimitSettings(false, 0, 0, 0, 1),
                List.of(
                        key("alice", ALICE, "a", Set.of("READ", "TRADE", "TRANSFER")),
                        key("bob", BOB, "b", Set.of("READ", "TRADE", "TRANSFER")),
                        key("root", 1, "r", Set.of("ADMIN")),
                        key("nothing", ALICE, "n", Set.of())));
        fixture.store.balances.put(ALICE, List.of(new Balance(Markets.USDT, 424_242_000_000L, 0, 3)));
        ChainRoutesTest.fill(fixture, ALICE);
    }

    private static ApiKey key(final String id, final long userId, final String secret, final Set<String> scopes) {
        return new ApiKey(id, userId, SignatureVerifier.hmacSha256(secret), scopes, Set.of(), 0);
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void shouldDescribeEveryRouteAndNoOther() {
        final Set<String> routes = new TreeSet<>();
        fixture.gateway.routes().forEach(route -> routes.add(line(route)));
        fixture.gateway.adminRoutes().forEach(route -> routes.add(line(route)));
        routes.removeIf(route -> route.contains(ELSEWHERE));
        final Set<String> described = new TreeSet<>();
        description.operations().forEach(operation -> described.add(operation + " " + parametersOf(operation)));
        assertEquals(String.join("\n", routes), String.join("\n", described));
    }

    private static String line(final Route route) {
        final Set<String> names = new TreeSet<>(route.parameters());
        return route.method() + " " + route.template() + " " + names;
    }

    private static Set<String> parametersOf(final Operation operation) {
        final Set<String> names = new TreeSet<>();
        for (final JsonNode parameter : operation.parameters()) {
            if ("query".equals(parameter.get("in").asText())) {
                names.add(parameter.get("name").asText());
            }
        }
        return names;
    }

    @Test
    void shouldAnswerEveryExampleAsDescribed() {
        // An order for the examples that name one.
        assertEquals(
                200,
                send(alice, byId("POST /api/v1/orders"), example("POST /api/v1/orders", 0))
                        .status());
        final Set<String> refused = new TreeSet<>();
        for (final Operation operation : description.operations()) {
            for (final String body : bodies(operation)) {
                final Reply reply = send(operation.isAdmin() ? root : alice, operation, body);
                assertFits(operation, reply);
                if (reply.status() >= 300) {
                    refused.add(operation + " " + reply.text("error"));
                }
            }
        }
        refused.removeIf(line -> line.contains("{") && line.endsWith("_NOT_FOUND"));
        // Nothing was published here.
        refused.removeIf(line -> line.endsWith(" PROOF_NOT_FOUND"));
        assertEquals(Set.of(), refused, "only what names an id may be refused");
    }

    @Test
    void shouldRefuseEveryPrivateRouteToStrangersAndToKeysWithoutTheScope() {
        for (final Operation operation : description.operations()) {
            if (operation.isPublic()) {
                continue;
            }
            final String body = bodies(operation).get(0);
            final Reply stranger = sent(
                    operation,
                    fixture.request(target(operation), 0)
                            .method(
                                    operation.method().toUpperCase(Locale.ROOT),
                                    HttpRequest.BodyPublishers.ofString(body))
                            .build());
            assertEquals("BAD_KEY", stranger.text("error"), operation.toString());
            assertFits(operation, stranger);
            final Reply scopeless = send(nothing, operation, body);
            assertEquals("NO_PERMISSION", scopeless.text("error"), operation.toString());
            assertFits(operation, scopeless);
        }
        assertTrue(fixture.core.placed.isEmpty());
        assertTrue(fixture.core.adminCommands.isEmpty());
    }

    @Test
    void shouldShowNobodyWhatIsAnothers() {
        final Reply order = send(alice, byId("POST /api/v1/orders"), example("POST /api/v1/orders", 0));
        final String orderId = order.text("orderId");
        for (final Operation operation : description.operations()) {
            if (operation.isPublic() || operation.isAdmin() || operation.path().contains("transfer_")) {
                continue;
            }
            for (final String body : bodies(operation)) {
                final Reply reply = sent(
                        operation,
                        bob.request(
                                fixture,
                                operation.method().toUpperCase(Locale.ROOT),
                                target(operation).replace("101", orderId),
                                body));
                final String text = reply.body().toString();
                assertFalse(text.contains("424242") || text.contains("\"userId\":\"1001\""), operation + " " + text);
            }
        }
        assertEquals(
                1,
                fixture.core.openOrders(ALICE, 0).toCompletableFuture().join().orders().stream()
                        .filter(view -> Long.toString(view.orderId()).equals(orderId))
                        .count());
        final Operation transfer = byId("POST /api/v1/transfer_out");
        final Reply foreign = send(bob, transfer, example("POST /api/v1/transfer_out", 0));
        assertEquals("NO_PERMISSION", foreign.text("error"));
    }

    @Test
    void shouldSayNotReadyOrUnknownOnEveryRouteThatNeedsUbscore() {
        fixture.store.connected = false;
        fixture.core.fault = Refusal.of(ErrorCode.OUTCOME_UNKNOWN, "ubscore has not answered in time");
        for (final Operation operation : description.operations()) {
            for (final String body : bodies(operation)) {
                final Reply reply = send(operation.isAdmin() ? root : alice, operation, body);
                assertTrue(reply.status() != 500, operation + " " + reply.body());
                assertFits(operation, reply);
            }
        }
    }

    private void assertFits(final Operation operation, final Reply reply) {
        final String contentType = reply.header("Content-Type");
        if (reply.body().isMissingNode()) {
            assertEquals(200, reply.status(), operation.toString());
            return;
        }
        final List<String> misfits = description.misfits(operation, reply.status(), contentType, reply.body());
        assertTrue(misfits.isEmpty(), operation + " " + reply.status() + " " + misfits + " " + reply.body());
    }

    private Operation byId(final String name) {
        return description.operations().stream()
                .filter(operation -> operation.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String example(final String name, final int index) {
        return bodies(byId(name)).get(index);
    }

    /** Bodies of its examples; one empty one if it takes none. */
    static List<String> bodies(final Operation operation) {
        final List<String> bodies = new ArrayList<>();
        operation
                .node()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("examples")
                .forEach(example -> bodies.add(example.get("value").toString()));
        if (bodies.isEmpty()) {
            bodies.add("");
        }
        return bodies;
    }

    /** The path with the examples of its parameters. */
    static String target(final Operation operation) {
        String path = operation.path();
        final List<String> query = new ArrayList<>();
        for (final JsonNode parameter : operation.parameters()) {
            final String name = parameter.get("name").asText();
            if ("path".equals(parameter.get("in").asText())) {
                final String value = operation.path().startsWith("/page")
                        ? "page.js"
                        : parameter.get("example").asText();
                path = path.replace("{" + name + "}", value);
            } else if (parameter.has("example")) {
                query.add(name + "=" + parameter.get("example").asText());
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private Reply send(final SigningClient client, final Operation operation, final String body) {
        return sent(
                operation,
                client.request(fixture, operation.method().toUpperCase(Locale.ROOT), target(operation), body));
    }

    private Reply sent(final Operation operation, final HttpRequest request) {
        return operation.isAdmin() ? fixture.sendAdmin(request) : fixture.send(request);
    }
}
