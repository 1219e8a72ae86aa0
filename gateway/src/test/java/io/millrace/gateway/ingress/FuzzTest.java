package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.trading.Balance;
import io.millrace.gateway.trading.Markets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests that nobody would send: bodies, headers and paths bent at random. Never a 500, never a hang, never what is another
 * user's. The seed is in every message.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FuzzTest {
    private static final int READ_TIMEOUT_MS = 20_000;
    private static final List<String> SEEDS = List.of(
            "{\"symbol\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"42000.00\",\"quantity\":\"0.1\"}",
            "{\"requestId\":\"r-1\",\"userId\":\"1001\",\"asset\":\"USDT\",\"amount\":\"50.00\"}",
            "{\"orders\":[{\"symbol\":\"BTC_USDT\",\"side\":\"SELL\",\"type\":\"MARKET\",\"quantity\":1}]}",
            "{\"price\":\"1.00\",\"quantity\":\"2\"}",
            "{\"timeoutMs\":1000}",
            "{\"userId\":\"7\",\"kind\":\"HMAC\",\"scopes\":[\"READ\"],\"addresses\":[\"::1\"]}",
            "{}");
    private static final List<String> PIECES = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "1e999",
            "-1",
            "99999999999999999999",
            "\\u0000",
            "\\ud800",
            "\"symbol\":\"BTC_USDT\",",
            "0.00000000000000000001",
            "\u00e9",
            "\"userId\":\"1002\"",
            "NaN",
            " ",
            "\n",
            "/*");
    private static final List<String> HEADERS = List.of(
            "X-User-Id: 1001",
            "X-User-Id: 0",
            "X-User-Id: -5",
            "X-User-Id: 99999999999999999999",
            "X-User-Id:",
            "X-API-KEY: k",
            "Authorization: Bearer .",
            "Authorization: x",
            "X-TIMESTAMP: 1",
            "X-Request-Id: \u00e9<script>",
            "Content-Type: text/plain",
            "Content-Type: application/json;charset=utf-16",
            "Content-Type:",
            "Expect: 100-continue",
            "Content-Length: 7",
            "Accept-Encoding: br",
            "X-Forwarded-For: 1.1.1.1",
            "Cookie: a=b",
            "Range: bytes=0-1");

    private GatewayFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new GatewayFixture();
        fixture.store.balances.put(GatewayFixture.BOB, List.of(new Balance(Markets.USDT, 424_242_000_000L, 0, 3)));
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void shouldAnswerWhateverIsSent() throws IOException {
        run(400);
    }

    @Test
    @Tag("long")
    void shouldAnswerWhateverIsSentForLong() throws IOException {
        run(60_000);
    }

    private void run(final int count) throws IOException {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        System.out.println("fuzz seed=" + seed);
        final List<Route> routes = fixture.gateway.routes().stream()
                .filter(route -> !route.template().startsWith("/docs"))
                .toList();
        int answered = 0;
        for (int i = 0; i < count; i++) {
            final byte[] request = request(random, routes.get(random.nextInt(routes.size())));
            final String answer = exchange(request);
            final String why = "seed=" + seed + " i=" + i + "\n" + new String(request, StandardCharsets.ISO_8859_1)
                    + "\n->\n" + answer;
            assertFalse(answer.startsWith("HTTP/1.1 500"), why);
            assertFalse(answer.contains("424242"), why);
            answered += answer.startsWith("HTTP/1.1 ") ? 1 : 0;
        }
        assertTrue(answered > count / 2, "answered=" + answered + " of " + count);
        assertEquals(200, fixture.get("/api/v1/ping", 0).status(), "afterwards");
    }

    private static byte[] request(final Random random, final Route route) {
        String path = route.template()
                .replaceAll("\\{[^}]*\\}", random.nextBoolean() ? "1" : random.nextBoolean() ? "%ff%00" : "a.b");
        for (final String parameter : route.parameters()) {
            if (random.nextInt(3) == 0) {
                path += (path.contains("?") ? "&" : "?") + parameter + "="
                        + List.of("BTC_USDT", "-1", "1", "%zz", "9223372036854775808", "", "AAAAAAAAAAE")
                                .get(random.nextInt(7));
            }
        }
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (route.hasBody() || random.nextInt(10) == 0) {
            body.writeBytes(bent(random, SEEDS.get(random.nextInt(SEEDS.size()))));
        }
        final StringBuilder head = new StringBuilder(random.nextInt(20) == 0 ? "BREW" : route.method())
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: x\r\n");
        head.append(random.nextInt(4) == 0 ? "" : "X-User-Id: 1001\r\n");
        for (int i = random.nextInt(3); i > 0; i--) {
            head.append(HEADERS.get(random.nextInt(HEADERS.size()))).append("\r\n");
        }
        head.append("Connection: close\r\nContent-Length: ").append(body.size()).append("\r\n\r\n");
        final ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body.toByteArray());
        return request.toByteArray();
    }

    private static byte[] bent(final Random random, final String seed) {
        final StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(4); i > 0 && text.length() > 0; i--) {
            final int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.setLength(at);
                default -> text.setCharAt(at, (char) random.nextInt(256));
            }
        }
        return text.toString().getBytes(random.nextInt(8) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
    }

    /** Everything that is answered until the server closes; a silence longer than any wait of the gateway is a hang. */
    private String exchange(final byte[] request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", fixture.gateway.port())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream().write(request);
            final InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (final SocketTimeoutException hang) {
            throw new AssertionError("no answer to\n" + new String(request, StandardCharsets.ISO_8859_1), hang);
        } catch (final IOException reset) {
            return "";
        }
    }
}
