package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Candle;
import io.millrace.gateway.trading.CandleInterval;
import io.millrace.gateway.trading.CompactSymbols;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.Refusal;
import io.millrace.gateway.trading.Side;
import io.millrace.gateway.trading.Ticker;
import io.millrace.gateway.trading.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Binance's streams: {@code btcusdt@depth}, {@code @depth5|10|20}, {@code @trade}, {@code @aggTrade}, {@code @bookTicker},
 * {@code @kline_1m}, {@code @miniTicker}, {@code @ticker}. Those that have a snapshot there have one here; a client that was
 * too slow sees it by the update ids, as it would there. The agent's thread.
 */
final class BinanceChannels {
    private static final int PERCENT_DECIMALS = 3;

    private final ChannelRegistry registry;

    BinanceChannels(final ChannelRegistry registry) {
        this.registry = registry;
    }

    /** The channel of a stream's name; refuses one that does not exist. */
    Channel channel(final String name) {
        final int at = name.indexOf('@');
        if (at <= 0) {
            throw unknown();
        }
        final Market market = registry.market(registry.compactInstrument(name.substring(0, at)));
        return market.channel(name, maker(name.substring(at + 1)));
    }

    private Market.ChannelMaker maker(final String stream) {
        if (stream.startsWith("kline_")) {
            final CandleInterval interval = CandleInterval.of("params", stream.substring("kline_".length()));
            return (name, market) -> new KlineStream(name, market, interval, registry);
        }
        final int speed = stream.indexOf('@');
        if (speed >= 0 && !stream.substring(speed).matches("@(100|1000)ms")) {
            throw unknown();
        }
        return switch (speed < 0 ? stream : stream.substring(0, speed)) {
            case "depth" -> DepthStream::new;
            case "depth5" -> (name, market) -> new PartialDepthStream(name, market, 5);
            case "depth10" -> (name, market) -> new PartialDepthStream(name, market, 10);
            case "depth20" -> (name, market) -> new PartialDepthStream(name, market, 20);
            case "trade" -> (name, market) -> new TradeStream(name, market, false);
            case "aggTrade" -> (name, market) -> new TradeStream(name, market, true);
            case "bookTicker" -> BookTickerStream::new;
            case "miniTicker" -> (name, market) -> new TickerStream(name, market, registry, true);
            case "ticker" -> (name, market) -> new TickerStream(name, market, registry, false);
            default -> throw unknown();
        };
    }

    private static Refusal unknown() {
        return Refusal.ofField(ErrorCode.BAD_FORMAT, "params", "Invalid request: unknown stream");
    }

    private static void head(
            final JsonGenerator json, final String event, final long timeUs, final Instrument instrument)
            throws IOException {
        json.writeStringField("e", event);
        json.writeNumberField("E", timeUs / 1000);
        json.writeStringField("s", CompactSymbols.of(instrument));
    }

    private static String price(final long ticks, final Instrument instrument) {
        return Decimals.priceText(ticks, instrument);
    }

    private static String quantity(final long lots, final Instrument instrument) {
        return Decimals.quantityText(lots, instrument);
    }

    /** Changes of the book; after a reset every level, so that a client sees a gap in the ids and starts again. */
    private static final class DepthStream extends MarketChannel {
        DepthStream(final String name, final Market market) {
            super(name, "depth", market);
        }

        @Override
        byte[] snapshot(final BookChanges now, final String reason) {
            return null;
        }

        @Override
        List<byte[]> update(final BookChanges changes) {
            if (changes.isReset() || changes.sequence() == changes.previousSequence()) {
                return List.of();
            }
            final Depth depth = changes.depth();
            return List.of(StreamJson.object(json -> {
                head(json, "depthUpdate", depth.timestampUs(), depth.instrument());
                json.writeNumberField("U", changes.previousSequence() + 1);
                json.writeNumberField("u", changes.sequence());
                side(json, "b", Side.BUY, changes);
                side(json, "a", Side.SELL, changes);
            }));
        }

