package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The factory that all JSON of the gateway comes from, and the one way to write an object. */
final class Json {
    /** Deepest body is a batch: object, array, object; one more so that the error is about the field, not the depth. */
    private static final int NESTING_DEPTH_MAX = 8;
    /** Longest number worth reading; decimals are refused long before. */
    private static final int NUMBER_LENGTH_MAX = 100;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(NESTING_DEPTH_MAX)
                    .maxNumberLength(NUMBER_LENGTH_MAX)
                    .build())
            .build();

    private Json() {}

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

    static byte[] value(final Body body) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(512)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                body.write(json);
            }
            return bytes.toByteArray();
        } catch (final IOException e) {
            throw new UncheckedIOException("json was not written", e);
        }
    }
}
