package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.DepthChecksum;
import io.millrace.gateway.trading.Instrument;
import java.io.IOException;

/** Books as JSON. */
final class DepthJson {
    private DepthJson() {}

    static void members(final JsonGenerator json, final Depth depth, final Request request) throws IOException {
        json.writeStringField("symbol", depth.instrument().symbol());
        json.writeStringField("seq", Long.toString(depth.sequence()));
        json.writeNumberField("ts", request.time(depth.timestampUs()));
        levels(json, "bids", depth.bids(), depth.instrument());
        levels(json, "asks", depth.asks(), depth.instrument());
        json.writeNumberField("checksum", DepthChecksum.of(depth));
    }

    static void best(final JsonGenerator json, final Depth depth, final Request request) throws IOException {
        json.writeStringField("symbol", depth.instrument().symbol());
        json.writeStringField("seq", Long.toString(depth.sequence()));
        json.writeNumberField("ts", request.time(depth.timestampUs()));
        if (depth.bids().length > 0) {
            level(json, "bid", depth.bids(), depth.instrument());
        }
        if (depth.asks().length > 0) {
            level(json, "ask", depth.asks(), depth.instrument());
        }
    }

    static void levels(final JsonGenerator json, final String name, final long[] pairs, final Instrument instrument)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int i = 0; i < pairs.length; i += 2) {
            json.writeStartArray();
            json.writeString(Decimals.priceText(pairs[i], instrument));
            json.writeString(quantityText(pairs[i + 1], instrument));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** A level's quantity; "0" where it is gone. */
    static String quantityText(final long lots, final Instrument instrument) {
        return lots == 0 ? "0" : Decimals.quantityText(lots, instrument);
    }

    private static void level(
            final JsonGenerator json, final String side, final long[] pairs, final Instrument instrument)
            throws IOException {
        json.writeStringField(side + "Price", Decimals.priceText(pairs[0], instrument));
        json.writeStringField(side + "Quantity", quantityText(pairs[1], instrument));
    }
}
