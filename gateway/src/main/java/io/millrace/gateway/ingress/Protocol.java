package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.Refusal;
import io.undertow.server.HttpServerExchange;
import java.util.Map;

/** How a family of routes speaks: ours, unless another says otherwise. Any thread may call; nothing blocks. */
interface Protocol {
    /** JSON bodies, strict queries, problem documents. */
    Protocol OWN = new Protocol() {};

    /** Refuses a body that is said to be of another kind. */
    default void requireBodyType(final HttpServerExchange exchange) {
        RequestReading.requireJson(exchange);
    }

    /** The request's parameters; refuses those that the route does not have. */
    default Map<String, String> parameters(final HttpServerExchange exchange, final Route route, final byte[] body) {
        return RequestReading.query(exchange, route);
    }

    /** Who says who asks. */
    default CallerResolver callers(final CallerResolver usual) {
        return usual;
    }

    /** The answer to a request that is refused. */
    default Answer refusal(final Refusal refusal, final String requestId) {
        return ProblemJson.answer(refusal, requestId);
    }
}
