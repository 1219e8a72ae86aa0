package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Takes query and content type of a request, strictly. Holds no state. */
final class RequestReading {
    private RequestReading() {}

    /** The query's parameters; refuses those that the route does not have, and those that are given twice. */
    static Map<String, String> query(final HttpServerExchange exchange, final Route route) {
        if (exchange.getQueryParameters().isEmpty()) {
            return Map.of();
        }
        final Map<String, String> query = new HashMap<>();
        for (final Map.Entry<String, Deque<String>> parameter :
                exchange.getQueryParameters().entrySet()) {
            final String name = parameter.getKey();
            if (!route.parameters().contains(name) && !"timeUnit".equals(name)) {
                throw Refusal.ofField(ErrorCode.UNKNOWN_FIELD, name, name + " is not a parameter of this route");
            }
            if (parameter.getValue().size() > 1) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " is given twice");
            }
            query.put(name, parameter.getValue().getFirst());
        }
        final String unit = query.getOrDefault("timeUnit", "ms");
        if (!"ms".equals(unit) && !"us".equals(unit)) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "timeUnit", "timeUnit must be ms or us");
        }
        return query;
    }

    /** Refuses a body that is said to be anything but JSON in UTF-8. */
    static void requireJson(final HttpServerExchange exchange) {
        final HeaderValues types = exchange.getRequestHeaders().get(Headers.CONTENT_TYPE);
        if (types == null) {
            return;
        }
        final String type = types.getFirst().toLowerCase(Locale.ROOT);
        final int semicolon = type.indexOf(';');
        final String media = (semicolon < 0 ? type : type.substring(0, semicolon)).trim();
        final boolean isUtf8 = semicolon < 0 || !type.contains("charset=") || type.contains("utf-8");
        if (!Answer.JSON.equals(media) || !isUtf8) {
            throw Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json in UTF-8");
        }
    }
}
