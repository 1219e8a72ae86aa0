package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Fill;
import io.millrace.gateway.trading.HistoryPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.LedgerEntry;
import io.millrace.gateway.trading.OrderHistory;
import io.millrace.gateway.trading.OrderView;
import io.millrace.gateway.trading.Page;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.TransferResult;
import io.millrace.gateway.trading.UserFill;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What a user did and what became of it: lists, newest first, each entry at its place for ever. */
final class HistoryRoutes {
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 1000;
    /** Each order of a page is a read of its own. */
    private static final int ORDERS_MAX = 200;

    private final Ports ports;
    private final HistoryPort history;
    private final ReadGate gate;
    private final OrderHistory orders;

    HistoryRoutes(final Ports ports, final ReadGate gate, final OrderHistory orders) {
        this.ports = ports;
        history = ports.history();
        this.gate = gate;
        this.orders = orders;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/orders", Access.READ, parameters("symbol", "status"), this::orders),
                new Route("GET", "/api/v1/fills", Access.READ, parameters("symbol", "orderId"), this::fills),
                new Route("GET", "/api/v1/ledger", Access.READ, parameters("asset"), this::ledger),
                new Route("GET", "/api/v1/transfers", Access.READ, parameters(), this::transfers));
    }

    private static Set<String> parameters(final String... names) {
        final Set<String> parameters = new HashSet<>(Request.PAGE_PARAMETERS);
        parameters.add("minSeq");
        parameters.addAll(List.of(names));
        return Set.copyOf(parameters);
    }

    /** Writes the members of one entry. */
    @FunctionalInterface
    private interface Entry<T> {
        void write(JsonGenerator json, T entry) throws IOException;
    }

    private static <T> Answer answer(
            final Request request, final long sequence, final String name, final Page<T> page, final Entry<T> entry) {
        return Answer.read(sequence, json -> {
            json.writeStringField("userId", Long.toString(request.userId()));
            json.writeStringField("seq", Long.toString(sequence));
            json.writeArrayFieldStart(name);
            for (final T each : page.entries()) {
                json.writeStartObject();
                entry.write(json, each);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.next() > 0) {
                json.writeStringField("nextCursor", Cursor.encode(page.next()));
            }
        });
    }

    private CompletionStage<Answer> orders(final Request request) {
        final Instrument instrument = symbol(request);
        final OrderHistory.Filter filter = request.query("status") == null
                ? OrderHistory.Filter.ALL
                : Values.choice("status", request.query("status"), OrderHistory.Filter.class);
        final var query = request.page(LIMIT, ORDERS_MAX);
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence -> orders.page(request.userId(), instrument, filter, query, request.minSequence())
                        .thenApply(page -> answer(
                                request,
                                sequence,
                                "orders",
                                page,
                                (JsonGenerator json, OrderView view) -> OrderJson.order(json, view, request))));
    }

    private CompletionStage<Answer> fills(final Request request) {
        final Instrument instrument = symbol(request);
        final var query = request.page(LIMIT, LIMIT_MAX);
        if (request.query("orderId") != null) {
            if (instrument != null) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, "symbol", "symbol has no meaning beside orderId");
            }
            final long orderId = Values.id("orderId", request.query("orderId"));
            return gate.await(request.userId(), request.minSequence())
                    .thenCompose(sequence -> orders.fills(request.userId(), orderId, query)
                            .thenApply(page -> answer(request, sequence, "fills", page, fill(request))));
        }
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence -> history.fills(request.userId(), instrument, query)
                        .thenApply(page -> answer(request, sequence, "fills", page, fill(request))));
    }

    private static Entry<UserFill> fill(final Request request) {
        return (json, fill) -> {
            final Instrument instrument = fill.instrument();
            final Fill trade = fill.fill();
            OrderJson.fill(json, trade, instrument);
            json.writeStringField("symbol", instrument.symbol());
            json.writeStringField("orderId", Long.toString(fill.orderId()));
            json.writeStringField("side", trade.side().name());
            json.writeStringField(
                    "quoteQuantity",
                    Decimals.amountText(instrument.notional(trade.price(), trade.quantity()), instrument.quote()));
            if (fill.accountSequence() > 0) {
                json.writeStringField("accountSequence", Long.toString(fill.accountSequence()));
                json.writeStringField("seq", Long.toString(fill.coreSequence()));
            }
            json.writeNumberField("ts", request.time(fill.timestampUs()));
        };
    }

    private CompletionStage<Answer> ledger(final Request request) {
        final var reference = Symbols.known(ports.core().reference());
        final Asset asset = request.query("asset") == null ? null : Symbols.asset(reference, request.query("asset"));
        final var query = request.page(LIMIT, LIMIT_MAX);
        return gate.await(request.userId(), request.minSequence())
                .thenCompose(sequence -> history.ledger(request.userId(), asset, query)
                        .thenApply(page -> answer(
                                request,
                                sequence,
                                "entries",
                                page,
                                (JsonGenerator json, LedgerEntry entry) -> ledgerEntry(json, entry, request))));
    }

    private static void ledgerEntry(final JsonGenerator json, final LedgerEntry entry, final Request request)
            throws IOException {
        final Asset asset = entry.asset();
        final LedgerEntry.Amounts amounts = entry.amounts();
        final LedgerEntry.Origin origin = entry.origin();
        json.writeStringField("accountSequence", Long.toString(entry.accountSequence()));
        json.writeStringField("asset", asset.symbol());
        json.writeStringField("cause", origin.cause());
        optional(json, "reason", "NONE".equals(origin.reason()) ? "" : origin.reason());
        json.writeStringField("availableDelta", Decimals.amountText(amounts.availableDelta(), asset));
        json.writeStringField("heldDelta", Decimals.amountText(amounts.heldDelta(), asset));
        json.writeStringField(
                "availableBefore",
                Decimals.amountText(Math.subtractExact(amounts.available(), amounts.availableDelta()), asset));
        json.writeStringField(
                "heldBefore", Decimals.amountText(Math.subtractExact(amounts.held(), amounts.heldDelta()), asset));
        json.writeStringField("available", Decimals.amountText(amounts.available(), asset));
        json.writeStringField("held", Decimals.amountText(amounts.held(), asset));
        optional(json, "orderId", id(origin.orderId()));
        optional(json, "tradeId", id(origin.tradeId()));
        optional(json, "symbol", origin.symbol());
        optional(json, "requestId", origin.requestId());
        json.writeStringField("seq", Long.toString(origin.coreSequence()));
        json.writeNumberField("ts", request.time(entry.timestampUs()));
    }

    private static String id(final long id) {
        return id == 0 ? "" : Long.toString(id);
    }

    private static void optional(final JsonGenerator json, final String name, final String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private CompletionStage<Answer> transfers(final Request request) {
        Symbols.known(ports.core().reference());
        final var query = request.page(LIMIT, LIMIT_MAX);
        return gate.await(request.userId(), request.minSequence()).thenCompose(sequence -> history.transfers(
                        request.userId(), query)
                .thenApply(page -> answer(
                        request,
                        sequence,
                        "transfers",
                        page,
                        (JsonGenerator json, TransferResult result) -> TransferRoutes.members(json, result, request))));
    }

    private Instrument symbol(final Request request) {
        final var reference = Symbols.known(ports.core().reference());
        return request.query("symbol") == null ? null : Symbols.instrument(reference, request.query("symbol"));
    }
}
