package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Asset;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Limits;
import io.millrace.gateway.trading.ReadGate;
import io.millrace.gateway.trading.ReferenceTable;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.StorePort;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradeHistory;
import io.millrace.gateway.trading.UbscorePort;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What everyone may see: instruments, books, trades, the time. */
final class MarketRoutes {
    private static final int DEPTH_LEVELS = 100;
    private static final int DEPTH_LEVELS_MAX = 1000;
    private static final int TRADES = 100;
    private static final int TRADES_MAX = 1000;

    private final UbscorePort core;
    private final FeedPort feed;
    private final TradeHistory trades;
    private final List<RateLimitPolicy> policies;

    MarketRoutes(
            final UbscorePort core, final FeedPort feed, final StorePort store, final List<RateLimitPolicy> policies) {
        this.core = core;
        this.feed = feed;
        trades = new TradeHistory(feed, store);
        this.policies = policies;
    }

    List<Route> routes() {
        final Set<String> none = Set.of();
        return List.of(
                new Route("GET", "/api/v1/ping", Access.PUBLIC, none, request -> ping()),
                new Route("GET", "/api/v1/time", Access.PUBLIC, none, MarketRoutes::time),
                new Route("GET", "/api/v1/errors", Access.PUBLIC, none, request -> errors()),
                new Route("GET", "/api/v1/assets", Access.PUBLIC, none, request -> assets()),
                new Route("GET", "/api/v1/exchange_info", Access.PUBLIC, none, this::exchangeInfo),
                new Route("GET", "/api/v1/depth", Access.PUBLIC, Set.of("symbol", "limit", "minSeq"), this::depth),
                new Route("GET", "/api/v1/bbo", Access.PUBLIC, Set.of("symbol", "minSeq"), this::bbo),
                new Route("GET", "/api/v1/trades", Access.PUBLIC, Set.of("symbol", "limit", "cursor"), this::trades));
    }

    private static CompletionStage<Answer> ping() {
        return Answer.json(200, json -> {}).now();
    }

    private static CompletionStage<Answer> time(final Request request) {
        return Answer.json(200, json -> json.writeNumberField("serverTime", request.time(Clock.nowUs())))
                .now();
    }

