package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.BookChanges;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.gateway.trading.LevelChange;
import io.millrace.gateway.trading.Side;
import java.io.IOException;
import java.util.List;

/** {@code depth.{symbol}}: the whole book once, then every change of it, with a checksum of the result. */
final class DepthChannel extends MarketChannel {
    DepthChannel(final String name, final Market market) {
        super(name, "depth", market);
    }

    @Override
    byte[] snapshot(final BookChanges now, final String reason) {
        final Depth depth = now.depth();
        return StreamJson.object(json -> {
            head(json, "snapshot", depth);
            StreamJson.levels(json, "bids", depth.bids(), Integer.MAX_VALUE, depth.instrument());
            StreamJson.levels(json, "asks", depth.asks(), Integer.MAX_VALUE, depth.instrument());
            json.writeNumberField("checksum", DepthChecksum.of(depth));
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
        });
    }

    @Override
    List<byte[]> update(final BookChanges changes) {
        if (changes.isReset()) {
            return List.of(snapshot(changes, "reset"));
        }
        if (changes.sequence() == changes.previousSequence()) {
            return List.of();
        }
        return List.of(StreamJson.object(json -> {
            head(json, "update", changes.depth());
            json.writeStringField("prevSeq", Long.toString(changes.previousSequence()));
            side(json, "bids", Side.BUY, changes);
            side(json, "asks", Side.SELL, changes);
            json.writeNumberField("checksum", DepthChecksum.of(changes.depth()));
        }));
    }

    private void head(final JsonGenerator json, final String type, final Depth depth) throws IOException {
        json.writeStringField("channel", name);
        json.writeStringField("type", type);
        json.writeStringField("symbol", depth.instrument().symbol());
        json.writeStringField("seq", Long.toString(depth.sequence()));
        json.writeNumberField("ts", depth.timestampUs() / 1000);
    }

    private static void side(final JsonGenerator json, final String name, final Side side, final BookChanges changes)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (final LevelChange level : changes.levels()) {
            if (level.side() == side) {
                StreamJson.level(
                        json, level.price(), level.quantity(), changes.depth().instrument());
            }
        }
        json.writeEndArray();
    }
}
