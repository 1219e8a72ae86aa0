package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.PageQuery;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Ticker;
import io.millrace.gateway.trading.Tickers;
import io.millrace.gateway.trading.Trade;
import io.millrace.gateway.trading.TradeHistory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What everyone may see, in Binance's shapes. */
final class V3MarketRoutes {
    private static final int ROWS = 500;
    private static final int ROWS_MAX = 1000;
    private static final int DEPTH_LEVELS = 100;
    private static final int DEPTH_LEVELS_MAX = 5000;

    private final Ports ports;
    private final Tickers tickers;
    private final TradeHistory trades;
    private final V3Symbols symbols;
    private final List<RateLimitPolicy> policies;
    private final Protocol protocol;

    V3MarketRoutes(
            final Ports ports,
            final Tickers tickers,
            final V3Symbols symbols,
            final List<RateLimitPolicy> policies,
            final Protocol protocol) {
        this.ports = ports;
        this.tickers = tickers;
        this.symbols = symbols;
        this.policies = policies;
        this.protocol = protocol;
        trades = new TradeHistory(ports.feed(), ports.store());
    }

    List<Route> routes() {
        return List.of(
                route("ping", Set.of(), request -> Answer.json(200, json -> {}).now()),
                route("time", Set.of(), request -> Answer.json(
                                200, json -> json.writeNumberField("serverTime", System.currentTimeMillis()))
                        .now()),
                route(
                        "exchangeInfo",
                        Set.of("symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus"),
                        this::exchangeInfo),
                route("depth", Set.of("symbol", "limit"), this::depth),
                route("trades", Set.of("symbol", "limit"), this::trades),
                route("aggTrades", Set.of("symbol", "limit", "fromId"), this::aggregateTrades),
                route("klines", Set.of("symbol", "interval", "startTime", "endTime", "limit"), this::klines),
                route("ticker/24hr", Set.of("symbol", "symbols", "type"), this::dayTicker),
                route("ticker/price", Set.of("symbol", "symbols"), this::lastPrice),
                route("ticker/bookTicker", Set.of("symbol", "symbols"), this::bestPrices));
    }

    private Route route(final String path, final Set<String> parameters, final Route.Handler handler) {
        return new Route("GET", "/api/v3/" + path, Access.PUBLIC, parameters, handler, protocol);
    }

