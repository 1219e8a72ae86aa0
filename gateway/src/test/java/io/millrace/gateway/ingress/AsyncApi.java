package io.millrace.gateway.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description of the streams that the gateway serves, and whether a message is what it describes. */
final class AsyncApi {
    private final JsonNode root;

    AsyncApi(final String yaml) {
        root = new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /** Names of all messages that are described. */
    List<String> messages() {
        final List<String> names = new ArrayList<>();
        root.at("/components/messages").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Payloads of a message's examples. */
    List<JsonNode> examples(final String message) {
        final List<JsonNode> examples = new ArrayList<>();
        root.at("/components/messages/" + message + "/examples")
                .forEach(example -> examples.add(example.path("payload")));
        return examples;
    }

    /** What of a value does not fit a message's description; empty: all does. */
    List<String> misfits(final String message, final JsonNode value) {
        final List<String> misfits = new ArrayList<>();
        final JsonNode schema = root.at("/components/messages/" + message + "/payload");
        if (schema.isMissingNode()) {
            misfits.add("message " + message + " is not described: " + value);
        } else {
            check(message, value, schema, misfits);
        }
        return misfits;
    }

    private void check(final String at, final JsonNode value, final JsonNode reference, final List<String> misfits) {
        final JsonNode pointer = reference.get("$ref");
        final JsonNode schema =
                pointer == null ? reference : root.at(pointer.asText().substring(1));
        expect(isOfType(value, schema.path("type")), at + " has another type: " + value, misfits);
        if (schema.has("enum")) {
            boolean isOne = false;
            for (final JsonNode choice : schema.path("enum")) {
                isOne |= choice.equals(value);
            }
            expect(isOne, at + " is none of the choices: " + value, misfits);
        }
        if (schema.has("pattern")) {
            expect(
                    value.asText().matches(schema.path("pattern").asText()),
                    at + " has another form: " + value,
                    misfits);
        }
        if (schema.has("items")) {
            value.forEach(item -> check(at + "[]", item, schema.path("items"), misfits));
        }
        for (final JsonNode name : schema.path("required")) {
            expect(value.has(name.asText()), at + "/" + name.asText() + " is missing", misfits);
        }
        if (schema.has("properties")) {
            for (final Map.Entry<String, JsonNode> member : value.properties()) {
                final JsonNode described = schema.path("properties").path(member.getKey());
                if (described.isMissingNode()) {
                    misfits.add(at + "/" + member.getKey() + " is not described");
                } else {
                    check(at + "/" + member.getKey(), member.getValue(), described, misfits);
                }
            }
        }
    }

    private static boolean isOfType(final JsonNode value, final JsonNode type) {
        if (type.isArray()) {
            for (final JsonNode choice : type) {
                if (isOfType(value, choice)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.getNodeType() == JsonNodeType.NULL;
            default -> false;
        };
    }

    private static void expect(final boolean isMet, final String otherwise, final List<String> misfits) {
        if (!isMet) {
            misfits.add(otherwise);
        }
    }
}
