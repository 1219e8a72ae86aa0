package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.BatchView;
import io.millrace.gateway.trading.ChainPort;
import io.millrace.gateway.trading.ChainTransactionView;
import io.millrace.gateway.trading.DepositView;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What happens on chains: a user's deposits, and how trades are settled, as settlement has written it down. */
final class ChainRoutes {
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 500;
    /** Deposits of one user in one block: pages end between blocks. */
    private static final int BLOCK_DEPOSITS_MAX = 1000;

    private final UbscorePort core;
    private final ChainPort chain;

    ChainRoutes(final UbscorePort core, final ChainPort chain) {
        this.core = core;
        this.chain = chain;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/deposits", Access.READ, Set.of("limit", "cursor"), this::deposits),
                new Route(
                        "GET",
                        "/api/v1/settlement/batches",
                        Access.PUBLIC,
                        Set.of("chainId", "limit", "cursor"),
                        this::batches),
                new Route("GET", "/api/v1/settlement/trade", Access.PUBLIC, Set.of("symbol", "tradeId"), this::trade));
    }

    private static long below(final Request request) {
        return request.query("cursor") == null ? Long.MAX_VALUE : Cursor.decode(request.query("cursor"));
    }

    private CompletionStage<Answer> deposits(final Request request) {
        final int limit = request.count("limit", LIMIT, 1, LIMIT_MAX);
        return chain.deposits(request.userId(), below(request), limit + BLOCK_DEPOSITS_MAX)
                .thenApply(found -> {
                    final List<DepositView> page = wholeBlocks(found, limit);
                    return Answer.json(200, json -> {
                        json.writeStringField("userId", Long.toString(request.userId()));
                        json.writeArrayFieldStart("deposits");
                        for (final DepositView each : page) {
                            json.writeStartObject();
                            members(json, each, request);
                            json.writeEndObject();
                        }
                        json.writeEndArray();
                        if (page.size() < found.size()) {
                            json.writeStringField(
                                    "nextCursor",
                                    Cursor.encode(
                                            page.get(page.size() - 1).place().height()));
                        }
                    });
                });
    }

    /** The deposits of as many blocks as come to the limit. */
    private static List<DepositView> wholeBlocks(final List<DepositView> found, final int limit) {
        final List<DepositView> page = new ArrayList<>();
        for (final DepositView each : found) {
            if (page.size() >= limit
                    && each.place().height()
                            != page.get(page.size() - 1).place().height()) {
                break;
            }
            page.add(each);
        }
        return page;
    }

    private static void members(final JsonGenerator json, final DepositView view, final Request request)
            throws IOException {
        final DepositView.ChainPlace place = view.place();
        json.writeStringField("chainId", Long.toString(place.chainId()));
        json.writeStringField("txHash", place.txHash());
        json.writeNumberField("logIndex", place.logIndex());
        json.writeStringField("height", Long.toString(place.height()));
        json.writeStringField("blockHash", place.blockHash());
        json.writeStringField("token", view.token());
        json.writeStringField("asset", view.asset());
        json.writeStringField("sender", view.sender());
        json.writeStringField("amount", view.amount().toPlainString());
        json.writeStringField("rest", view.rest().toPlainString());
        json.writeStringField("status", view.status());
        json.writeStringField("reason", view.reason());
        json.writeNumberField("ts", request.time(view.updatedUs()));
    }

    private CompletionStage<Answer> batches(final Request request) {
        final long chainId = Values.id("chainId", request.requiredQuery("chainId"));
        final int limit = request.count("limit", LIMIT, 1, LIMIT_MAX);
        return chain.batches(chainId, below(request), limit)
                .thenApply(found -> Answer.json(200, json -> {
                    json.writeArrayFieldStart("batches");
                    for (final BatchView each : found) {
                        json.writeStartObject();
                        members(json, each, request);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    if (found.size() == limit) {
                        json.writeStringField(
                                "nextCursor", Cursor.encode(found.get(limit - 1).number()));
                    }
                }));
    }

    private static void members(final JsonGenerator json, final BatchView view, final Request request)
            throws IOException {
        json.writeStringField("chainId", Long.toString(view.chainId()));
        json.writeStringField("batchNumber", Long.toString(view.number()));
        json.writeStringField("batchId", Long.toString(view.batchId()));
        json.writeStringField("status", view.status());
        json.writeStringField("reason", view.reason());
        json.writeNumberField("trades", view.size().tradeCount());
        json.writeNumberField("legs", view.size().legCount());
        json.writeNumberField("attempts", view.size().attempts());
        transaction(json, view.transaction());
        json.writeNumberField("ts", request.time(view.updatedUs()));
    }

    /** The members that say where a transaction is; none while there is none. */
    static void transaction(final JsonGenerator json, final ChainTransactionView view) throws IOException {
        if (!view.hash().isEmpty()) {
            json.writeStringField("txHash", view.hash());
        }
        if (view.height() > 0) {
            json.writeStringField("height", Long.toString(view.height()));
            json.writeStringField("gasUsed", Long.toString(view.gasUsed()));
        }
    }

    private CompletionStage<Answer> trade(final Request request) {
        final Instrument instrument =
                Symbols.instrument(Symbols.known(core.reference()), request.requiredQuery("symbol"));
        final long tradeId = Values.id("tradeId", request.requiredQuery("tradeId"));
        return chain.batchOfTrade(instrument, tradeId)
                .thenApply(batch -> Answer.json(200, json -> {
                    json.writeStringField("symbol", instrument.symbol());
                    json.writeStringField("tradeId", Long.toString(tradeId));
                    json.writeStringField("status", batch.map(BatchView::status).orElse("MATCHED_OFFCHAIN"));
                    if (batch.isPresent()) {
                        json.writeObjectFieldStart("batch");
                        members(json, batch.get(), request);
                        json.writeEndObject();
                    }
                }));
    }
}
