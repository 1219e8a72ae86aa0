package io.millrace.exchange.inspect;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.exchange.source.Store;
import io.millrace.exchange.tool.Json;
import io.millrace.exchange.tool.Place;
import io.millrace.exchange.tool.ToolCommand;
import io.millrace.exchange.tool.ToolExit;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.settlement.recovery.Migration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace schema}. */
@Command(
        name = "schema",
        description = "Says which wire format and tables this build has, and whether the store has the same tables.",
        footer = {"", "Ends with 1 if the store's tables were made by other files than this build's."},
        mixinStandardHelpOptions = true)
public final class SchemaCommand extends ToolCommand {
    @Option(names = "--print", paramLabel = "sbe|cql", description = "Print the schema itself in place of comparing.")
    private String print;

    @Override
    protected int run(final Place place) {
        if (print != null) {
            out().print(print.equals("sbe") ? resource("/sbe/millrace.xml") : tables());
            return ToolExit.EQUAL;
        }
        final Map<Integer, String> applied = new HashMap<>();
        try (Store store = place.store()) {
            for (final Row row : store.session().execute("SELECT number, checksum FROM schema_migrations")) {
                applied.put(row.getInt(0), row.getString(1));
            }
        }
        print(
                "sbe",
                "schema-id=" + MessageHeaderDecoder.SCHEMA_ID + " version=" + MessageHeaderDecoder.SCHEMA_VERSION,
                "");
        boolean equal = true;
        for (final Migration migration : Migration.all()) {
            final String found = applied.remove(migration.number());
            final boolean same = migration.checksum().equals(found);
            equal &= same;
            print(
                    "cql",
                    migration.name(),
                    same ? "applied" : found == null ? "NOT APPLIED" : "APPLIED FROM OTHER BYTES");
        }
        for (final int number : applied.keySet()) {
            equal = false;
            print("cql", "number=" + number, "APPLIED BY A NEWER BUILD");
        }
        return equal ? ToolExit.EQUAL : ToolExit.MISMATCH;
    }

    private void print(final String kind, final String name, final String state) {
        if (json()) {
            final Map<String, Object> line = new LinkedHashMap<>();
            line.put("kind", kind);
            line.put("name", name);
            line.put("state", state);
            out().println(Json.line(line));
        } else {
            out().printf("%-4s %-32s %s%n", kind, name, state);
        }
    }

    private static String tables() {
        final StringBuilder text = new StringBuilder();
        Migration.all().forEach(migration -> text.append(resource("/cql/" + migration.name())));
        return text.toString();
    }

    private static String resource(final String name) {
        try (InputStream in = SchemaCommand.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
