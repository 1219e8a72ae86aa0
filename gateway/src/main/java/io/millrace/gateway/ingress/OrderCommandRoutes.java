package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.AmendOrder;
import io.millrace.gateway.trading.Amended;
import io.millrace.gateway.trading.CommandResult;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Rejections;
import io.millrace.gateway.trading.RespType;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done to orders beside placing and cancelling one: amend, many at once, all, later, and not at all. */
final class OrderCommandRoutes {
    private static final Logger LOGGER = LoggerFactory.getLogger(OrderCommandRoutes.class);
    /** Orders of a batch: each is a command of its own, held and logged like any other. */
    private static final int BATCH_COUNT_MAX = 20;

    private static final Duration AMEND_WAIT = Duration.ofMillis(500);
    private static final long TIMEOUT_MS_MAX = 24L * 60 * 60 * 1000;
    private static final Set<String> AMEND_FIELDS = Set.of("price", "quantity", "triggerPrice");

    private final UbscorePort core;
    private final OrderDesk desk;
    private final OrderLookup lookup;
    private final OrderParser parser;

    OrderCommandRoutes(
            final UbscorePort core, final OrderDesk desk, final OrderLookup lookup, final OrderParser parser) {
        this.core = core;
        this.desk = desk;
        this.lookup = lookup;
        this.parser = parser;
    }

    List<Route> routes() {
        final Set<String> none = Set.of();
        return List.of(
                new Route("POST", "/api/v1/orders/test", Access.TRADE, none, this::test),
                new Route("POST", "/api/v1/orders/batch", Access.TRADE, none, this::batch),
                new Route("POST", "/api/v1/orders/cancel_after", Access.TRADE, none, this::cancelAfter),
                new Route("PUT", "/api/v1/orders/{orderId}", Access.TRADE, none, this::amend),
                new Route("DELETE", "/api/v1/orders", Access.TRADE, Set.of("symbol"), this::massCancel));
    }

    private CompletionStage<Answer> test(final Request request) {
        parser.parse(JsonFields.parse(request.body(), OrderRoutes.BODY_FIELDS), request.userId(), core.reference());
        return Answer.json(200, json -> {}).now();
    }

