package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.millrace.gateway.trading.Decimals;
import io.millrace.gateway.trading.Instrument;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How messages are written and read. Holds no state. */
final class StreamJson {
    /** A control message is an object, its parameters, an array; one more so that the error is about the field. */
    private static final int NESTING_DEPTH_MAX = 4;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_DEPTH_MAX)
                    .maxNumberLength(100)
                    .build())
            .build();

    private StreamJson() {}

    /** Writes the members of an object. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] object(final Body body) {
        return value(json -> {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        });
    }

    /** One value of any kind. */
    static byte[] value(final Body body) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                body.write(json);
            }
            return bytes.toByteArray();
        } catch (final IOException e) {
            throw new UncheckedIOException("json was not written", e);
        }
    }

    /** A level's quantity; "0" where it is gone. */
    static String quantityText(final long lots, final Instrument instrument) {
        return lots == 0 ? "0" : Decimals.quantityText(lots, instrument);
    }

    /** Ticks and lots in pairs as an array of pairs of strings, {@code levelsMax} at most. */
    static void levels(
            final JsonGenerator json,
            final String name,
            final long[] pairs,
            final int levelsMax,
            final Instrument instrument)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (int i = 0; i < pairs.length && i < 2L * levelsMax; i += 2) {
            level(json, pairs[i], pairs[i + 1], instrument);
        }
        json.writeEndArray();
    }

    static void level(final JsonGenerator json, final long price, final long quantity, final Instrument instrument)
            throws IOException {
        json.writeStartArray();
        json.writeString(Decimals.priceText(price, instrument));
        json.writeString(quantityText(quantity, instrument));
        json.writeEndArray();
    }
}
