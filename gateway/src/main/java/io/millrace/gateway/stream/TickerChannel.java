package io.millrace.gateway.stream;

import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Ticker;

/** {@code ticker.{symbol}} in our own words. */
final class TickerChannel extends DayTickerChannel {
    TickerChannel(final String name, final Market market, final ChannelRegistry registry) {
        super(name, market, registry);
    }

    @Override
    byte[] message(final String type, final Ticker ticker, final BookChanges now, final String reason) {
        final Instrument instrument = instrument();
        final long[] best = BboChannel.best(now.depth());
        return StreamJson.object(json -> {
            json.writeStringField("channel", name);
            json.writeStringField("type", type);
            json.writeStringField("symbol", instrument.symbol());
            json.writeStringField("seq", Long.toString(sequence()));
            if (ticker.prices() != null) {
                final Candle.Prices prices = ticker.prices();
                json.writeStringField("open", Decimals.priceText(prices.open(), instrument));
                json.writeStringField("high", Decimals.priceText(prices.high(), instrument));
                json.writeStringField("low", Decimals.priceText(prices.low(), instrument));
                json.writeStringField("lastPrice", Decimals.priceText(prices.close(), instrument));
                json.writeStringField("priceChange", Decimals.priceText(prices.close() - prices.open(), instrument));
            }
            json.writeStringField(
                    "volume", Decimals.quantityText(ticker.volumes().base(), instrument));
            json.writeStringField(
                    "quoteVolume", Decimals.amountText(ticker.volumes().quote(), instrument.quote()));
            json.writeNumberField("tradeCount", ticker.tradeCount());
            if (best[1] > 0) {
                json.writeStringField("bidPrice", Decimals.priceText(best[0], instrument));
                json.writeStringField("bidQuantity", Decimals.quantityText(best[1], instrument));
            }
            if (best[3] > 0) {
                json.writeStringField("askPrice", Decimals.priceText(best[2], instrument));
                json.writeStringField("askQuantity", Decimals.quantityText(best[3], instrument));
            }
            json.writeNumberField("openTime", ticker.openMs());
            json.writeNumberField("closeTime", ticker.closeMs());
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }
}
