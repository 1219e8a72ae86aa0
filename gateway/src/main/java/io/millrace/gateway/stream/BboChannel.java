package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** {@code bbo.{symbol}}: the best price of each side, whenever one of them or its quantity changes. */
final class BboChannel extends MarketChannel {
    private long[] lastBest = {};

    BboChannel(final String name, final Market market) {
        super(name, "bbo", market);
    }

    @Override
    byte[] snapshot(final BookChanges now, final String reason) {
        return message("snapshot", now.depth(), reason);
    }

    @Override
    List<byte[]> update(final BookChanges changes) {
        final long[] best = best(changes.depth());
        if (Arrays.equals(best, lastBest)) {
            return List.of();
        }
        lastBest = best;
        return List.of(message("update", changes.depth(), null));
    }

    /** Best bid and best ask with their quantities; zeros for a side without a level. */
    static long[] best(final Depth depth) {
        final long[] best = new long[4];
        System.arraycopy(depth.bids(), 0, best, 0, Math.min(2, depth.bids().length));
        System.arraycopy(depth.asks(), 0, best, 2, Math.min(2, depth.asks().length));
        return best;
    }

    private byte[] message(final String type, final Depth depth, final String reason) {
        return StreamJson.object(json -> {
            json.writeStringField("channel", name);
            json.writeStringField("type", type);
            json.writeStringField("symbol", depth.instrument().symbol());
            json.writeStringField("seq", Long.toString(depth.sequence()));
            json.writeNumberField("ts", depth.timestampUs() / 1000);
            best(json, "bid", depth.bids(), depth);
            best(json, "ask", depth.asks(), depth);
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }

    private static void best(final JsonGenerator json, final String side, final long[] pairs, final Depth depth)
            throws IOException {
        if (pairs.length > 0) {
            json.writeStringField(side + "Price", Decimals.priceText(pairs[0], depth.instrument()));
            json.writeStringField(side + "Quantity", Decimals.quantityText(pairs[1], depth.instrument()));
        }
    }
}
