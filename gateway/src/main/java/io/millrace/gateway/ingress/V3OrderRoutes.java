package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Canceled;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OpenOrders;
import io.millrace.gateway.trading.OrderDesk;
import io.millrace.gateway.trading.OrderHistory;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderLookup;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.PageQuery;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Rejections;
import io.millrace.gateway.trading.RespType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Orders in Binance's shapes. */
final class V3OrderRoutes {
    /** How long the engine's answer is waited for; then the order is said to be pending. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final int ROWS = 500;
    private static final int ROWS_MAX = 1000;

    private final Ports ports;
    private final OrderDesk desk;
    private final OrderLookup lookup;
    private final OrderHistory history;
    private final V3OrderParser parser;
    private final V3Symbols symbols;
    private final Protocol protocol;

    V3OrderRoutes(
            final Ports ports,
            final OrderDesk desk,
            final OrderLookup lookup,
            final V3OrderParser parser,
            final V3Symbols symbols,
            final Protocol protocol) {
        this.ports = ports;
        this.desk = desk;
        this.lookup = lookup;
        this.parser = parser;
        this.symbols = symbols;
        this.protocol = protocol;
        history = new OrderHistory(ports.core(), ports.store(), ports.history(), lookup);
    }

    List<Route> routes() {
        final Set<String> byId = Set.of("symbol", "orderId", "origClientOrderId", "newClientOrderId");
        return List.of(
                route("POST", "order", Access.TRADE, V3OrderParser.PARAMETERS, this::place),
                route("POST", "order/test", Access.TRADE, V3OrderParser.PARAMETERS, this::test),
                route("GET", "order", Access.READ, byId, this::order),
                route("DELETE", "order", Access.TRADE, byId, this::cancel),
                route("GET", "openOrders", Access.READ, Set.of("symbol"), this::open),
                route("DELETE", "openOrders", Access.TRADE, Set.of("symbol"), this::cancelAll),
                route(
                        "GET",
                        "allOrders",
                        Access.READ,
                        Set.of("symbol", "orderId", "startTime", "endTime", "limit"),
                        this::all));
    }

    private Route route(
            final String method,
            final String path,
            final Access access,
            final Set<String> parameters,
            final Route.Handler handler) {
        return new Route(method, "/api/v3/" + path, access, parameters, handler, protocol);
    }

    private CompletionStage<Answer> place(final Request request) {
        final NewOrder order = parser.parse(request, symbols.required(request));
        final RespType respType = V3OrderParser.respType(request);
        return desk.place(order, respType, WAIT)
                .thenApply(placed -> Answer.json(200, json -> V3OrderJson.placed(json, placed, respType)));
    }

    private CompletionStage<Answer> test(final Request request) {
        parser.parse(request, symbols.required(request));
        return Answer.json(200, json -> {}).now();
    }

    private CompletionStage<Answer> order(final Request request) {
        symbols.required(request);
        return view(request).thenApply(view -> Answer.json(200, json -> V3OrderJson.order(json, view)));
    }

    private CompletionStage<Answer> cancel(final Request request) {
        symbols.required(request);
        return view(request).thenCompose(view -> desk.cancel(OrderKey.of(request.userId(), view.orderId()))
                .thenApply(canceled -> Answer.json(200, json -> canceled(json, view, canceled))));
    }

    private static void canceled(final JsonGenerator json, final OrderView view, final Canceled canceled)
            throws IOException {
        final var progress =
                canceled.effect() == null ? null : canceled.effect().progress();
        V3OrderJson.canceled(json, view, progress, canceled.result().stamp().timestampUs());
    }

    private CompletionStage<Answer> open(final Request request) {
        return openOrders(request, symbols.optional(request))
                .thenApply(open -> V3MarketRoutes.array(
                        json -> V3MarketRoutes.rows(json, open.orders(), (row, view) -> V3OrderJson.order(row, view))));
    }

    private CompletionStage<Answer> cancelAll(final Request request) {
        final Instrument instrument = symbols.required(request);
        return openOrders(request, instrument).thenCompose(open -> {
            if (open.orders().isEmpty()) {
                throw Refusal.of(ErrorCode.ORDER_ALREADY_FINAL, "there is no open order");
            }
            return ports.core()
                    .massCancel(request.userId(), instrument.instrumentId())
                    .thenApply(result -> {
                        if (!result.accepted()) {
                            throw Rejections.of(result.reason());
                        }
                        final long timeUs = result.stamp().timestampUs();
                        return V3MarketRoutes.array(json -> V3MarketRoutes.rows(
                                json,
                                open.orders(),
                                (row, view) -> V3OrderJson.canceled(row, view, view.progress(), timeUs)));
                    });
        });
    }

    private CompletionStage<Answer> all(final Request request) {
        final Instrument instrument = symbols.required(request);
        final long fromId = V3Symbols.time(request, "orderId", 0);
        final PageQuery query = new PageQuery(
                Long.MAX_VALUE,
                request.count("limit", ROWS, 1, ROWS_MAX),
                V3Symbols.time(request, "startTime", 0),
                V3Symbols.time(request, "endTime", Long.MAX_VALUE));
        return history.page(request.userId(), instrument, OrderHistory.Filter.ALL, query, 0)
                .thenApply(page -> {
                    final List<OrderView> oldestFirst = new ArrayList<>(page.entries());
                    oldestFirst.removeIf(view -> view.orderId() < fromId);
                    Collections.reverse(oldestFirst);
                    return V3MarketRoutes.array(json ->
                            V3MarketRoutes.rows(json, oldestFirst, (row, view) -> V3OrderJson.order(row, view)));
                });
    }

    private CompletionStage<OpenOrders> openOrders(final Request request, final Instrument instrument) {
        return ports.core().openOrders(request.userId(), instrument == null ? 0 : instrument.instrumentId());
    }

    private CompletionStage<OrderView> view(final Request request) {
        final OrderKey key = key(request);
        return lookup.find(key, 0).thenApply(found -> found.orElseThrow(() -> OrderLookup.notFound(key))
                .view());
    }

    private static OrderKey key(final Request request) {
        if (request.query("orderId") != null) {
            return OrderKey.of(request.userId(), Values.id("orderId", request.query("orderId")));
        }
        return OrderKey.of(
                request.userId(),
                Values.clientOrderId("origClientOrderId", request.requiredQuery("origClientOrderId")));
    }
}