        private static void side(
                final JsonGenerator json, final String name, final Side side, final BookChanges changes)
                throws IOException {
            final Instrument instrument = changes.depth().instrument();
            json.writeArrayFieldStart(name);
            for (final LevelChange level : changes.levels()) {
                if (level.side() == side) {
                    json.writeStartArray();
                    json.writeString(price(level.price(), instrument));
                    json.writeString(quantity(level.quantity(), instrument));
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
        }
    }

    /** The best levels of each side. */
    private static final class PartialDepthStream extends MarketChannel {
        private final int levelCount;

        PartialDepthStream(final String name, final Market market, final int levelCount) {
            super(name, "depth", market);
            this.levelCount = levelCount;
        }

        @Override
        byte[] snapshot(final BookChanges now, final String reason) {
            return message(now.depth());
        }

        @Override
        List<byte[]> update(final BookChanges changes) {
            return List.of(message(changes.depth()));
        }

        private byte[] message(final Depth depth) {
            return StreamJson.object(json -> {
                json.writeNumberField("lastUpdateId", depth.sequence());
                StreamJson.levels(json, "bids", depth.bids(), levelCount, depth.instrument());
                StreamJson.levels(json, "asks", depth.asks(), levelCount, depth.instrument());
            });
        }
    }

    /** Each trade, a message each. */
    private static final class TradeStream extends MarketChannel {
        private final boolean isAggregate;

        TradeStream(final String name, final Market market, final boolean isAggregate) {
            super(name, "trades", market);
            this.isAggregate = isAggregate;
        }

        @Override
        byte[] snapshot(final BookChanges now, final String reason) {
            return null;
        }

        @Override
        List<byte[]> update(final BookChanges changes) {
            final List<byte[]> messages = new ArrayList<>(changes.trades().size());
            changes.trades().forEach(trade -> messages.add(message(trade)));
            return messages;
        }

        private byte[] message(final Trade trade) {
            return StreamJson.object(json -> {
                head(json, isAggregate ? "aggTrade" : "trade", trade.timestampUs(), instrument());
                json.writeNumberField(isAggregate ? "a" : "t", trade.tradeId());
                json.writeStringField("p", price(trade.price(), instrument()));
                json.writeStringField("q", quantity(trade.quantity(), instrument()));
                if (isAggregate) {
                    json.writeNumberField("f", trade.tradeId());
                    json.writeNumberField("l", trade.tradeId());
                }
                json.writeNumberField("T", trade.timestampUs() / 1000);
                json.writeBooleanField("m", trade.takerSide() == Side.SELL);
                json.writeBooleanField("M", true);
            });
        }
    }

    /** The best price of each side. */
    private static final class BookTickerStream extends MarketChannel {
        private long[] lastBest = {};

        BookTickerStream(final String name, final Market market) {
            super(name, "bbo", market);
        }

        @Override
        byte[] snapshot(final BookChanges now, final String reason) {
            return message(now.depth());
        }

        @Override
        List<byte[]> update(final BookChanges changes) {
            final long[] best = BboChannel.best(changes.depth());
            if (Arrays.equals(best, lastBest)) {
                return List.of();
            }
            lastBest = best;
            return List.of(message(changes.depth()));
        }

        private byte[] message(final Depth depth) {
            final long[] best = BboChannel.best(depth);
            return StreamJson.object(json -> {
                json.writeNumberField("u", depth.sequence());
                json.writeStringField("s", CompactSymbols.of(instrument()));
                json.writeStringField("b", price(best[0], instrument()));
                json.writeStringField("B", quantity(best[1], instrument()));
                json.writeStringField("a", price(best[2], instrument()));
                json.writeStringField("A", quantity(best[3], instrument()));
            });
        }
    }

    private static final class KlineStream extends CandleChannel {
        private final ChannelRegistry registry;

        KlineStream(
                final String name, final Market market, final CandleInterval interval, final ChannelRegistry registry) {
            super(name, market, interval, registry);
            this.registry = registry;
        }

        @Override
        byte[] message(final String type, final Candle candle, final boolean isClosed, final String reason) {
            final Instrument instrument = instrument();
            return StreamJson.object(json -> {
                head(json, "kline", registry.nowMs() * 1000, instrument);
                json.writeObjectFieldStart("k");
                json.writeNumberField("t", interval().openMs(candle.ordinal()));
                json.writeNumberField("T", interval().closeMs(candle.ordinal()));
                json.writeStringField("s", CompactSymbols.of(instrument));
                json.writeStringField("i", interval().label());
                json.writeNumberField("f", candle.firstTradeId());
                json.writeNumberField("L", candle.firstTradeId() + candle.tradeCount() - 1);
                json.writeStringField("o", price(candle.prices().open(), instrument));
                json.writeStringField("c", price(candle.prices().close(), instrument));
                json.writeStringField("h", price(candle.prices().high(), instrument));
                json.writeStringField("l", price(candle.prices().low(), instrument));
                json.writeStringField("v", quantity(candle.volumes().base(), instrument));
                json.writeNumberField("n", candle.tradeCount());
                json.writeBooleanField("x", isClosed);
                json.writeStringField("q", Decimals.amountText(candle.volumes().quote(), instrument.quote()));
                json.writeStringField("V", quantity(candle.volumes().takerBuyBase(), instrument));
                json.writeStringField("Q", Decimals.amountText(candle.volumes().takerBuyQuote(), instrument.quote()));
                json.writeStringField("B", "0");
                json.writeEndObject();
            });
        }
    }

    private static final class TickerStream extends DayTickerChannel {
        private final ChannelRegistry registry;
        private final boolean isMini;

        TickerStream(final String name, final Market market, final ChannelRegistry registry, final boolean isMini) {
            super(name, market, registry);
            this.registry = registry;
            this.isMini = isMini;
        }

        @Override
        byte[] message(final String type, final Ticker ticker, final BookChanges now, final String reason) {
            final Instrument instrument = instrument();
            final Candle.Prices prices = ticker.prices() == null ? new Candle.Prices(0, 0, 0, 0) : ticker.prices();
            return StreamJson.object(json -> {
                head(json, isMini ? "24hrMiniTicker" : "24hrTicker", registry.nowMs() * 1000, instrument);
                json.writeStringField("c", price(prices.close(), instrument));
                json.writeStringField("o", price(prices.open(), instrument));
                json.writeStringField("h", price(prices.high(), instrument));
                json.writeStringField("l", price(prices.low(), instrument));
                json.writeStringField("v", quantity(ticker.volumes().base(), instrument));
                json.writeStringField("q", Decimals.amountText(ticker.volumes().quote(), instrument.quote()));
                if (!isMini) {
                    more(json, ticker, prices, BboChannel.best(now.depth()));
                }
            });
        }

        private void more(final JsonGenerator json, final Ticker ticker, final Candle.Prices prices, final long[] best)
                throws IOException {
            final Instrument instrument = instrument();
            final long change = prices.close() - prices.open();
            final String average = Decimals.averageText(
                    ticker.volumes().quote(), ticker.volumes().base(), instrument);
            json.writeStringField("p", price(change, instrument));
            json.writeStringField("P", percent(change, prices.open()));
            json.writeStringField("w", average.isEmpty() ? price(0, instrument) : average);
            json.writeStringField("x", price(prices.open(), instrument));
            json.writeStringField("Q", quantity(0, instrument));
            json.writeStringField("b", price(best[0], instrument));
            json.writeStringField("B", quantity(best[1], instrument));
            json.writeStringField("a", price(best[2], instrument));
            json.writeStringField("A", quantity(best[3], instrument));
            json.writeNumberField("O", ticker.openMs());
            json.writeNumberField("C", ticker.closeMs());
            json.writeNumberField("F", ticker.firstTradeId());
            json.writeNumberField("L", ticker.firstTradeId() + Math.max(0, ticker.tradeCount() - 1));
            json.writeNumberField("n", ticker.tradeCount());
        }

        private static String percent(final long change, final long open) {
            return open == 0
                    ? "0.000"
                    : BigDecimal.valueOf(change)
                            .movePointRight(2)
                            .divide(BigDecimal.valueOf(open), PERCENT_DECIMALS, RoundingMode.HALF_EVEN)
                            .toPlainString();
        }
    }
}
