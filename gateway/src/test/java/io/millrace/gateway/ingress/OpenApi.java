package io.millrace.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description that the gateway serves, and whether a JSON value is what it describes. */
final class OpenApi {
    static final List<String> METHODS = List.of("get", "post", "put", "delete");
    private final JsonNode root;

    OpenApi() throws IOException {
        try (InputStream stream = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            root = new ObjectMapper()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(stream));
        }
    }

    /** One method of one path, with its parameters in full. */
    record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {
        boolean isAdmin() {
            return "admin".equals(node.path("x-port").asText());
        }

        boolean isPublic() {
            return node.path("security").isArray() && node.path("security").isEmpty();
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    List<Operation> operations() {
        final List<Operation> operations = new ArrayList<>();
        for (final Iterator<String> paths = root.get("paths").fieldNames(); paths.hasNext(); ) {
            final String path = paths.next();
            for (final String method : METHODS) {
                final JsonNode node = root.get("paths").get(path).get(method);
                if (node != null) {
                    final List<JsonNode> parameters = new ArrayList<>();
                    node.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
                    operations.add(new Operation(method, path, node, parameters));
                }
            }
        }
        return operations;
    }

    /** What does not fit the schema of the operation's answer with this status; empty: all does. */
    List<String> misfits(final Operation operation, final int status, final String contentType, final JsonNode body) {
        final JsonNode response = resolved(operation.node.path("responses").path(Integer.toString(status)));
        if (response.isMissingNode()) {
            return List.of("status " + status + " is not described");
        }
        final JsonNode schema = response.path("content").path(contentType).path("schema");
        if (schema.isMissingNode()) {
            return List.of("content type " + contentType + " is not described");
        }
        final List<String> misfits = new ArrayList<>();
        check("", body, schema, misfits);
        return misfits;
    }

    private JsonNode resolved(final JsonNode node) {
        final JsonNode reference = node.get("$ref");
        return reference == null ? node : root.at(reference.asText().substring(1));
    }

    private void check(final String at, final JsonNode value, final JsonNode reference, final List<String> misfits) {
        final JsonNode schema = resolved(reference);
        switch (schema.path("type").asText()) {
            case "object" -> checkObject(at, value, schema, misfits);
            case "array" -> {
                expect(value.isArray(), at + " is no array", misfits);
                for (int i = 0; i < value.size(); i++) {
                    check(at + "/" + i, value.get(i), schema.get("items"), misfits);
                }
            }
            case "string" -> {
                expect(value.isTextual(), at + " is no string: " + value, misfits);
                final String pattern = schema.path("pattern").asText("");
                expect(
                        pattern.isEmpty() || value.asText().matches(pattern),
                        at + " has another form: " + value,
                        misfits);
                boolean isOne = !schema.has("enum");
                for (final JsonNode choice : schema.path("enum")) {
                    isOne |= choice.asText().equals(value.asText());
                }
                expect(isOne, at + " is none of the choices: " + value, misfits);
            }
            case "integer" -> expect(value.isIntegralNumber(), at + " is no integer: " + value, misfits);
            case "boolean" -> expect(value.isBoolean(), at + " is no boolean: " + value, misfits);
            default -> misfits.add(at + " has a schema without a type: " + schema);
        }
    }

    private void checkObject(final String at, final JsonNode value, final JsonNode schema, final List<String> misfits) {
        expect(value.isObject(), at + " is no object: " + value, misfits);
        for (final JsonNode name : schema.path("required")) {
            expect(value.has(name.asText()), at + "/" + name.asText() + " is missing", misfits);
        }
        if (!schema.has("additionalProperties")) {
            return;
        }
        for (final Iterator<String> members = value.fieldNames(); members.hasNext(); ) {
            final String member = members.next();
            final JsonNode described = schema.path("properties").path(member);
            if (described.isMissingNode()) {
                misfits.add(at + "/" + member + " is not described");
            } else {
                check(at + "/" + member, value.get(member), described, misfits);
            }
        }
    }

    private static void expect(final boolean isMet, final String otherwise, final List<String> misfits) {
        if (!isMet) {
            misfits.add(otherwise);
        }
    }
}
