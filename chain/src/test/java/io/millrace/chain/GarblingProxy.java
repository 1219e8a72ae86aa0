package io.millrace.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before an endpoint and spoils answers, from a seed: digits changed, fields gone, types changed, cut off, not JSON at all. */
final class GarblingProxy implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI target;
    private final Random random;
    private volatile boolean garbling;
    private volatile boolean inflating;
    private volatile long garbled;

    GarblingProxy(final String target, final long seed) {
        this.target = URI.create(target);
        random = new Random(seed);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(executor);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void garble(final boolean on) {
        garbling = on;
    }

    /** Multiplies what deposits say by 256. */
    void inflate(final boolean on) {
        inflating = on;
    }

    long garbledCount() {
        return garbled;
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final byte[] question = exchange.getRequestBody().readAllBytes();
            final String answer = client.send(
                            HttpRequest.newBuilder(target)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            final byte[] bytes =
                    spoil(new String(question, StandardCharsets.UTF_8), answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String spoil(final String question, final String answer) {
        if (inflating && question.contains("eth_getLogs")) {
            return answer.replaceAll("\"data\":\"0x..([0-9a-f]{62})\"", "\"data\":\"0x$100\"");
        }
        if (!garbling || random.nextInt(3) == 0) {
            return answer;
        }
        garbled++;
        final int at = random.nextInt(Math.max(1, answer.length()));
        return switch (random.nextInt(7)) {
            case 0 -> answer.substring(0, at);
            case 1 -> "<html>too many requests</html>";
            case 2 -> answer.replace("\"result\"", "\"results\"");
            case 3 -> answer.replaceFirst("\"0x", "\"0z");
            case 4 -> answer.replaceAll("\"(blockHash|number|data|status)\":\"[^\"]*\"", "\"$1\":17");
            case 5 ->
                answer.substring(0, at)
                        + (char) ('0' + random.nextInt(10))
                        + answer.substring(Math.min(answer.length(), at + 1));
            default ->
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":"
                        + new String[] {"[]", "{}", "null", "true", "\"0x\""}[random.nextInt(5)] + "}";
        };
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
