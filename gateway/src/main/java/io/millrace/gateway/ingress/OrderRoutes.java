package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Canceled;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OpenOrders;
import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Placed;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.RespType;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Placing, cancelling and looking at orders. */
final class OrderRoutes {
    private static final int WAIT_MS = 100;
    private static final int WAIT_MS_MAX = 2000;
    static final Set<String> BODY_FIELDS = bodyFields();

    private final UbscorePort core;
    private final OrderDesk desk;
    private final OrderLookup lookup;
    private final OrderParser parser;

    OrderRoutes(final UbscorePort core, final OrderDesk desk, final OrderLookup lookup, final OrderParser parser) {
        this.core = core;
        this.desk = desk;
        this.lookup = lookup;
        this.parser = parser;
    }

    List<Route> routes() {
        final Set<String> none = Set.of();
        final Set<String> read = Set.of("minSeq");
        return List.of(
                new Route("POST", "/orders", Access.TRADE, none, this::place),
                new Route("POST", "/api/v1/orders", Access.TRADE, none, this::place),
                new Route("DELETE", "/orders/{orderId}", Access.TRADE, none, this::cancel),
                new Route("DELETE", "/api/v1/orders/{orderId}", Access.TRADE, none, this::cancel),
                new Route(
                        "DELETE",
                        "/api/v1/orders/by_client_id/{clientOrderId}",
                        Access.TRADE,
                        none,
                        this::cancelByClientId),
                new Route("GET", "/orders/open", Access.READ, Set.of("minSeq", "symbol"), this::open),
                new Route("GET", "/api/v1/orders/open", Access.READ, Set.of("minSeq", "symbol"), this::open),
                new Route("GET", "/orders/{orderId}", Access.READ, read, this::order),
                new Route("GET", "/api/v1/orders/{orderId}", Access.READ, read, this::order),
                new Route(
                        "GET",
                        "/api/v1/orders/by_client_id/{clientOrderId}",
                        Access.READ,
                        read,
                        this::orderByClientId));
    }

    private CompletionStage<Answer> place(final Request request) {
        final JsonFields fields = JsonFields.parse(request.body(), BODY_FIELDS);
        final NewOrder order = parser.parse(fields, request.userId(), core.reference());
        final RespType respType = fields.choiceOr("respType", RespType.class, RespType.ACK);
        return desk.place(order, respType, wait(fields)).thenApply(placed -> answer(placed, respType, request));
    }

    private static Answer answer(final Placed placed, final RespType respType, final Request request) {
        return Answer.json(200, json -> OrderJson.placed(json, placed, respType == RespType.FULL, request))
                .replayedIf(placed.result().isRepeat());
    }

    private static Duration wait(final JsonFields fields) {
        final long millis = fields.has("waitMs") ? fields.integer("waitMs") : WAIT_MS;
        if (millis > WAIT_MS_MAX) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, "waitMs", "waitMs must be at most " + WAIT_MS_MAX);
        }
        return Duration.ofMillis(millis);
    }

    private CompletionStage<Answer> cancel(final Request request) {
        return cancel(byId(request), request);
    }

    private CompletionStage<Answer> cancelByClientId(final Request request) {
        return cancel(byClientId(request), request);
    }

    private CompletionStage<Answer> cancel(final OrderKey key, final Request request) {
        return desk.cancel(key).thenApply(canceled -> {
            final int status = canceled.isDone() ? 200 : 202;
            return Answer.json(status, json -> canceled(json, canceled, request))
                    .replayedIf(canceled.result().isRepeat());
        });
    }

    private void canceled(final JsonGenerator json, final Canceled canceled, final Request request) throws IOException {
        final var result = canceled.result();
        final var instrument = core.reference().instrument(result.stamp().instrumentId());
        json.writeStringField("orderId", Long.toString(result.key().orderId()));
        json.writeStringField("clientOrderId", result.key().clientOrderId());
        if (instrument != null) {
            json.writeStringField("symbol", instrument.symbol());
        }
        json.writeStringField("userId", Long.toString(request.userId()));
        json.writeStringField(
                "status", canceled.isDone() ? "CANCELED" : result.status().name());
        if (canceled.effect() != null && canceled.effect().progress() != null && instrument != null) {
            OrderJson.progress(json, canceled.effect().progress(), instrument);
        }
        final var close = canceled.close();
        final var asset = close == null ? null : core.reference().asset(close.assetId());
        if (asset != null) {
            json.writeObjectFieldStart("released");
            json.writeStringField("asset", asset.symbol());
            json.writeStringField("amount", Decimals.amountText(close.released(), asset));
            json.writeEndObject();
        }
        final long timeUs = close == null ? result.stamp().timestampUs() : close.timestampUs();
        json.writeNumberField("ts", request.time(timeUs));
        final long sequence = close == null ? result.stamp().coreSequence() : close.coreSequence();
        json.writeStringField("seq", Long.toString(sequence));
    }

    private CompletionStage<Answer> order(final Request request) {
        return order(byId(request), request);
    }

    private CompletionStage<Answer> orderByClientId(final Request request) {
        return order(byClientId(request), request);
    }

    private CompletionStage<Answer> order(final OrderKey key, final Request request) {
        Symbols.known(core.reference());
        return lookup.find(key, request.minSequence()).thenApply(found -> {
            final OrderLookup.Found order = found.orElseThrow(() -> OrderLookup.notFound(key));
            return Answer.read(order.sequence(), json -> OrderJson.order(json, order.view(), request));
        });
    }

    private CompletionStage<Answer> open(final Request request) {
        final String symbol = request.query("symbol");
        final int instrumentId = symbol == null
                ? 0
                : Symbols.instrument(core.reference(), symbol).instrumentId();
        return core.openOrders(request.userId(), instrumentId).thenApply(open -> {
            if (open.coreSequence() < request.minSequence()) {
                throw ReadGate.stale(request.minSequence(), open.coreSequence());
            }
            return open(open, request);
        });
    }

    private static Answer open(final OpenOrders open, final Request request) {
        return Answer.read(open.coreSequence(), json -> {
            json.writeStringField("userId", Long.toString(request.userId()));
            json.writeStringField("seq", Long.toString(open.coreSequence()));
            json.writeArrayFieldStart("orders");
            for (final OrderView view : open.orders()) {
                json.writeStartObject();
                OrderJson.order(json, view, request);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static OrderKey byId(final Request request) {
        return OrderKey.of(request.userId(), Values.id("orderId", request.pathParameter("orderId")));
    }

    private static OrderKey byClientId(final Request request) {
        return OrderKey.of(
                request.userId(), Values.clientOrderId("clientOrderId", request.pathParameter("clientOrderId")));
    }

    private static Set<String> bodyFields() {
        final Set<String> fields = new HashSet<>(OrderParser.ORDER_FIELDS);
        fields.add("respType");
        fields.add("waitMs");
        return Set.copyOf(fields);
    }
}
