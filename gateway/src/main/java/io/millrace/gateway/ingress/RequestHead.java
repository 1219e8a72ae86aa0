package io.millrace.gateway.ingress;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.util.function.UnaryOperator;

/** What is known of a request before its route is: enough to say who asks. */
final class RequestHead {
    private final String method;
    private final String target;
    private final UnaryOperator<String> headers;
    private final InetAddress address;

    RequestHead(final HttpServerExchange exchange) {
        this(
                exchange.getRequestMethod().toString(),
                target(exchange),
                exchange.getRequestHeaders()::getFirst,
                exchange.getSourceAddress().getAddress());
    }

    /** {@code headers} answers null for a header that is not given. */
    RequestHead(
            final String method, final String target, final UnaryOperator<String> headers, final InetAddress address) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.address = address;
    }

    String method() {
        return method;
    }

    /** Path and query as they were sent: what is signed. */
    String target() {
        return target;
    }

    /** Null if it is not given. */
    String header(final String name) {
        return headers.apply(name);
    }

    /** Address of the peer. */
    InetAddress address() {
        return address;
    }

    private static String target(final HttpServerExchange exchange) {
        final String query = exchange.getQueryString();
        return query == null || query.isEmpty() ? exchange.getRequestURI() : exchange.getRequestURI() + "?" + query;
    }
}
