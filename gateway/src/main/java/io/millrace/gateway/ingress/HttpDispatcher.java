package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request from Undertow through routing, caller, body and handler to its answer. Runs on I/O threads and never
 * blocks one; answers that complete elsewhere are written by the request's own I/O thread. A handler that fails is a 500
 * and a line in the log; a refusal is an answer like any other.
 */
final class HttpDispatcher implements HttpHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpDispatcher.class);
    private static final HttpString REQUEST_ID = HttpString.tryFromString("X-Request-Id");
    private static final HttpString NO_SNIFF = HttpString.tryFromString("X-Content-Type-Options");

    private final Router router;
    private final CallerResolver callers;
    private final RequestLimiter limiter;
    private final RequestIds requestIds;
    private final int bodyLengthMax;
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean draining;

    HttpDispatcher(
            final Router router, final CallerResolver callers, final RequestLimiter limiter, final int bodyLengthMax) {
        this.router = router;
        this.callers = callers;
        this.limiter = limiter;
        this.bodyLengthMax = bodyLengthMax;
        requestIds = new RequestIds();
    }

    /** From here on every new request is refused with SHUTTING_DOWN. */
    void drain() {
        draining = true;
    }

    /** Requests that have no answer yet. */
    int activeCount() {
        return active.get();
    }

    @Override
    public void handleRequest(final HttpServerExchange exchange) {
        active.incrementAndGet();
        exchange.addExchangeCompleteListener((completed, next) -> {
            active.decrementAndGet();
            next.proceed();
        });
        final String requestId = requestIds.of(exchange.getRequestHeaders().getFirst(REQUEST_ID));
        try {
            if (draining) {
                exchange.setPersistent(false);
                throw Refusal.of(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
            }
            final Router.Match match = router.match(exchange.getRequestMethod().toString(), exchange.getRelativePath());
            limiter.admitAddress(exchange.getSourceAddress().getAddress());
            if (match.route().hasBody()) {
                readBody(exchange, match, requestId);
            } else {
                exchange.dispatch(SameThreadExecutor.INSTANCE, () -> call(exchange, match, requestId, null));
            }
        } catch (final Refusal refusal) {
            send(exchange, ProblemJson.answer(refusal, requestId), requestId, Access.PUBLIC);
        }
    }

    private void readBody(final HttpServerExchange exchange, final Router.Match match, final String requestId) {
        requireJson(exchange);
        if (exchange.getRequestContentLength() > bodyLengthMax) {
            exchange.setPersistent(false);
            throw tooLarge();
        }
        final Receiver receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(bodyLengthMax);
        receiver.receiveFullBytes(
                (received, body) ->
                        received.dispatch(SameThreadExecutor.INSTANCE, () -> call(received, match, requestId, body)),
                (failed, fault) -> {
                    failed.setPersistent(false);
                    if (fault instanceof Receiver.RequestToLargeException) {
                        send(failed, ProblemJson.answer(tooLarge(), requestId), requestId, Access.PUBLIC);
                    } else {
                        failed.endExchange();
                    }
                });
    }

    private void call(
            final HttpServerExchange exchange, final Router.Match match, final String requestId, final byte[] body) {
        final Access access = match.route().access();
        CompletionStage<Answer> stage;
        try {
            stage = match.route().handler().handle(request(exchange, match, requestId, body));
        } catch (final RuntimeException fault) {
            send(exchange, answerOf(fault, requestId), requestId, access);
            return;
        }
        stage.whenComplete((answer, fault) -> {
            final Answer whole = fault == null ? answer : answerOf(fault, requestId);
            if (exchange.isInIoThread()) {
                send(exchange, whole, requestId, access);
            } else {
                exchange.getIoThread().execute(() -> send(exchange, whole, requestId, access));
            }
        });
    }

    private Request request(
            final HttpServerExchange exchange, final Router.Match match, final String requestId, final byte[] body) {
        final Route route = match.route();
        final Caller caller = callers.resolve(new RequestHead(exchange), body);
        caller.require(route.access());
        limiter.admitCaller(caller, route);
        return new Request(requestId, caller, match.parameters(), query(exchange, route), body);
    }

    private static Map<String, String> query(final HttpServerExchange exchange, final Route route) {
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

    private static void requireJson(final HttpServerExchange exchange) {
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

    private Refusal tooLarge() {
        return Refusal.of(ErrorCode.BODY_TOO_LARGE, "the body is longer than " + bodyLengthMax + " bytes");
    }

    private static Answer answerOf(final Throwable fault, final String requestId) {
        final Throwable cause =
                fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof Refusal refusal) {
            return ProblemJson.answer(refusal, requestId);
        }
        LOGGER.error("request failed requestId={}", requestId, cause);
        return ProblemJson.answer(Refusal.of(ErrorCode.INTERNAL, "the gateway failed, see its log"), requestId);
    }

    private static void send(
            final HttpServerExchange exchange, final Answer answer, final String requestId, final Access access) {
        if (exchange.isResponseStarted()) {
            return;
        }
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.contentType());
        exchange.getResponseHeaders().put(REQUEST_ID, requestId);
        exchange.getResponseHeaders().put(NO_SNIFF, "nosniff");
        if (access != Access.PUBLIC || answer.status() >= 400) {
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        }
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