    private CompletionStage<Answer> exchangeInfo(final Request request) {
        final List<Instrument> wanted = symbols.wanted(request);
        return Answer.json(200, json -> {
                    json.writeStringField("timezone", "UTC");
                    json.writeNumberField("serverTime", System.currentTimeMillis());
                    json.writeArrayFieldStart("rateLimits");
                    for (final RateLimitPolicy policy : policies) {
                        if (!"address".equals(policy.name())) {
                            json.writeStartObject();
                            json.writeStringField(
                                    "rateLimitType", "orders".equals(policy.name()) ? "ORDERS" : "REQUEST_WEIGHT");
                            json.writeStringField("interval", "SECOND");
                            json.writeNumberField("intervalNum", policy.windowSeconds());
                            json.writeNumberField("limit", policy.limit());
                            json.writeEndObject();
                        }
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("exchangeFilters");
                    json.writeEndArray();
                    json.writeArrayFieldStart("symbols");
                    for (final Instrument instrument : wanted) {
                        V3InstrumentJson.write(json, instrument);
                    }
                    json.writeEndArray();
                })
                .now();
    }

    private CompletionStage<Answer> depth(final Request request) {
        final Instrument instrument = symbols.required(request);
        requireLive();
        final Depth depth = ports.feed().depth(instrument, request.count("limit", DEPTH_LEVELS, 1, DEPTH_LEVELS_MAX));
        return Answer.json(200, json -> {
                    json.writeNumberField("lastUpdateId", depth.sequence());
                    DepthJson.levels(json, "bids", depth.bids(), instrument);
                    DepthJson.levels(json, "asks", depth.asks(), instrument);
                })
                .now();
    }

    private CompletionStage<Answer> trades(final Request request) {
        final Instrument instrument = symbols.required(request);
        return trades.below(instrument, Long.MAX_VALUE, request.count("limit", ROWS, 1, ROWS_MAX))
                .thenApply(page -> list(page, (json, trade) -> V3Json.trade(json, trade, instrument)));
    }

    /** Each trade is an aggregate of its own. */
    private CompletionStage<Answer> aggregateTrades(final Request request) {
        final Instrument instrument = symbols.required(request);
        final int limit = request.count("limit", ROWS, 1, ROWS_MAX);
        final String from = request.query("fromId");
        // Ids are contiguous: so many from one on are those below another.
        final long below = from == null ? Long.MAX_VALUE : Math.max(1, Values.unsigned("fromId", from)) + limit;
        return trades.below(instrument, below, limit)
                .thenApply(page -> list(page, (json, trade) -> V3Json.aggregateTrade(json, trade, instrument)));
    }

    private CompletionStage<Answer> klines(final Request request) {
        final Instrument instrument = symbols.required(request);
        final CandleInterval interval = CandleInterval.of("interval", request.requiredQuery("interval"));
        final int limit = request.count("limit", ROWS, 1, ROWS_MAX);
        final long nowMs = System.currentTimeMillis();
        final long startMs = V3Symbols.time(request, "startTime", 0);
        final long endMs = Math.min(nowMs, V3Symbols.time(request, "endTime", nowMs));
        // From a start on the oldest are wanted, else the newest.
        final long lastMs = request.query("startTime") == null
                ? endMs
                : Math.min(endMs, interval.closeMs(interval.ordinal(startMs) + limit - 1));
        final PageQuery query = new PageQuery(Long.MAX_VALUE, limit, startMs, lastMs);
        return ports.history()
                .candles(instrument, interval, query)
                .thenApply(page -> array(json ->
                        klines(json, page.entries(), interval, new Span(interval.ordinal(lastMs), limit), instrument)));
    }

    private record Span(long lastOrdinal, int countMax) {}

    /** Intervals without a trade are told as flat, as Binance does; {@code candles}: newest first. */
    private static void klines(
            final JsonGenerator json,
            final List<Candle> candles,
            final CandleInterval interval,
            final Span span,
            final Instrument instrument)
            throws IOException {
        if (candles.isEmpty()) {
            return;
        }
        final long first = Math.max(candles.get(candles.size() - 1).ordinal(), span.lastOrdinal - span.countMax + 1);
        int index = candles.size() - 1;
        Candle last = candles.get(index);
        for (long ordinal = first; ordinal <= span.lastOrdinal; ordinal++) {
            while (index >= 0 && candles.get(index).ordinal() <= ordinal) {
                last = candles.get(index--);
            }
            V3Json.kline(json, last.ordinal() == ordinal ? last : flat(last, ordinal), interval, instrument);
        }
    }

    private static Candle flat(final Candle before, final long ordinal) {
        final long close = before.prices().close();
        return new Candle(ordinal, new Candle.Prices(close, close, close, close), new Candle.Volumes(0, 0, 0, 0), 0, 0);
    }

    private CompletionStage<Answer> dayTicker(final Request request) {
        final boolean isMini = "MINI".equals(request.query("type"));
        CompletionStage<List<Ticker>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (final Instrument instrument : symbols.wanted(request)) {
            all = all.thenCombine(tickers.ticker(instrument), (list, ticker) -> {
                list.add(ticker);
                return list;
            });
        }
        return all.thenApply(list -> one(
                request,
                list,
                (json, ticker) -> V3Json.ticker(json, ticker, ports.feed().depth(ticker.instrument(), 1), isMini)));
    }

    private CompletionStage<Answer> lastPrice(final Request request) {
        final List<Instrument> wanted = symbols.wanted(request);
        CompletionStage<List<Instrument>> priced = CompletableFuture.completedStage(new ArrayList<>());
        final List<Long> prices = Collections.synchronizedList(new ArrayList<>());
        for (final Instrument instrument : wanted) {
            priced = priced.thenCompose(
                    list -> trades.below(instrument, Long.MAX_VALUE, 1).thenApply(last -> {
                        list.add(instrument);
                        prices.add(last.isEmpty() ? 0L : last.get(0).price());
                        return list;
                    }));
        }
        return priced.thenApply(list -> one(request, list, (json, instrument) -> {
            json.writeStringField("symbol", CompactSymbols.of(instrument));
            json.writeStringField("price", V3Json.price(prices.get(list.indexOf(instrument)), instrument));
        }));
    }

    private CompletionStage<Answer> bestPrices(final Request request) {
        requireLive();
        return one(request, symbols.wanted(request), (json, instrument) -> {
                    final Depth depth = ports.feed().depth(instrument, 1);
                    json.writeStringField("symbol", CompactSymbols.of(instrument));
                    V3Json.best(json, depth);
                })
                .now();
    }

    private void requireLive() {
        if (!ports.feed().isLive()) {
            throw Refusal.of(ErrorCode.NOT_READY, "the feed is not at its head");
        }
    }

    /** Writes the members of one object. */
    @FunctionalInterface
    interface Row<T> {
        void write(JsonGenerator json, T value) throws IOException;
    }

    /** An object if one symbol was asked for, else an array. */
    private static <T> Answer one(final Request request, final List<T> values, final Row<T> row) {
        return request.query("symbol") == null
                ? array(json -> rows(json, values, row))
                : Answer.json(200, json -> row.write(json, values.get(0)));
    }

    /** {@code newestFirst} as an array, oldest first. */
    private static Answer list(final List<Trade> newestFirst, final Row<Trade> row) {
        final List<Trade> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return array(json -> rows(json, oldestFirst, row));
    }

    static <T> void rows(final JsonGenerator json, final List<T> values, final Row<T> row) throws IOException {
        for (final T value : values) {
            json.writeStartObject();
            row.write(json, value);
            json.writeEndObject();
        }
    }

    static Answer array(final Json.Body body) {
        return new Answer(200, Answer.JSON, Json.value(json -> {
            json.writeStartArray();
            body.write(json);
            json.writeEndArray();
        }));
    }
}
