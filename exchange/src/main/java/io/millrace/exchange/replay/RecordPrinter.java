package io.millrace.exchange.replay;

import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.ToolException;
import io.millrace.exchange.tool.Wire;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Messages on standard output, one a line: JSON, or CSV with the place in columns and the message's fields as JSON in the last. */
final class RecordPrinter {
    private final PrintWriter out;
    private final boolean csv;
    private final RecordFilter filter;
    private final Wire wire = new Wire();
    private boolean hasHead;

    RecordPrinter(final PrintWriter out, final String format, final RecordFilter filter) {
        if (!format.equals("json") && !format.equals("csv")) {
            throw ToolException.usage("--format is json or csv, not " + format);
        }
        this.out = out;
        csv = format.equals("csv");
        this.filter = filter;
    }

    /** Prints a message if the filter wants it. */
    void print(
            final String stream,
            final int part,
            final long place,
            final long timestampMs,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final Map<String, Object> message = wire.decode(buffer, offset, length);
        if (!filter.matches(message)) {
            return;
        }
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put("stream", stream);
        line.put("part", part);
        line.put("offset", place);
        line.put("time", Instant.ofEpochMilli(timestampMs).toString());
        line.put(Wire.TYPE, message.remove(Wire.TYPE));
        if (csv) {
            printCsv(line, message);
        } else {
            line.putAll(message);
            out.println(Json.line(line));
        }
    }

    private void printCsv(final Map<String, Object> line, final Map<String, Object> message) {
        if (!hasHead) {
            out.println(String.join(",", line.keySet()) + ",fields");
            hasHead = true;
        }
        final StringBuilder text = new StringBuilder();
        line.values().forEach(value -> text.append(value).append(','));
        out.println(text.append('"')
                .append(Json.line(message).replace("\"", "\"\""))
                .append('"'));
    }
}
