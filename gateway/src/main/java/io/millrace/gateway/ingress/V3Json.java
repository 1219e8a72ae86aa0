package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.Ticker;
import io.millrace.gateway.trading.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Market data in Binance's shapes: members, without braces. */
final class V3Json {
    private static final int PERCENT_DECIMALS = 3;

    private V3Json() {}

    static void trade(final JsonGenerator json, final Trade trade, final Instrument instrument) throws IOException {
        json.writeNumberField("id", trade.tradeId());
        json.writeStringField("price", price(trade.price(), instrument));
        json.writeStringField("qty", Decimals.quantityText(trade.quantity(), instrument));
        json.writeStringField("quoteQty", Decimals.amountText(trade.notional(), instrument.quote()));
        json.writeNumberField("time", trade.timestampUs() / 1000);
        json.writeBooleanField("isBuyerMaker", trade.takerSide() == Side.SELL);
        json.writeBooleanField("isBestMatch", true);
    }

    static void aggregateTrade(final JsonGenerator json, final Trade trade, final Instrument instrument)
            throws IOException {
        json.writeNumberField("a", trade.tradeId());
        json.writeStringField("p", price(trade.price(), instrument));
        json.writeStringField("q", Decimals.quantityText(trade.quantity(), instrument));
        json.writeNumberField("f", trade.tradeId());
        json.writeNumberField("l", trade.tradeId());
        json.writeNumberField("T", trade.timestampUs() / 1000);
        json.writeBooleanField("m", trade.takerSide() == Side.SELL);
        json.writeBooleanField("M", true);
    }

    /** A whole array. */
    static void kline(
            final JsonGenerator json, final Candle candle, final CandleInterval interval, final Instrument instrument)
            throws IOException {
        json.writeStartArray();
        json.writeNumber(interval.openMs(candle.ordinal()));
        json.writeString(price(candle.prices().open(), instrument));
        json.writeString(price(candle.prices().high(), instrument));
        json.writeString(price(candle.prices().low(), instrument));
        json.writeString(price(candle.prices().close(), instrument));
        json.writeString(Decimals.quantityText(candle.volumes().base(), instrument));
        json.writeNumber(interval.closeMs(candle.ordinal()));
        json.writeString(Decimals.amountText(candle.volumes().quote(), instrument.quote()));
        json.writeNumber(candle.tradeCount());
        json.writeString(Decimals.quantityText(candle.volumes().takerBuyBase(), instrument));
        json.writeString(Decimals.amountText(candle.volumes().takerBuyQuote(), instrument.quote()));
        json.writeString("0");
        json.writeEndArray();
    }

    static void ticker(final JsonGenerator json, final Ticker ticker, final Depth depth, final boolean isMini)
            throws IOException {
        final Instrument instrument = ticker.instrument();
        final Candle.Prices prices = ticker.prices() == null ? new Candle.Prices(0, 0, 0, 0) : ticker.prices();
        json.writeStringField("symbol", CompactSymbols.of(instrument));
        if (!isMini) {
            final long change = prices.close() - prices.open();
            json.writeStringField("priceChange", price(change, instrument));
            json.writeStringField("priceChangePercent", percent(change, prices.open()));
            json.writeStringField(
                    "weightedAvgPrice",
                    average(ticker.volumes().quote(), ticker.volumes().base(), instrument));
            json.writeStringField("prevClosePrice", price(prices.open(), instrument));
            best(json, depth);
            json.writeStringField("lastQty", Decimals.quantityText(0, instrument));
        }
        json.writeStringField("lastPrice", price(prices.close(), instrument));
        json.writeStringField("openPrice", price(prices.open(), instrument));
        json.writeStringField("highPrice", price(prices.high(), instrument));
        json.writeStringField("lowPrice", price(prices.low(), instrument));
        json.writeStringField("volume", Decimals.quantityText(ticker.volumes().base(), instrument));
        json.writeStringField(
                "quoteVolume", Decimals.amountText(ticker.volumes().quote(), instrument.quote()));
        json.writeNumberField("openTime", ticker.openMs());
        json.writeNumberField("closeTime", ticker.closeMs());
        json.writeNumberField("firstId", ticker.firstTradeId());
        json.writeNumberField("lastId", ticker.firstTradeId() + Math.max(0, ticker.tradeCount() - 1));
        json.writeNumberField("count", ticker.tradeCount());
    }

    static void best(final JsonGenerator json, final Depth depth) throws IOException {
        final Instrument instrument = depth.instrument();
        json.writeStringField("bidPrice", price(at(depth.bids(), 0), instrument));
        json.writeStringField("bidQty", Decimals.quantityText(at(depth.bids(), 1), instrument));
        json.writeStringField("askPrice", price(at(depth.asks(), 0), instrument));
        json.writeStringField("askQty", Decimals.quantityText(at(depth.asks(), 1), instrument));
    }

    static String price(final long ticks, final Instrument instrument) {
        return Decimals.priceText(ticks, instrument);
    }

    static String percent(final long change, final long open) {
        return open == 0
                ? "0.000"
                : BigDecimal.valueOf(change)
                        .movePointRight(2)
                        .divide(BigDecimal.valueOf(open), PERCENT_DECIMALS, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    private static String average(final long notional, final long quantity, final Instrument instrument) {
        final String text = Decimals.averageText(notional, quantity, instrument);
        return text.isEmpty() ? price(0, instrument) : text;
    }

    private static long at(final long[] pairs, final int index) {
        return index < pairs.length ? pairs[index] : 0;
    }
}