    private static CompletionStage<Answer> errors() {
        return Answer.json(200, json -> {
                    json.writeArrayFieldStart("errors");
                    for (final ErrorCode error : ErrorCode.values()) {
                        json.writeStartObject();
                        json.writeStringField("error", error.name());
                        json.writeNumberField("code", error.code());
                        json.writeNumberField("status", error.status());
                        json.writeStringField("title", error.title());
                        json.writeStringField("outcome", error.outcome().name());
                        json.writeBooleanField("retryable", error.isRetryable());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .now();
    }

    private CompletionStage<Answer> assets() {
        final ReferenceTable reference = Symbols.known(core.reference());
        return Answer.read(reference.coreSequence(), json -> assets(json, reference))
                .now();
    }

    private CompletionStage<Answer> exchangeInfo(final Request request) {
        final ReferenceTable reference = Symbols.known(core.reference());
        return Answer.read(reference.coreSequence(), json -> {
                    json.writeNumberField("serverTime", request.time(Clock.nowUs()));
                    json.writeStringField("seq", Long.toString(reference.coreSequence()));
                    assets(json, reference);
                    json.writeArrayFieldStart("symbols");
                    for (final Instrument instrument : reference.instruments()) {
                        json.writeStartObject();
                        instrument(json, instrument);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("rateLimits");
                    for (final RateLimitPolicy policy : policies) {
                        json.writeStartObject();
                        json.writeStringField("name", policy.name());
                        json.writeNumberField("limit", policy.limit());
                        json.writeNumberField("windowSeconds", policy.windowSeconds());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .now();
    }

    private static void assets(final JsonGenerator json, final ReferenceTable reference) throws IOException {
        json.writeArrayFieldStart("assets");
        for (final Asset asset : reference.assets()) {
            json.writeStartObject();
            json.writeStringField("asset", asset.symbol());
            json.writeNumberField("scale", asset.scale());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void instrument(final JsonGenerator json, final Instrument instrument) throws IOException {
        final Limits limits = instrument.limits();
        final Asset quote = instrument.quote();
        json.writeStringField("symbol", instrument.symbol());
        json.writeStringField("base", instrument.base().symbol());
        json.writeStringField("quote", quote.symbol());
        json.writeStringField("state", instrument.state());
        json.writeStringField("tickSize", Decimals.priceText(1, instrument));
        json.writeStringField("lotSize", Decimals.quantityText(1, instrument));
        json.writeStringField("minQuantity", Decimals.quantityText(limits.quantityMin(), instrument));
        json.writeStringField("maxQuantity", Decimals.quantityText(limits.quantityMax(), instrument));
        json.writeStringField("minNotional", Decimals.amountText(limits.notionalMin(), quote));
        json.writeStringField("maxNotional", Decimals.amountText(limits.notionalMax(), quote));
        json.writeStringField("maxPrice", Decimals.priceText(limits.priceMax(), instrument));
        json.writeNumberField("priceBandPpm", limits.priceBandPpm());
        json.writeNumberField("makerFeePpm", limits.makerFeePpm());
        json.writeNumberField("takerFeePpm", limits.takerFeePpm());
    }

    private CompletionStage<Answer> depth(final Request request) {
        final Depth depth = depth(request, request.count("limit", DEPTH_LEVELS, 1, DEPTH_LEVELS_MAX));
        return Answer.read(depth.coreSequence(), json -> DepthJson.members(json, depth, request))
                .now();
    }

    private CompletionStage<Answer> bbo(final Request request) {
        final Depth depth = depth(request, 1);
        return Answer.read(depth.coreSequence(), json -> DepthJson.best(json, depth, request))
                .now();
    }

    private Depth depth(final Request request, final int levelsMax) {
        final Instrument instrument = Symbols.instrument(core.reference(), request.requiredQuery("symbol"));
        if (!feed.isLive()) {
            throw Refusal.of(ErrorCode.NOT_READY, "the feed is not at its head");
        }
        final Depth depth = feed.depth(instrument, levelsMax);
        if (depth.coreSequence() < request.minSequence()) {
            throw ReadGate.stale(request.minSequence(), depth.coreSequence());
        }
        return depth;
    }

    private CompletionStage<Answer> trades(final Request request) {
        final Instrument instrument = Symbols.instrument(core.reference(), request.requiredQuery("symbol"));
        final int limit = request.count("limit", TRADES, 1, TRADES_MAX);
        final long below = request.query("cursor") == null ? Long.MAX_VALUE : Cursor.decode(request.query("cursor"));
        return trades.below(instrument, below, limit).thenApply(page -> answer(page, limit, instrument, request));
    }

    private Answer answer(final List<Trade> page, final int limit, final Instrument instrument, final Request request) {
        return Answer.read(feed.depth(instrument, 1).coreSequence(), json -> {
            json.writeStringField("symbol", instrument.symbol());
            json.writeArrayFieldStart("trades");
            for (final Trade trade : page) {
                json.writeStartObject();
                trade(json, trade, instrument, request);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.size() == limit && page.get(limit - 1).tradeId() > 1) {
                json.writeStringField(
                        "nextCursor", Cursor.encode(page.get(limit - 1).tradeId()));
            }
        });
    }

    private static void trade(
            final JsonGenerator json, final Trade trade, final Instrument instrument, final Request request)
            throws IOException {
        json.writeStringField("tradeId", Long.toString(trade.tradeId()));
        json.writeStringField("price", Decimals.priceText(trade.price(), instrument));
        json.writeStringField("quantity", Decimals.quantityText(trade.quantity(), instrument));
        json.writeStringField("quoteQuantity", Decimals.amountText(trade.notional(), instrument.quote()));
        json.writeStringField("takerSide", trade.takerSide().name());
        json.writeNumberField("ts", request.time(trade.timestampUs()));
    }
}
