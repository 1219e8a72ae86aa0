package io.millrace.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.gateway.keys.AccessTokens;
import io.millrace.gateway.keys.Eip712;
import io.millrace.gateway.keys.KeyDirectory;
import io.millrace.gateway.keys.SecretSealer;
import io.millrace.gateway.stream.StreamSettings;
import io.millrace.gateway.trading.AccountEvents;
import io.millrace.gateway.trading.ChainEvents;
import io.millrace.gateway.trading.FakeAccountHistory;
import io.millrace.gateway.trading.FakeChain;
import io.millrace.gateway.trading.FakeHistory;
import io.millrace.gateway.trading.FakeStore;
import io.millrace.gateway.trading.FakeTransfers;
import io.millrace.gateway.trading.FakeUbscore;
import io.millrace.gateway.trading.MarketFeed;
import io.millrace.gateway.trading.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** A gateway on a free port over fakes, and a client for it. */
final class GatewayFixture implements AutoCloseable {
    static final long ALICE = 1001;
    static final long BOB = 1002;
    static final byte[] MASTER_KEY = new byte[32];
    static final long CHAIN_ID = 31337;
    static final String VAULT = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final FakeUbscore core = new FakeUbscore();
    final FakeStore store = new FakeStore();
    final KeyDirectory directory = new KeyDirectory();
    final FakeChain chain = new FakeChain();
    final ChainEvents chainEvents = new ChainEvents();
    final FakeTransfers transfers = new FakeTransfers();
    final MarketFeed market = new MarketFeed(4);
    final AccountEvents accounts = new AccountEvents();
    final FakeHistory history = new FakeHistory();
    final FakeAccountHistory accountHistory = new FakeAccountHistory();
    final HttpGateway gateway;
    private final HttpClient client = HttpClient.newHttpClient();

    GatewayFixture() {
        this(new LimitSettings(false, 0, 0, 0, 1), null);
    }

    /** {@code keys} null: no authentication. */
    GatewayFixture(final LimitSettings limits, final List<ApiKey> keys) {
        this(limits, keys, 5000);
    }

    /** {@code timeoutMs}: how long a client may be silent, and how long a request may take to arrive. */
    GatewayFixture(final LimitSettings limits, final List<ApiKey> keys, final int timeoutMs) {
        this(limits, keys, new HttpSettings("127.0.0.1", 0, 2, 16 * 1024, timeoutMs, timeoutMs, 1000));
    }

    /** {@code settings} of both servers. */
    GatewayFixture(final LimitSettings limits, final List<ApiKey> keys, final HttpSettings settings) {
        this(limits, keys, settings, true);
    }

    /** {@code knowsAllKeys}: whether it has read all keys that were ever given. */
    GatewayFixture(
            final LimitSettings limits,
            final List<ApiKey> keys,
            final HttpSettings settings,
            final boolean knowsAllKeys) {
        if (knowsAllKeys) {
            directory.completed();
        }
        market.live(true);
        final StreamSettings streams = new StreamSettings(100, 100, 256 * 1024, 256, 20_000, 60_000, 1000);
        gateway = new HttpGateway(
                new HttpGateway.Settings(settings, settings, limits, admission(keys), Duration.ofMillis(200), streams),
                new Ports(core, store, history, chain, chainEvents, transfers, market, accounts, accountHistory));
        gateway.start();
    }

    private KeyAdmission admission(final List<ApiKey> keys) {
        return keys == null
                ? null
                : new KeyAdmission(
                        keys,
                        directory,
                        new SecretSealer(MASTER_KEY),
                        new AccessTokens(MASTER_KEY),
                        new Eip712("Millrace", CHAIN_ID, VAULT));
    }

    /** An answer with its body read. */
    record Reply(int status, JsonNode body, HttpResponse<byte[]> response) {
        String text(final String name) {
            return body.path(name).asText(null);
        }

        String header(final String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    Reply get(final String path, final long userId) {
        return send(request(path, userId).GET().build());
    }

    Reply delete(final String path, final long userId) {
        return send(request(path, userId).DELETE().build());
    }

    Reply post(final String path, final long userId, final String body) {
        return send(request(path, userId)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Reply put(final String path, final long userId, final String body) {
        return send(request(path, userId)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Sum of a counter over all its tags. */
    double counter(final String name) {
        try {
            return admin("/metrics")
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Text of a page on the operators' port. */
    String admin(final String path) throws IOException, InterruptedException {
        final URI uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A request; without X-User-Id if {@code userId} is 0. */
    HttpRequest.Builder request(final String path, final long userId) {
        final HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + path))
                .timeout(Duration.ofSeconds(60));
        return userId == 0 ? builder : builder.header("X-User-Id", Long.toString(userId));
    }

    /** The same request, to the operators' port. */
    Reply sendAdmin(final HttpRequest request) {
        final URI uri = request.uri();
        final String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return send(HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(URI.create("http://127.0.0.1:" + gateway.adminPort() + target))
                .build());
    }

    Reply send(final HttpRequest request) {
        try {
            final HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            final boolean isJson = response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.contains("json"))
                    .isPresent();
            final JsonNode body = isJson ? MAPPER.readTree(response.body()) : MissingNode.getInstance();
            return new Reply(response.statusCode(), body, response);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
