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
    private static final AttachmentKey<Opening> OPENING = AttachmentKey.create(Opening.class);

    private final StreamAgent agent;
    private final StreamAuthenticator authenticator;
    private final StreamSettings settings;
    private final LongSupplier clockMs;
    private final HttpHandler next;
    private final BiConsumer<HttpServerExchange, Refusal> refusing;
    private final WebSocketProtocolHandshakeHandler handshake;
    private final NativeDialect dialect;
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final Map<InetAddress, Integer> connectionsByAddress = new ConcurrentHashMap<>();

    /** What is known of a connection before it is one. */
    private record Opening(StreamUser user, boolean isForeign) {}

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
        dialect = new NativeDialect(agent, authenticator, clockMs, new AccountMessages(agent::reference));
    }

    @Override
    public void handleRequest(final HttpServerExchange exchange) throws Exception {
        if (!exchange.getRelativePath().equals(PATH)) {
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
        return new Opening(user, isForeign(headers));
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
                new StreamSession(transport, dialect, settings, clockMs.getAsLong(), agent::caughtUp);
        session.user = opening.user();
        session.isForeign = opening.isForeign();
        final InetAddress address = transport.address();
        connectionCount.incrementAndGet();
        connectionsByAddress.merge(address, 1, Integer::sum);
        agent.connect(session);
        channel.addCloseTask(closed -> {
            connectionCount.decrementAndGet();
            connectionsByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
            agent.disconnect(session);
        });
        channel.getReceiveSetter().set(new StreamReceiver(session, agent, clockMs));
        channel.resumeReceives();
    }
}
