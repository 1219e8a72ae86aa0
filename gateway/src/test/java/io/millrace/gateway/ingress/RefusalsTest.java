package io.millrace.gateway.ingress;

import static io.millrace.gateway.ingress.GatewayFixture.ALICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.ingress.GatewayFixture.Reply;
import io.millrace.gateway.ingress.OpenApi.Operation;
import io.millrace.gateway.keys.KeyKind;
import io.millrace.gateway.keys.StoredKey;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.OrderStatus;
import io.millrace.gateway.trading.Outcome;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every operation of the description under every circumstance in which something refuses: each refusal that is described of it
 * it has given by the end, in the shape that is described, and every error there is was met. What it answers when nothing is
 * wrong is for {@link OpenApiTest} and the routes' own tests.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class RefusalsTest {
    /** The gateway's own doing: {@code FuzzTest} sees that no client gets the one, {@code DrainTest} that all get the other. */
    private static final Set<ErrorCode> ELSEWHERE = EnumSet.of(ErrorCode.INTERNAL, ErrorCode.SHUTTING_DOWN);

    private static final LimitSettings NO_LIMITS = new LimitSettings(false, 0, 0, 0, 1);
    private static final String ORDER =
            "{\"symbol\":\"%s\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"%s\",\"quantity\":\"%s\"}";

    private final SigningClient alice = new SigningClient("alice", "a");
    private final SigningClient root = new SigningClient("root", "r");
    private final OpenApi description;
    private final Set<String> answered = new HashSet<>();
    private final Set<ErrorCode> met = EnumSet.noneOf(ErrorCode.class);

    RefusalsTest() throws Exception {
        description = new OpenApi();
    }

    @Test
    void shouldHaveAnsweredAllThatIsDescribed() {
        provokeByTheRequestAlone();
        provokeByTheCaller();
        provokeByLimits();
        provokeByTheCore();
        provokeByTheStore();
        final Set<String> missing = new TreeSet<>();
        for (final Operation operation : description.operations()) {
            operation.node().path("responses").fieldNames().forEachRemaining(status -> {
                if (status.compareTo("400") >= 0) {
                    missing.add(operation + " " + status);
                }
            });
        }
        missing.removeAll(answered);
        assertEquals("", String.join("\n", missing), "described, and never answered here");
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)), met, "errors met");
    }

    private void provokeByTheRequestAlone() {
        under(NO_LIMITS, fixture -> {
            // First what is there to be read, while there are no orders.
            asked(fixture, operation -> operation.method().equals("get"), usual(fixture));
            all(fixture, usual(fixture));
            all(fixture, operation -> asked(fixture, operation, "nonsense=1", body(operation)));
            asked(fixture, RefusalsTest::hasBody, operation -> asked(fixture, operation, "", "{"));
            see(fixture.send(alice.get(fixture, "/balances?minSeq=x")));
            asked(fixture, RefusalsTest::hasBody, operation -> asked(fixture, operation, "", "[" + "1,".repeat(8_200)));
            asked(fixture, RefusalsTest::hasBody, operation -> asked(fixture, operation, "", "{}"));
            asked(fixture, RefusalsTest::hasBody, operation -> HttpRequest.newBuilder(
                            asked(fixture, operation, "", body(operation)), (name, value) -> true)
                    .setHeader("Content-Type", "text/plain")
                    .build());
            for (final String order : List.of(
                    ORDER.formatted("ETH_XYZ", "1.00", "1"),
                    ORDER.formatted("BTC_USDT", "1.001", "1"),
                    ORDER.formatted("BTC_USDT", "1.00", "0.00001"))) {
                see(fixture.send(alice.post(fixture, "/orders", order)));
            }
            see(fixture.send(alice.post(
                    fixture,
                    "/transfer_in",
                    "{\"requestId\":\"p\",\"userId\":\"1001\",\"asset\":\"USDT\",\"amount\":\"0.0000000001\"}")));
            see(fixture.send(alice.get(fixture, "/api/v1/nowhere")));
            see(fixture.send(alice.delete(fixture, "/api/v1/ping")));
        });
    }

    private void provokeByTheCaller() {
        final SigningClient wrong = new SigningClient("alice", "z");
        final SigningClient nothing = new SigningClient("nothing", "n");
        final SigningClient elsewhere = new SigningClient("elsewhere", "e");
        under(NO_LIMITS, fixture -> {
            all(fixture, operation -> fixture.request(OpenApiTest.target(operation), 0)
                    .method(method(operation), HttpRequest.BodyPublishers.ofString(body(operation)))
                    .build());
            for (final SigningClient client : List.of(wrong, nothing, elsewhere)) {
                all(
                        fixture,
                        operation -> client.request(
                                fixture, method(operation), OpenApiTest.target(operation), body(operation)));
            }
            all(
                    fixture,
                    operation -> alice.request(
                            fixture,
                            method(operation),
                            OpenApiTest.target(operation),
                            body(operation),
                            System.currentTimeMillis() - 120_000));
        });
        try (GatewayFixture fixture = new GatewayFixture(
                NO_LIMITS, List.of(), new HttpSettings("127.0.0.1", 0, 2, 16_384, 5000, 5000, 1000), false)) {
            asked(fixture, operation -> !operation.isPublic(), usual(fixture));
        }
    }

    private void provokeByLimits() {
        under(new LimitSettings(true, 1_000_000, 1, 1_000_000, 86_400), fixture -> {
            for (int i = 0; i < 2; i++) {
                all(fixture, usual(fixture));
            }
        });
        under(new LimitSettings(true, 1_000_000, 1_000_000, 1, 86_400), fixture -> all(fixture, usual(fixture)));
    }

    private void provokeByTheCore() {
        for (final ErrorCode error : ErrorCode.values()) {
            if (error.outcome() == Outcome.REJECTED) {
                under(NO_LIMITS, fixture -> {
                    place(fixture);
                    fixture.core.refusal = error.name();
                    fixture.core.refusalStatus = OrderStatus.FILLED;
                    fixture.transfers.refusal = error.name();
                    all(fixture, usual(fixture));
                });
            }
        }
        for (final ErrorCode error : List.of(
                ErrorCode.NOT_READY, ErrorCode.BACKPRESSURE, ErrorCode.BROKER_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN)) {
            under(NO_LIMITS, fixture -> {
                place(fixture);
                // The one that the examples name.
                fixture.directory.put(new StoredKey("key-1", ALICE, KeyKind.ED25519, 1, false, new byte[32], "", 0, 1));
                fixture.core.fault = Refusal.of(error, error.title());
                fixture.transfers.fault = fixture.core.fault;
                all(fixture, usual(fixture));
            });
        }
        under(NO_LIMITS, fixture -> {
            place(fixture);
            fixture.transfers.pending = true;
            all(fixture, usual(fixture));
        });
    }

    private void provokeByTheStore() {
        under(NO_LIMITS, fixture -> {
            fixture.store.connected = false;
            fixture.core.queryFault = Refusal.of(ErrorCode.NOT_READY, ErrorCode.NOT_READY.title());
            fixture.core.reference = ReferenceTable.EMPTY;
            fixture.core.connected = false;
            fixture.market.live(false);
            fixture.chain.fault = fixture.core.queryFault;
            all(fixture, usual(fixture));
        });
        under(NO_LIMITS, fixture -> {
            see(fixture.send(alice.get(fixture, "/balances?minSeq=999999999")));
            asked(
                    fixture,
                    operation -> operation.path().endsWith("/fills"),
                    operation -> alice.get(fixture, operation.path() + "?orderId=999"));
        });
    }

    /** A gateway with keys, and with what its chain answers. */
    private void under(final LimitSettings limits, final Consumer<GatewayFixture> circumstances) {
        try (GatewayFixture fixture = new GatewayFixture(
                limits,
                List.of(
                        key("alice", ALICE, "a", Set.of("READ", "TRADE", "TRANSFER"), Set.of()),
                        key("root", 1, "r", Set.of("ADMIN"), Set.of()),
                        key("nothing", ALICE, "n", Set.of(), Set.of()),
                        key("elsewhere", ALICE, "e", Set.of("READ"), Set.of("10.9.8.7"))))) {
            ChainRoutesTest.fill(fixture, ALICE);
            circumstances.accept(fixture);
        }
    }

    private static ApiKey key(
            final String id,
            final long userId,
            final String secret,
            final Set<String> scopes,
            final Set<String> addresses) {
        return new ApiKey(id, userId, SignatureVerifier.hmacSha256(secret), scopes, addresses, 0);
    }

    /** An order for the examples that name one. */
    private void place(final GatewayFixture fixture) {
        assertEquals(
                200,
                fixture.send(alice.post(fixture, "/orders", ORDER.formatted("BTC_USDT", "42000.00", "0.1")))
                        .status());
    }

    private void all(final GatewayFixture fixture, final Function<Operation, HttpRequest> asking) {
        asked(fixture, operation -> true, asking);
    }

    private void asked(
            final GatewayFixture fixture,
            final Predicate<Operation> isAsked,
            final Function<Operation, HttpRequest> asking) {
        for (final Operation operation :
                description.operations().stream().filter(isAsked).toList()) {
            final HttpRequest request = asking.apply(operation);
            final Reply reply = reply(fixture, operation, request);
            final String what = operation + " " + reply.status();
            assertTrue(reply.status() != 500, what + " " + reply.body());
            answered.add(what);
            see(reply);
            if (operation.node().path("responses").has(Integer.toString(reply.status()))
                    && !reply.body().isMissingNode()) {
                assertEquals(
                        List.of(),
                        description.misfits(operation, reply.status(), reply.header("Content-Type"), reply.body()),
                        what + " " + reply.body());
            }
        }
    }

    /** Asks again if the connection breaks: who refuses a body before it is read may close before it is written. */
    private static Reply reply(final GatewayFixture fixture, final Operation operation, final HttpRequest request) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return operation.isAdmin() ? fixture.sendAdmin(request) : fixture.send(request);
            } catch (final UncheckedIOException broken) {
                if (System.nanoTime() - deadlineNs > 0) {
                    throw broken;
                }
            }
        }
    }

    private void see(final Reply reply) {
        final JsonNode error = reply.body().path("error");
        if (error.isTextual()) {
            met.add(ErrorCode.valueOf(error.asText()));
        }
    }

    private Function<Operation, HttpRequest> usual(final GatewayFixture fixture) {
        return operation -> asked(fixture, operation, "", body(operation));
    }

    private HttpRequest asked(
            final GatewayFixture fixture, final Operation operation, final String query, final String body) {
        final List<String> parts = new ArrayList<>(List.of(OpenApiTest.target(operation)));
        if (!query.isEmpty()) {
            parts.add(query);
        }
        return (operation.isAdmin() ? root : alice)
                .request(fixture, method(operation), String.join(parts.get(0).contains("?") ? "&" : "?", parts), body);
    }

    private static String method(final Operation operation) {
        return operation.method().toUpperCase(Locale.ROOT);
    }

    private static boolean hasBody(final Operation operation) {
        return operation.node().has("requestBody");
    }

    private static String body(final Operation operation) {
        return OpenApiTest.bodies(operation).get(0);
    }
}
