package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.FeedPort;
import io.millrace.gateway.trading.Instrument;
import io.millrace.gateway.trading.Trade;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code trades.{symbol}}: the last trades once, then each. Trade ids are contiguous; {@code prevTradeId} says from where. */
final class TradesChannel extends MarketChannel {
    /** Trades of a snapshot. */
    private static final int SNAPSHOT_COUNT = 50;

    private final FeedPort feed;

    TradesChannel(final String name, final Market market, final FeedPort feed) {
        super(name, "trades", market);
        this.feed = feed;
    }

    @Override
    byte[] snapshot(final BookChanges now, final String reason) {
        final List<Trade> recent = new ArrayList<>(feed.trades(instrument()).stream()
                .filter(trade -> trade.tradeId() <= now.lastTradeId())
                .limit(SNAPSHOT_COUNT)
                .toList());
        Collections.reverse(recent);
        return message("snapshot", recent, now, reason);
    }

    @Override
    List<byte[]> update(final BookChanges changes) {
        if (changes.isReset()) {
            return List.of(snapshot(changes, "reset"));
        }
        return changes.trades().isEmpty() ? List.of() : List.of(message("update", changes.trades(), changes, null));
    }

    private byte[] message(
            final String type, final List<Trade> trades, final BookChanges changes, final String reason) {
        return StreamJson.object(json -> {
            json.writeStringField("channel", name);
            json.writeStringField("type", type);
            json.writeStringField("symbol", instrument().symbol());
            json.writeStringField("seq", Long.toString(changes.sequence()));
            json.writeNumberField("ts", changes.depth().timestampUs() / 1000);
            if (!trades.isEmpty()) {
                json.writeStringField("prevTradeId", Long.toString(trades.get(0).tradeId() - 1));
            }
            json.writeArrayFieldStart("trades");
            for (final Trade trade : trades) {
                trade(json, trade, instrument());
            }
            json.writeEndArray();
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }

    private static void trade(final JsonGenerator json, final Trade trade, final Instrument instrument)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("tradeId", Long.toString(trade.tradeId()));
        json.writeStringField("price", Decimals.priceText(trade.price(), instrument));
        json.writeStringField("quantity", Decimals.quantityText(trade.quantity(), instrument));
        json.writeStringField("quoteQuantity", Decimals.amountText(trade.notional(), instrument.quote()));
        json.writeStringField("takerSide", trade.takerSide().name());
        json.writeNumberField("ts", trade.timestampUs() / 1000);
        json.writeEndObject();
    }
}
