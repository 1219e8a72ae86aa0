package io.millrace.gateway.stream;

import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Instrument;

/** {@code kline.{symbol}.{interval}} in our own words. */
final class KlineChannel extends CandleChannel {
    KlineChannel(
            final String name, final Market market, final CandleInterval interval, final ChannelRegistry registry) {
        super(name, market, interval, registry);
    }

    @Override
    byte[] message(final String type, final Candle candle, final boolean isClosed, final String reason) {
        final Instrument instrument = instrument();
        return StreamJson.object(json -> {
            json.writeStringField("channel", name);
            json.writeStringField("type", type);
            json.writeStringField("symbol", instrument.symbol());
            json.writeStringField("interval", interval().label());
            json.writeStringField("seq", Long.toString(sequence()));
            json.writeNumberField("openTime", interval().openMs(candle.ordinal()));
            json.writeNumberField("closeTime", interval().closeMs(candle.ordinal()));
            json.writeStringField("open", Decimals.priceText(candle.prices().open(), instrument));
            json.writeStringField("high", Decimals.priceText(candle.prices().high(), instrument));
            json.writeStringField("low", Decimals.priceText(candle.prices().low(), instrument));
            json.writeStringField("close", Decimals.priceText(candle.prices().close(), instrument));
            json.writeStringField(
                    "volume", Decimals.quantityText(candle.volumes().base(), instrument));
            json.writeStringField(
                    "quoteVolume", Decimals.amountText(candle.volumes().quote(), instrument.quote()));
            json.writeStringField(
                    "takerBuyVolume", Decimals.quantityText(candle.volumes().takerBuyBase(), instrument));
            json.writeStringField(
                    "takerBuyQuoteVolume", Decimals.amountText(candle.volumes().takerBuyQuote(), instrument.quote()));
            json.writeNumberField("tradeCount", candle.tradeCount());
            json.writeStringField("firstTradeId", Long.toString(candle.firstTradeId()));
            json.writeStringField("lastTradeId", Long.toString(candle.firstTradeId() + candle.tradeCount() - 1));
            json.writeBooleanField("closed", isClosed);
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }
}