    private CompletionStage<Answer> batch(final Request request) {
        final List<JsonFields> orders = JsonFields.parseList(request.body(), "orders", OrderParser.ORDER_FIELDS);
        if (orders.isEmpty() || orders.size() > BATCH_COUNT_MAX) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, "orders", "orders must hold from 1 to " + BATCH_COUNT_MAX + " orders");
        }
        Symbols.known(core.reference());
        CompletionStage<List<Json.Body>> results = CompletableFuture.completedStage(new ArrayList<>());
        for (final JsonFields fields : orders) {
            results = results.thenCombine(place(fields, request), (list, result) -> {
                list.add(result);
                return list;
            });
        }
        return results.thenApply(list -> Answer.json(200, json -> {
            json.writeArrayFieldStart("results");
            for (final Json.Body result : list) {
                json.writeStartObject();
                result.write(json);
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    /** One order of a batch: its acknowledgement or its error, never a failure of the whole. */
    private CompletionStage<Json.Body> place(final JsonFields fields, final Request request) {
        final NewOrder order;
        try {
            order = parser.parse(fields, request.userId(), core.reference());
        } catch (final Refusal refusal) {
            return CompletableFuture.completedStage(json -> ProblemJson.write(json, refusal, request.requestId()));
        }
        return desk.place(order, RespType.ACK, Duration.ZERO)
                .<Json.Body>thenApply(placed -> json -> OrderJson.placed(json, placed, false, request))
                .exceptionally(fault -> {
                    final Refusal refusal = refusalOf(fault, request);
                    return json -> ProblemJson.write(json, refusal, request.requestId());
                });
    }

    private static Refusal refusalOf(final Throwable fault, final Request request) {
        final Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
        if (cause instanceof Refusal refusal) {
            return refusal;
        }
        LOGGER.atError()
                .addKeyValue("requestId", request.requestId())
                .setCause(cause)
                .log("order of a batch failed");
        return Refusal.of(ErrorCode.INTERNAL, "the gateway failed, see its log");
    }

    private CompletionStage<Answer> cancelAfter(final Request request) {
        final long timeoutMs =
                JsonFields.parse(request.body(), Set.of("timeoutMs")).integer("timeoutMs");
        if (timeoutMs > TIMEOUT_MS_MAX) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "timeoutMs", "timeoutMs must be at most " + TIMEOUT_MS_MAX);
        }
        return core.cancelAfter(request.userId(), timeoutMs * 1000)
                .thenApply(OrderCommandRoutes::accepted)
                .thenApply(result -> Answer.json(200, json -> {
                    stamp(json, result, request);
                    json.writeNumberField("timeoutMs", timeoutMs);
                }));
    }

    private CompletionStage<Answer> massCancel(final Request request) {
        final String symbol = request.query("symbol");
        final int instrumentId = symbol == null
                ? 0
                : Symbols.instrument(core.reference(), symbol).instrumentId();
        return core.massCancel(request.userId(), instrumentId)
                .thenApply(OrderCommandRoutes::accepted)
                .thenApply(result -> Answer.json(200, json -> {
                    stamp(json, result, request);
                    json.writeNumberField("count", result.count());
                }));
    }

    private CompletionStage<Answer> amend(final Request request) {
        final OrderKey key = OrderKey.of(request.userId(), Values.id("orderId", request.pathParameter("orderId")));
        final JsonFields fields = JsonFields.parse(request.body(), AMEND_FIELDS);
        Symbols.known(core.reference());
        return lookup.find(key, 0).thenCompose(found -> {
            final Instrument instrument = found.orElseThrow(() -> OrderLookup.notFound(key))
                    .view()
                    .order()
                    .instrument();
            return desk.amend(amendment(key, fields, instrument), AMEND_WAIT)
                    .thenApply(amended -> answer(amended, instrument, request));
        });
    }

    private static AmendOrder amendment(final OrderKey key, final JsonFields fields, final Instrument instrument) {
        if (AMEND_FIELDS.stream().noneMatch(fields::has)) {
            throw Refusal.of(ErrorCode.MISSING_FIELD, "nothing to amend is given");
        }
        return new AmendOrder(
                key,
                fields.has("price") ? Decimals.price("price", fields.decimal("price"), instrument) : 0,
                fields.has("quantity") ? Decimals.quantity("quantity", fields.decimal("quantity"), instrument) : 0,
                fields.has("triggerPrice")
                        ? Decimals.price("triggerPrice", fields.decimal("triggerPrice"), instrument)
                        : 0);
    }

    private static Answer answer(final Amended amended, final Instrument instrument, final Request request) {
        final boolean isDone = amended.effect() != null;
        return Answer.json(isDone ? 200 : 202, json -> {
            json.writeStringField(
                    "orderId", Long.toString(amended.result().key().orderId()));
            json.writeStringField("clientOrderId", amended.result().key().clientOrderId());
            json.writeStringField("symbol", instrument.symbol());
            stamp(json, amended.result(), request);
            if (isDone) {
                json.writeBooleanField("keptPriority", amended.effect().keptPriority());
            }
            if (isDone && amended.effect().progress() != null) {
                json.writeStringField(
                        "status", amended.effect().progress().status().name());
                OrderJson.progress(json, amended.effect().progress(), instrument);
            }
        });
    }

    private static CommandResult accepted(final CommandResult result) {
        if (!result.accepted()) {
            throw Rejections.of(result.reason());
        }
        return result;
    }

    private static void stamp(final JsonGenerator json, final CommandResult result, final Request request)
            throws IOException {
        json.writeStringField("userId", Long.toString(result.key().userId()));
        json.writeStringField("seq", Long.toString(result.stamp().coreSequence()));
        json.writeNumberField("ts", request.time(result.stamp().timestampUs()));
    }
}
