package io.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One object: {@code bench}, {@code machine}, {@code reading}, {@code tables} (each with {@code title} and {@code rows}, a
 * row's values by column), {@code notes}.
 */
final class JsonReport implements Report {
    private final JsonGenerator json;
    private final List<String> notes = new ArrayList<>();
    private String[] columns;

    JsonReport(final PrintWriter out) {
        try {
            json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void begin(final String bench, final Machine machine, final String reading) {
        write(() -> {
            json.writeStartObject();
            json.writeStringField("bench", bench);
            json.writeObjectFieldStart("machine");
            for (final Map.Entry<String, String> fact : machine.facts().entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeStringField("reading", reading);
            json.writeArrayFieldStart("tables");
        });
    }

    @Override
    public void note(final String text) {
        notes.add(text);
    }

    @Override
    public void table(final String title, final String... columns) {
        write(() -> {
            endTable();
            this.columns = columns;
            json.writeStartObject();
            json.writeStringField("title", title);
            json.writeArrayFieldStart("rows");
        });
    }

    private void endTable() throws IOException {
        if (columns != null) {
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    @Override
    public void row(final Object... values) {
        write(() -> {
            json.writeStartObject();
            for (int i = 0; i < values.length; i++) {
                json.writeFieldName(columns[i]);
                writeValue(values[i]);
            }
            json.writeEndObject();
        });
    }

    private void writeValue(final Object value) throws IOException {
        if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString(String.valueOf(value));
        }
    }

    @Override
    public void close() {
        write(() -> {
            endTable();
            json.writeEndArray();
            json.writeArrayFieldStart("notes");
            for (final String note : notes) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw(System.lineSeparator());
            json.flush();
        });
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(final Writing writing) {
        try {
            writing.run();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
