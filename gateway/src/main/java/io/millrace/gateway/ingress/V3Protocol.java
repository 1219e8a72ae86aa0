package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How clients of Binance speak: parameters in the query, in a form body, or in both; a signature among them; errors of two
 * members. Immutable; any thread may call.
 */
final class V3Protocol implements Protocol {
    private static final String FORM = "application/x-www-form-urlencoded";
    /** What every request may carry, signed or not. */
    private static final Set<String> COMMON = Set.of("timestamp", "recvWindow", "signature");

    private final CallerResolver callers;

    V3Protocol(final CallerResolver callers) {
        this.callers = callers;
    }

    @Override
    public void requireBodyType(final HttpServerExchange exchange) {
        final String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        // Clients that put all into the query say all kinds of things about the body they do not send.
        if (type != null
                && exchange.getRequestContentLength() > 0
                && !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            throw Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body must be " + FORM);
        }
    }

    @Override
    public Map<String, String> parameters(final HttpServerExchange exchange, final Route route, final byte[] body) {
        final Map<String, String> parameters = new HashMap<>();
        add(exchange.getQueryString(), route, parameters);
        if (body != null) {
            add(new String(body, StandardCharsets.UTF_8), route, parameters);
        }
        return parameters;
    }

    @Override
    public CallerResolver callers(final CallerResolver usual) {
        return callers;
    }

    @Override
    public Answer refusal(final Refusal refusal, final String requestId) {
        final Answer answer = Answer.json(status(refusal.error()), json -> {
            json.writeNumberField("code", refusal.error().code());
            json.writeStringField("msg", message(refusal));
        });
        return refusal.error().status() == 429
                ? answer.with("Retry-After", refusal.details().getOrDefault("retryAfterSeconds", "1"))
                : answer;
    }

    /** Binance answers 400 to whatever a client can change, and 401 to who may not. */
    private static int status(final ErrorCode error) {
        return switch (error.status()) {
            case 404, 409, 413, 415, 422 -> 400;
            case 401 -> error == ErrorCode.BAD_KEY ? 401 : 400;
            case 403 -> 401;
            default -> error.status();
        };
    }

    /** Client libraries tell errors with the same code apart by these words. */
    private static String message(final Refusal refusal) {
        return switch (refusal.error()) {
            case INSUFFICIENT_BALANCE -> "Account has insufficient balance for requested action.";
            case DUPLICATE_CLIENT_ORDER_ID -> "Duplicate order sent.";
            case WOULD_TAKE -> "Order would immediately match and take.";
            case ORDER_NOT_FOUND -> "Order does not exist.";
            case ORDER_ALREADY_FINAL -> "Unknown order sent.";
            case BAD_SYMBOL -> "Invalid symbol.";
            case BAD_SIGNATURE -> "Signature for this request is not valid.";
            case TIMESTAMP_SKEW -> "Timestamp for this request is outside of the recvWindow.";
            case BAD_KEY -> "Invalid API-key, IP, or permissions for action.";
            case MIN_NOTIONAL -> "Filter failure: NOTIONAL";
            case BAD_LOT, MIN_QUANTITY, MAX_QUANTITY -> "Filter failure: LOT_SIZE";
            case BAD_TICK -> "Filter failure: PRICE_FILTER";
            case PRICE_BAND -> "Filter failure: PERCENT_PRICE";
            default -> refusal.getMessage();
        };
    }

    private static void add(final String text, final Route route, final Map<String, String> parameters) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (final String pair : text.split("&")) {
            final int equals = pair.indexOf('=');
            final String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            final String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (!route.parameters().contains(name) && !COMMON.contains(name)) {
                throw Refusal.ofField(
                        ErrorCode.UNKNOWN_FIELD, name, "Parameter '" + printable(name) + "' is not supported.");
            }
            if (parameters.put(name, value) != null) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, "Parameter '" + name + "' is given twice.");
            }
        }
    }

    private static String printable(final String name) {
        return Values.isToken(name, Values.CLIENT_ORDER_ID_LENGTH_MAX) ? name : "?";
    }

    private static String decoded(final String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (final IllegalArgumentException bad) {
            throw Refusal.of(ErrorCode.BAD_FORMAT, "Illegal characters found in a parameter.");
        }
    }
}
