package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Page;
import io.millrace.gateway.trading.Ports;
import io.millrace.gateway.trading.Ticker;
import io.millrace.gateway.trading.Tickers;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Trades added up: candles, and the last 24 hours. */
final class CandleRoutes {
    private static final int LIMIT = 500;
    private static final int LIMIT_MAX = 1500;
    private static final long US_PER_MS = 1000;
    private static final int PERCENT_DECIMALS = 4;

    private final Ports ports;
    private final Tickers tickers;

    CandleRoutes(final Ports ports, final Tickers tickers) {
        this.ports = ports;
        this.tickers = tickers;
    }

    List<Route> routes() {
        final Set<String> klines = new HashSet<>(Request.PAGE_PARAMETERS);
        klines.add("symbol");
        klines.add("interval");
        return List.of(
                new Route("GET", "/api/v1/klines", Access.PUBLIC, Set.copyOf(klines), this::klines),
                new Route("GET", "/api/v1/ticker", Access.PUBLIC, Set.of("symbol"), this::ticker));
    }

    private CompletionStage<Answer> klines(final Request request) {
        final Instrument instrument = Symbols.instrument(ports.core().reference(), request.requiredQuery("symbol"));
        final CandleInterval interval = CandleInterval.of("interval", request.requiredQuery("interval"));
        final var query = request.page(LIMIT, LIMIT_MAX);
        return ports.store()
                .outputSequence(instrument.lane())
                .thenCombine(ports.history().candles(instrument, interval, query), (settled, page) -> {
                    final boolean isSettled = settled >= ports.feed().outputSequence(instrument.lane());
                    return klines(request, instrument, interval, page, isSettled);
                });
    }

    /** {@code isSettled}: the store has all trades, so that a candle of the past does not change any more. */
    private Answer klines(
            final Request request,
            final Instrument instrument,
            final CandleInterval interval,
            final Page<Candle> page,
            final boolean isSettled) {
        final long nowMs = System.currentTimeMillis();
        return Answer.read(ports.feed().depth(instrument, 1).coreSequence(), json -> {
            json.writeStringField("symbol", instrument.symbol());
            json.writeStringField("interval", interval.label());
            json.writeArrayFieldStart("klines");
            for (int i = page.entries().size() - 1; i >= 0; i--) {
                final Candle candle = page.entries().get(i);
                final boolean isLast = i == 0;
                json.writeStartObject();
                json.writeNumberField("openTime", request.time(interval.openMs(candle.ordinal()) * US_PER_MS));
                json.writeNumberField("closeTime", request.time(interval.closeMs(candle.ordinal()) * US_PER_MS));
                prices(json, candle.prices(), instrument);
                volumes(json, candle.volumes(), instrument);
                json.writeNumberField("tradeCount", candle.tradeCount());
                json.writeBooleanField("closed", nowMs > interval.closeMs(candle.ordinal()) && (isSettled || !isLast));
                json.writeEndObject();
            }
            json.writeEndArray();
            if (page.next() > 0) {
                json.writeStringField("nextCursor", Cursor.encode(page.next()));
            }
        });
    }

    private static void prices(final JsonGenerator json, final Candle.Prices prices, final Instrument instrument)
            throws IOException {
        json.writeStringField("open", Decimals.priceText(prices.open(), instrument));
        json.writeStringField("high", Decimals.priceText(prices.high(), instrument));
        json.writeStringField("low", Decimals.priceText(prices.low(), instrument));
        json.writeStringField("close", Decimals.priceText(prices.close(), instrument));
    }

    private static void volumes(final JsonGenerator json, final Candle.Volumes volumes, final Instrument instrument)
            throws IOException {
        json.writeStringField("volume", Decimals.quantityText(volumes.base(), instrument));
        json.writeStringField("quoteVolume", Decimals.amountText(volumes.quote(), instrument.quote()));
        json.writeStringField("takerBuyVolume", Decimals.quantityText(volumes.takerBuyBase(), instrument));
        json.writeStringField("takerBuyQuoteVolume", Decimals.amountText(volumes.takerBuyQuote(), instrument.quote()));
    }

    private CompletionStage<Answer> ticker(final Request request) {
        final var reference = Symbols.known(ports.core().reference());
        if (request.query("symbol") != null) {
            final Instrument instrument = Symbols.instrument(reference, request.query("symbol"));
            return tickers.ticker(instrument)
                    .thenApply(ticker -> Answer.json(200, json -> ticker(json, ticker, request)));
        }
        CompletionStage<List<Ticker>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (final Instrument instrument : reference.instruments()) {
            all = all.thenCombine(tickers.ticker(instrument), (list, ticker) -> {
                list.add(ticker);
                return list;
            });
        }
        return all.thenApply(list -> Answer.json(200, json -> {
            json.writeArrayFieldStart("tickers");
            for (final Ticker ticker : list) {
                json.writeStartObject();
                ticker(json, ticker, request);
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private void ticker(final JsonGenerator json, final Ticker ticker, final Request request) throws IOException {
        final Instrument instrument = ticker.instrument();
        final Depth depth = ports.feed().depth(instrument, 1);
        json.writeStringField("symbol", instrument.symbol());
        if (ticker.prices() != null) {
            final long change = ticker.prices().close() - ticker.prices().open();
            prices(json, ticker.prices(), instrument);
            json.writeStringField(
                    "lastPrice", Decimals.priceText(ticker.prices().close(), instrument));
            json.writeStringField("priceChange", Decimals.priceText(change, instrument));
            json.writeStringField(
                    "priceChangePercent", percent(change, ticker.prices().open()));
        }
        volumes(json, ticker.volumes(), instrument);
        json.writeNumberField("tradeCount", ticker.tradeCount());
        if (depth.bids().length > 0) {
            json.writeStringField("bidPrice", Decimals.priceText(depth.bids()[0], instrument));
            json.writeStringField("bidQuantity", Decimals.quantityText(depth.bids()[1], instrument));
        }
        if (depth.asks().length > 0) {
            json.writeStringField("askPrice", Decimals.priceText(depth.asks()[0], instrument));
            json.writeStringField("askQuantity", Decimals.quantityText(depth.asks()[1], instrument));
        }
        json.writeNumberField("openTime", request.time(ticker.openMs() * US_PER_MS));
        json.writeNumberField("closeTime", request.time(ticker.closeMs() * US_PER_MS));
    }

    private static String percent(final long change, final long open) {
        return BigDecimal.valueOf(change)
                .movePointRight(2)
                .divide(BigDecimal.valueOf(open), PERCENT_DECIMALS, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
