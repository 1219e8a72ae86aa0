package io.millrace.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.millrace.gateway.egress.UbscoreNode;
import io.millrace.gateway.stream.StreamClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways before one UBSCore: one goes, nobody is left without an answer, and the other one goes on. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DrainTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long USER = 1001;
    private static final int USDT = 3;
    private static final int PARTITION_OF_USER = 1;
    private static final long PATIENCE_S = 120;

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldAnswerWhatIsUnderWayAndTellItsStreamsWhenOneOfTwoGatewaysGoes() throws Exception {
        try (UbscoreNode node = new UbscoreNode(directory)) {
            node.start();
            try (GatewayMain leaving = GatewayMain.launch(config(node));
                    GatewayMain staying = GatewayMain.launch(config(node));
                    StreamClient told = new StreamClient(leaving.port(), "/ws", Map.of());
                    StreamClient untold = new StreamClient(staying.port(), "/ws", Map.of())) {
                assertTrue(told.ask("ping", "{}").has("result"));
                node.transferIn(USER, USDT, 1_000_000_000_000L, PARTITION_OF_USER);
                awaitOrder(leaving, "first");
                awaitOrder(staying, "second");
                node.stop();
                final CompletableFuture<HttpResponse<String>> underWay = order(leaving, "under-way");
                await(() -> activeRequests(leaving) == 1);
                final int port = leaving.port();
                final CompletableFuture<Void> closing = CompletableFuture.runAsync(leaving::close);
                assertEquals(
                        "serverShutdown",
                        told.await(message -> message.has("type")).path("type").asText());
                assertEquals(1012, told.awaitClose());
                await(() -> isShuttingDown(port));
                node.start();

                final HttpResponse<String> answer = underWay.get(PATIENCE_S, TimeUnit.SECONDS);
                assertEquals(200, answer.statusCode(), answer.body());
                closing.get(PATIENCE_S, TimeUnit.SECONDS);
                assertThrows(ConnectException.class, () -> ping(port));
                final HttpResponse<String> repeated = awaitOrder(staying, "under-way");
                assertEquals(
                        "true",
                        repeated.headers().firstValue("Idempotent-Replayed").orElse(""));
                assertEquals(orderId(answer), orderId(repeated));
                awaitOrder(staying, "after");
                assertTrue(untold.ask("ping", "{}").has("result"));
            }
        }
    }

    /** Broker, store and engine are not there: an order's first answer needs none of them. */
    private static Config config(final UbscoreNode node) {
        return ConfigFactory.parseString(
                        """
                millrace.broker.bootstrap = "127.0.0.1:1"
                millrace.store.contact-points = "127.0.0.1:1"
                millrace.feed.engines = [
                  { lanes = [0, 1, 2, 3], publish = "tcp://127.0.0.1:1", replay = "tcp://127.0.0.1:1" }
                ]
                millrace.gateway {
                  http { port = 0, drain-timeout = 120s }
                  admin.port = 0
                  ubscore { shards = [{ ingress = "%s", queries = ["%s"] }], request-timeout = 120s }
                }
                """
                                .formatted(node.ingress(), node.queries()))
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    private HttpResponse<String> awaitOrder(final GatewayMain gateway, final String clientOrderId) throws Exception {
        HttpResponse<String> answer = order(gateway, clientOrderId).get(PATIENCE_S, TimeUnit.SECONDS);
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        // A refusal is remembered under its client id: until the money is there each attempt has another.
        for (int i = 0; answer.statusCode() != 200 && System.nanoTime() - deadlineNs < 0; i++) {
            LockSupport.parkNanos(10_000_000);
            answer = order(gateway, clientOrderId + "-" + i).get(PATIENCE_S, TimeUnit.SECONDS);
        }
        assertEquals(200, answer.statusCode(), answer.body());
        return answer;
    }

    private CompletableFuture<HttpResponse<String>> order(final GatewayMain gateway, final String clientOrderId) {
        final String body =
                """
                {"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","price":"100.00","quantity":"0.01","clientOrderId":"%s"}"""
                        .formatted(clientOrderId);
        return client.sendAsync(
                request(gateway.port(), "/orders")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> ping(final int port) throws IOException, InterruptedException {
        return client.send(request(port, "/api/v1/ping").build(), HttpResponse.BodyHandlers.ofString());
    }

    private boolean isShuttingDown(final int port) throws IOException, InterruptedException {
        final HttpResponse<String> answer = ping(port);
        if (answer.statusCode() == 200) {
            return false;
        }
        final JsonNode refusal = MAPPER.readTree(answer.body());
        assertEquals("SHUTTING_DOWN", refusal.path("error").asText(), answer.body());
        assertEquals("NOT_SENT", refusal.path("outcome").asText(), answer.body());
        return true;
    }

    private double activeRequests(final GatewayMain gateway) throws IOException, InterruptedException {
        return client.send(request(gateway.adminPort(), "/metrics").build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("millrace_gateway_requests_active "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static HttpRequest.Builder request(final int port, final String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(PATIENCE_S))
                .header("X-User-Id", Long.toString(USER));
    }

    private static String orderId(final HttpResponse<String> answer) throws IOException {
        return MAPPER.readTree(answer.body()).path("orderId").asText();
    }

    /** What is looked at again and again. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(final Condition condition) throws Exception {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
            LockSupport.parkNanos(5_000_000);
        }
    }
}
