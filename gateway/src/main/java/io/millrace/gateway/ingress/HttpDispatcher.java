package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Takes each request from Undertow through routing, caller, body and handler to its answer. Runs on I/O threads and never
 * blocks one; answers that complete elsewhere are written by the request's own I/O thread. A handler that fails is a 500
 * and a line in the log; a refusal is an answer like any other.
 */
final class HttpDispatcher implements HttpHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpDispatcher.class);
    private static final HttpString REQUEST_ID = HttpString.tryFromString("X-Request-Id");
    private static final HttpString RATE_LIMIT = HttpString.tryFromString("RateLimit");
    private static final HttpString RATE_LIMIT_POLICY = HttpString.tryFromString("RateLimit-Policy");
    private static final HttpString STRICT_TRANSPORT = HttpString.tryFromString("Strict-Transport-Security");
    private static final HttpString NO_SNIFF = HttpString.tryFromString("X-Content-Type-Options");

    private final Router router;
    private final CallerResolver callers;
    private final RequestLimiter limiter;
    private final RequestMetrics metrics;
    private final RequestIds requestIds = new RequestIds();
    private final int bodyLengthMax;
    private final int bodyTimeoutMs;
    private final boolean isSecure;
    private final String policyHeader;
    private final AtomicInteger active = new AtomicInteger();
    private volatile boolean draining;

    HttpDispatcher(
            final Router router,
            final CallerResolver callers,
            final RequestLimiter limiter,
            final RequestMetrics metrics,
            final HttpSettings settings) {
        this.router = router;
        this.callers = callers;
        this.limiter = limiter;
        this.metrics = metrics;
        bodyLengthMax = settings.bodyLengthMax();
        bodyTimeoutMs = settings.readTimeoutMs();
        isSecure = settings.tls() != null;
        policyHeader = limiter.policies().stream()
                .map(policy -> '"' + policy.name() + "\";q=" + policy.limit() + ";w=" + policy.windowSeconds())
                .collect(Collectors.joining(", "));
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
        final Call call =
                new Call(exchange, requestIds.of(exchange.getRequestHeaders().getFirst(REQUEST_ID)), System.nanoTime());
        try {
            if (draining) {
                exchange.setPersistent(false);
                throw Refusal.of(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
            }
            limiter.admitAddress(exchange.getSourceAddress().getAddress());
            call.match = router.match(exchange.getRequestMethod().toString(), exchange.getRelativePath());
            if (call.match.route().hasBody()) {
                readBody(call);
            } else {
                exchange.dispatch(SameThreadExecutor.INSTANCE, () -> handle(call, null));
            }
        } catch (final Refusal refusal) {
            send(call, refusal(call, refusal));
        }
    }

    /** Answers a request that was taken by another handler and may not go on. */
    void refuse(final HttpServerExchange exchange, final Refusal refusal) {
        final String requestId = requestIds.of(exchange.getRequestHeaders().getFirst(REQUEST_ID));
        exchange.setPersistent(false);
        send(new Call(exchange, requestId, System.nanoTime()), ProblemJson.answer(refusal, requestId));
    }

    /** One request on its way; its I/O thread's, or whoever completes its answer. */
    private static final class Call {
        final HttpServerExchange exchange;
        final String requestId;
        final long startNs;
        /** Null while no route is found. */
        Router.Match match;
        /** Null while it is not known who asks. */
        Caller caller;
        /** Units that are left to the caller. */
        long remaining = Long.MAX_VALUE;

        boolean hasBodyEnded;
        /** Null for a body that came whole with its head, as nearly all do. */
        XnioExecutor.Key bodyDeadline;

        Call(final HttpServerExchange exchange, final String requestId, final long startNs) {
            this.exchange = exchange;
            this.requestId = requestId;
            this.startNs = startNs;
        }

        void bodyEnded() {
            hasBodyEnded = true;
            if (bodyDeadline != null) {
                bodyDeadline.remove();
            }
        }
    }

    private void readBody(final Call call) {
        call.match.route().protocol().requireBodyType(call.exchange);
        if (call.exchange.getRequestContentLength() > bodyLengthMax) {
            call.exchange.setPersistent(false);
            throw tooLarge();
        }
        final Receiver receiver = call.exchange.getRequestReceiver();
        receiver.setMaxBufferSize(bodyLengthMax);
        receiver.receiveFullBytes(
                (exchange, body) -> {
                    call.bodyEnded();
                    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> handle(call, body));
                },
                (exchange, fault) -> {
                    call.bodyEnded();
                    exchange.setPersistent(false);
                    if (fault instanceof Receiver.RequestToLargeException) {
                        send(call, refusal(call, tooLarge()));
                    } else {
                        exchange.endExchange();
                    }
                });
        if (!call.hasBodyEnded) {
            // Headers have a deadline of the server's; a body that comes byte by byte has this one.
            call.bodyDeadline = call.exchange
                    .getIoThread()
                    .executeAfter(
                            () -> IoUtils.safeClose(call.exchange.getConnection()),
                            bodyTimeoutMs,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void handle(final Call call, final byte[] body) {
        final CompletionStage<Answer> stage;
        try {
            stage = call.match.route().handler().handle(request(call, body));
        } catch (final RuntimeException fault) {
            send(call, answerOf(fault, call));
            return;
        }
        stage.whenComplete((answer, fault) -> {
            final Answer whole = fault == null ? answer : answerOf(fault, call);
            if (call.exchange.isInIoThread()) {
                send(call, whole);
            } else {
                call.exchange.getIoThread().execute(() -> send(call, whole));
            }
        });
    }

    private Request request(final Call call, final byte[] body) {
        final Route route = call.match.route();
        final Protocol protocol = route.protocol();
        final Caller caller = protocol.callers(callers).resolve(new RequestHead(call.exchange), body);
        call.caller = caller;
        caller.require(route.access());
        call.remaining = limiter.admitCaller(caller, route);
        return new Request(
                call.requestId, caller, call.match.parameters(), protocol.parameters(call.exchange, route, body), body);
    }

    private Refusal tooLarge() {
        return Refusal.of(ErrorCode.BODY_TOO_LARGE, "the body is longer than " + bodyLengthMax + " bytes");
    }

    private static Answer answerOf(final Throwable fault, final Call call) {
        final Throwable cause =
                fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof Refusal refusal) {
            return refusal(call, refusal);
        }
        LOGGER.atError()
                .addKeyValue("requestId", call.requestId)
                .setCause(cause)
                .log("request failed");
        return refusal(call, Refusal.of(ErrorCode.INTERNAL, "the gateway failed, see its log"));
    }

    private static Answer refusal(final Call call, final Refusal refusal) {
        final Protocol protocol =
                call.match == null ? Protocol.OWN : call.match.route().protocol();
        return protocol.refusal(refusal, call.requestId);
    }

    private void send(final Call call, final Answer answer) {
        if (call.exchange.isResponseStarted()) {
            return;
        }
        final HeaderMap headers = call.exchange.getResponseHeaders();
        call.exchange.setStatusCode(answer.status());
        headers.put(Headers.CONTENT_TYPE, answer.contentType());
        headers.put(REQUEST_ID, call.requestId);
        headers.put(NO_SNIFF, "nosniff");
        if (isSecure) {
            headers.put(STRICT_TRANSPORT, "max-age=31536000");
        }
        final boolean isPublic = call.match == null || call.match.route().access() == Access.PUBLIC;
        if (!isPublic || answer.status() >= 400) {
            headers.put(Headers.CACHE_CONTROL, "no-store");
        }
        if (call.remaining != Long.MAX_VALUE) {
            headers.put(RATE_LIMIT_POLICY, policyHeader);
            headers.put(RATE_LIMIT, "\"requests\";r=" + call.remaining);
        }
        answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
        final String template = call.match == null ? "none" : call.match.route().template();
        // Not the method that was sent: anyone may send any.
        final String method = call.match == null ? "none" : call.match.route().method();
        final long durationNs = System.nanoTime() - call.startNs;
        metrics.answered(method, template, answer.status(), durationNs);
        RequestLog.answered(call.requestId, call.caller, method, template, answer.status(), durationNs);
        call.exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
