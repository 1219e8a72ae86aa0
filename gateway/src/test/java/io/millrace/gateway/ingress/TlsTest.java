package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both servers with certificates of their own making, out of PEM files as an operator gives them; real handshakes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TlsTest {
    private static final char[] PASSWORD = "a store of a test".toCharArray();
    private static final String NAME = "server";
    private static final long PATIENCE_S = 60;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"EC, TLSv1.3", "RSA, TLSv1.2"})
    void shouldServeHttpsAndWss(final String algorithm, final String protocol) throws Exception {
        final KeyStore made = selfSigned(algorithm);
        try (GatewayFixture fixture = fixture(made)) {
            final HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(made))
                    .sslParameters(new SSLParameters(null, new String[] {protocol}))
                    .build();
            final String address = "localhost:" + fixture.gateway.port();
            final HttpResponse<String> order = send(
                    client,
                    "https://" + address + "/orders",
                    """
                    {"symbol":"BTC_USDT","side":"BUY","type":"LIMIT","price":"42000.00","quantity":"0.1"}""");
            assertEquals(200, order.statusCode(), order.body());
            assertEquals(protocol, order.sslSession().orElseThrow().getProtocol());
            assertEquals(
                    "max-age=31536000",
                    order.headers().firstValue("Strict-Transport-Security").orElse(""));
            assertEquals(1, fixture.core.placed.size());
            final String admin = "https://localhost:" + fixture.gateway.adminPort() + "/healthz";
            assertEquals(200, send(client, admin, null).statusCode());
            assertTrue(
                    subscribed(client, URI.create("wss://" + address + "/ws")).contains("\"snapshot\""));
        }
    }

    @Test
    void shouldServeNobodyInTheClearNorWhoDoesNotTrustIt() throws Exception {
        try (GatewayFixture fixture = fixture(selfSigned("EC"))) {
            final String url = "https://localhost:" + fixture.gateway.port() + "/api/v1/ping";
            assertThrows(SSLException.class, () -> send(HttpClient.newHttpClient(), url, null));
            try (Socket socket = new Socket("127.0.0.1", fixture.gateway.port())) {
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
                socket.getOutputStream()
                        .write("GET /api/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertFalse(answer(socket).contains("200"));
            }
        }
    }

    @Test
    void shouldNameTheFileThatIsNoKey() throws Exception {
        final Path certificates = certificates(selfSigned("EC"));
        final Path key = Files.writeString(directory.resolve("no-key.pem"), "-----BEGIN NOTHING-----\n");
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> TlsContext.of(certificates, key));
        assertTrue(refused.getMessage().contains("no-key.pem"), refused.getMessage());
    }

    private GatewayFixture fixture(final KeyStore made) throws Exception {
        final SSLContext tls = TlsContext.of(certificates(made), privateKey(made));
        return new GatewayFixture(
                new LimitSettings(false, 0, 0, 0, 1),
                null,
                new HttpSettings("127.0.0.1", 0, 2, 16 * 1024, 60_000, 60_000, 1000, 100, tls));
    }

    /** With the tool of this JDK: Java has no interface of its own that makes certificates. */
    private KeyStore selfSigned(final String algorithm) throws Exception {
        final Path file = directory.resolve(algorithm + ".p12");
        final Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        NAME,
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        final String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private Path certificates(final KeyStore made) throws Exception {
        return pem("CERTIFICATE", made.getCertificate(NAME).getEncoded());
    }

    private Path privateKey(final KeyStore made) throws Exception {
        return pem("PRIVATE KEY", made.getKey(NAME, PASSWORD).getEncoded());
    }

    private Path pem(final String what, final byte[] bytes) throws IOException {
        final String text = Base64.getMimeEncoder().encodeToString(bytes);
        return Files.writeString(
                directory.resolve(what.replace(' ', '-') + ".pem"),
                "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static SSLContext trusting(final KeyStore made) throws Exception {
        final KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(NAME, made.getCertificate(NAME));
        final TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** {@code body} null: a GET. */
    private static HttpResponse<String> send(final HttpClient client, final String url, final String body)
            throws IOException, InterruptedException {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(PATIENCE_S))
                .header("X-User-Id", Long.toString(GatewayFixture.ALICE));
        return client.send(
                body == null
                        ? request.build()
                        : request.POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The first message of a channel, after the answer to its subscription. */
    private static String subscribed(final HttpClient client, final URI address) throws Exception {
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(address, new Collecting(messages))
                .get(PATIENCE_S, TimeUnit.SECONDS);
        socket.sendText("{\"id\":1,\"method\":\"subscribe\",\"params\":{\"channels\":[\"depth.BTC_USDT\"]}}", true);
        final String answer = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertTrue(answer != null && answer.contains("\"result\""), answer);
        final String first = messages.poll(PATIENCE_S, TimeUnit.SECONDS);
        socket.abort();
        return first == null ? "nothing came" : first;
    }

    private record Collecting(BlockingQueue<String> messages) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(final WebSocket socket, final CharSequence text, final boolean isLast) {
            messages.add(text.toString());
            socket.request(1);
            return null;
        }
    }

    private static String answer(final Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (final IOException reset) {
            return "";
        }
    }
}
