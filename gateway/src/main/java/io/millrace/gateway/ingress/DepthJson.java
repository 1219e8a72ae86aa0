package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Depth;
import io.millrace.gateway.trading.Instrument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Books as JSON, and the checksum by which a client knows that its copy is right. */
final class DepthJson {
    /** Levels a side that the checksum covers. */
    static final int CHECKSUM_LEVELS = 10;

    private DepthJson() {}

    static void members(final JsonGenerator json, final Depth depth, final Request request) throws IOException {
        json.writeStringField("symbol", depth.instrument().symbol());
        json.writeStringField("seq", Long.toString(depth.sequence()));
        json.writeNumberField("ts", request.time(depth.timestampUs()));
        levels(json, "bids", depth.bids(), depth.instrument());
        levels(json, "asks", depth.asks(), depth.instrument());
        json.writeNumberField("checksum", checksum(depth));
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

    /** CRC32 over the ten best levels of each side, asks first, as the strings that are sent. */
    static long checksum(final Depth depth) {
        final StringBuilder text = new StringBuilder(512);
        side(text, depth.asks(), depth.instrument());
        text.append('#');
        side(text, depth.bids(), depth.instrument());
        return crc32(text.toString());
    }

    static long crc32(final String text) {
        final CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static void side(final StringBuilder text, final long[] pairs, final Instrument instrument) {
        for (int i = 0; i < Math.min(pairs.length, 2 * CHECKSUM_LEVELS); i += 2) {
            text.append(i == 0 ? "" : "|")
                    .append(Decimals.priceText(pairs[i], instrument))
                    .append(':')
                    .append(quantityText(pairs[i + 1], instrument));
        }
    }

    private static void level(
            final JsonGenerator json, final String side, final long[] pairs, final Instrument instrument)
            throws IOException {
        json.writeStringField(side + "Price", Decimals.priceText(pairs[0], instrument));
        json.writeStringField(side + "Quantity", quantityText(pairs[1], instrument));
    }
}
