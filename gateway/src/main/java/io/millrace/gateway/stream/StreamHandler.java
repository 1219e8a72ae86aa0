package io.millrace.gateway.stream;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.xnio.Options;

/**
 * Turns requests for {@code /ws} into connections, as many as there is room for; all others go on to the next handler. Runs
 * on I/O threads.
 */
public final class StreamHandler implements HttpHandler {
    private static final String PATH = "/ws";
    /** Binance's: the streams follow, with slashes between. */
    private static final String BINANCE_PATH = "/ws/";
    /** Binance's: the streams are in the query. */
    private static final String COMBINED_PATH = "/stream";

    private static final AttachmentKey<Opening> OPENING = AttachmentKey.create(Opening.class);

    private final StreamAgent agent;
    private final StreamAuthenticator authenticator;
    private final StreamSettings settings;
    private final LongSupplier clockMs;
    private final HttpHandler next;
    private final BiConsumer<HttpServerExchange, Refusal> refusing;
    private final WebSocketProtocolHandshakeHandler handshake;
    private final NativeDialect dialect;
    private final BinanceDialect binance;
    private final BinanceDialect binanceCombined;
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final Map<InetAddress, Integer> connectionsByAddress = new ConcurrentHashMap<>();

    /** What is known of a connection before it is one. */
    private record Opening(StreamUser user, boolean isForeign, Dialect dialect, List<String> streams) {}

    /** {@code refusing} answers a handshake that is refused. */
    public StreamHandler(
            final StreamAgent agent,
            final StreamAuthenticator authenticator,
            final StreamSettings settings,
            final LongSupplier clockMs,
            final HttpHandler next,
            final BiConsumer<HttpServerExchange, Refusal> refusing) {
        this.agent = agent;
        this.authenticator = authenticator;
        this.settings = settings;
        this.clockMs = clockMs;
        this.next = next;
        this.refusing = refusing;
        handshake = new WebSocketProtocolHandshakeHandler(this::onConnect, this::notAnUpgrade);
        binance = new BinanceDialect(agent, false);
        binanceCombined = new BinanceDialect(agent, true);
        dialect = new NativeDialect(agent, authenticator, clockMs, new AccountMessages(agent::reference), binance);
    }

    @Override
    public void handleRequest(final HttpServerExchange exchange) throws Exception {
        final String path = exchange.getRelativePath();
        if (!path.equals(PATH) && !path.startsWith(BINANCE_PATH) && !path.equals(COMBINED_PATH)) {
            next.handleRequest(exchange);
            return;
        }
        try {
            exchange.putAttachment(OPENING, opening(exchange));
        } catch (final Refusal refusal) {
            refusing.accept(exchange, refusal);
            return;
        }
        // A connection is silent for as long as its pings are answered.
        exchange.getConnection().setOption(Options.READ_TIMEOUT, 0);
        handshake.handleRequest(exchange);
    }

    private Opening opening(final HttpServerExchange exchange) {
        final HeaderMap headers = exchange.getRequestHeaders();
        final InetAddress address = exchange.getSourceAddress().getAddress();
        if (connectionCount.get() >= settings.connectionsMax()
                || connectionsByAddress.getOrDefault(address, 0) >= settings.connectionsPerAddressMax()) {
            throw Refusal.of(ErrorCode.RATE_LIMITED, "there are too many connections");
        }
        final String target = exchange.getQueryString().isEmpty()
                ? exchange.getRequestURI()
                : exchange.getRequestURI() + "?" + exchange.getQueryString();
        final StreamUser user = authenticator.authenticate(target, headers::getFirst, address);
        final String path = exchange.getRelativePath();
        if (path.equals(COMBINED_PATH)) {
            final var streams = exchange.getQueryParameters().get("streams");
            return new Opening(
                    user, isForeign(headers), binanceCombined, streams == null ? List.of() : names(streams.getFirst()));
        }
        return path.equals(PATH)
                ? new Opening(user, isForeign(headers), dialect, List.of())
                : new Opening(user, isForeign(headers), binance, names(path.substring(BINANCE_PATH.length())));
    }

    private static List<String> names(final String text) {
        return Arrays.stream(text.split("/")).filter(name -> !name.isEmpty()).toList();
    }

    /** Browsers say which page opens a connection, and let every page open one to anywhere. */
    private static boolean isForeign(final HeaderMap headers) {
        final String origin = headers.getFirst(Headers.ORIGIN);
        if (origin == null) {
            return false;
        }
        try {
            return !URI.create(origin).getAuthority().equalsIgnoreCase(headers.getFirst(Headers.HOST));
        } catch (final IllegalArgumentException | NullPointerException strange) {
            return true;
        }
    }

    private void notAnUpgrade(final HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        refusing.accept(exchange, Refusal.of(ErrorCode.BAD_FORMAT, "this route is for WebSocket alone"));
    }

    private void onConnect(final WebSocketHttpExchange exchange, final WebSocketChannel channel) {
        final Opening opening = exchange.getAttachment(OPENING);
        final Transport transport = new UndertowTransport(channel);
        final StreamSession session =
                new StreamSession(transport, opening.dialect(), settings, clockMs.getAsLong(), agent::caughtUp);
        session.user = opening.user();
        session.isForeign = opening.isForeign();
        final InetAddress address = transport.address();
        connectionCount.incrementAndGet();
        connectionsByAddress.merge(address, 1, Integer::sum);
        session.onEnd(() -> {
            connectionCount.decrementAndGet();
            connectionsByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
            agent.disconnect(session);
        });
        agent.connect(session);
        channel.addCloseTask(closed -> session.ended());
        if (!channel.isOpen()) {
            // It broke while the handshake was answered: no task is run for that.
            session.ended();
            return;
        }
        if (!opening.streams().isEmpty()) {
            agent.open(session, (BinanceDialect) opening.dialect(), opening.streams());
        }
        channel.getReceiveSetter().set(new StreamReceiver(session, agent, clockMs));
        channel.resumeReceives();
    }
}
