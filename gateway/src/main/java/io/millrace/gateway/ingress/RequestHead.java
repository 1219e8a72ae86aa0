package io.millrace.gateway.ingress;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;

/** What is known of a request before its route is: enough to say who asks. */
final class RequestHead {
    private final HttpServerExchange exchange;

    RequestHead(final HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    String method() {
        return exchange.getRequestMethod().toString();
    }

    /** Path and query as they were sent: what is signed. */
    String target() {
        final String query = exchange.getQueryString();
        return query == null || query.isEmpty() ? exchange.getRequestURI() : exchange.getRequestURI() + "?" + query;
    }

    /** Null if it is not given. */
    String header(final String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** Address of the peer. */
    InetAddress address() {
        return exchange.getSourceAddress().getAddress();
    }
}
