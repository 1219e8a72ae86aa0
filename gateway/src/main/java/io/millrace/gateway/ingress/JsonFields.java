package io.millrace.gateway.ingress;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The members of one flat JSON object of a request, read strictly: what is not known, doubled, missing or of the wrong
 * type is refused by name. Numbers are kept as their digits. Not thread-safe.
 */
final class JsonFields {
    /** Strings of one array: more than any field has a use for. */
    private static final int LIST_COUNT_MAX = 32;
    /** So many digits fit 32 bits. */
    private static final int INT_DIGITS_MAX = 9;

    private final Map<String, JsonToken> tokens = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    private final Map<String, List<String>> lists = new HashMap<>();

    private JsonFields() {}

    /** Reads a body that is one flat object. */
    static JsonFields parse(final byte[] body, final Set<String> known) {
        return parsing(body, parser -> {
            requireToken(parser.nextToken(), JsonToken.START_OBJECT, "the body must be a JSON object");
            return objectOf(parser, known);
        });
    }

    /** Reads a body that is an object with one array of flat objects in it. */
    static List<JsonFields> parseList(final byte[] body, final String name, final Set<String> known) {
        return parsing(body, parser -> {
            requireToken(parser.nextToken(), JsonToken.START_OBJECT, "the body must be a JSON object");
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                throw missing(name);
            }
            if (!name.equals(parser.currentName())) {
                throw unknown(parser.currentName());
            }
            requireToken(parser.nextToken(), JsonToken.START_ARRAY, name + " must be an array");
            final List<JsonFields> objects = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                requireToken(parser.currentToken(), JsonToken.START_OBJECT, name + " must hold objects");
                objects.add(objectOf(parser, known));
            }
            if (parser.nextToken() != JsonToken.END_OBJECT) {
                throw unknown(parser.currentName());
            }
            return objects;
        });
    }

    boolean has(final String name) {
        return tokens.containsKey(name);
    }

    /** A string. */
    String text(final String name) {
        final JsonToken token = tokens.get(name);
        if (token == null) {
            throw missing(name);
        }
        if (token != JsonToken.VALUE_STRING) {
            throw wrong(name, "a string");
        }
        return texts.get(name);
    }

    String textOr(final String name, final String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    /** The digits of a decimal, given as a string or as a number. */
    String decimal(final String name) {
        final JsonToken token = tokens.get(name);
        if (token == null) {
            throw missing(name);
        }
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            throw wrong(name, "a decimal string");
        }
        return texts.get(name);
    }

    /** An array of strings; empty if it is not given. */
    List<String> textsOrNone(final String name) {
        final JsonToken token = tokens.get(name);
        if (token == null) {
            return List.of();
        }
        if (token != JsonToken.START_ARRAY) {
            throw wrong(name, "an array of strings");
        }
        return lists.get(name);
    }

    /** A whole number of 32 bits, signed, not quoted. */
    int signed(final String name) {
        final JsonToken token = tokens.get(name);
        if (token == null) {
            throw missing(name);
        }
        final String text = texts.get(name);
        final boolean isShort = text.length() - (text.startsWith("-") ? 1 : 0) <= INT_DIGITS_MAX;
        if (token != JsonToken.VALUE_NUMBER_INT || !isShort) {
            throw wrong(name, "a whole number of at most 9 digits");
        }
        return Integer.parseInt(text);
    }

    /** A whole number from 0 to 999 999 999, not quoted. */
    int count(final String name) {
        final int value = signed(name);
        if (value < 0) {
            throw wrong(name, "a whole number from 0");
        }
        return value;
    }

    /** A whole number from 0, not quoted: times and counts. */
    long integer(final String name) {
        final JsonToken token = tokens.get(name);
        if (token == null) {
            throw missing(name);
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrong(name, "a whole number");
        }
        return Values.unsigned(name, texts.get(name));
    }

    boolean flagOr(final String name, final boolean otherwise) {
        final JsonToken token = tokens.get(name);
        if (token == null) {
            return otherwise;
        }
        if (!token.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    boolean flag(final String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return flagOr(name, false);
    }

    /** A 64-bit id above zero, quoted. */
    long id(final String name) {
        return Values.id(name, text(name));
    }

    <E extends Enum<E>> E choice(final String name, final Class<E> type) {
        return Values.choice(name, text(name), type);
    }

    <E extends Enum<E>> E choiceOr(final String name, final Class<E> type, final E otherwise) {
        return has(name) ? choice(name, type) : otherwise;
    }

    private static <T> T parsing(final byte[] body, final Reading<T> reading) {
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            try {
                final T result = reading.read(parser);
                if (parser.nextToken() != null) {
                    throw malformed("something stands after the body's end");
                }
                return result;
            } catch (final JsonProcessingException e) {
                throw refusalOf(e, parser);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("body in memory was not read", e);
        }
    }

    private static Refusal refusalOf(final JsonProcessingException e, final JsonParser parser) {
        final String message = e.getOriginalMessage();
        if (message != null && message.startsWith("Duplicate ")) {
            final String name = parser.getParsingContext().getCurrentName();
            return Refusal.ofField(ErrorCode.MALFORMED_JSON, name, name + " is given twice");
        }
        final long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        final long column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
        return malformed("the body is not JSON, line=" + line + " column=" + column);
    }

    private static JsonFields objectOf(final JsonParser parser, final Set<String> known) throws IOException {
        final JsonFields fields = new JsonFields();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            final String name = parser.currentName();
            if (name == null) {
                throw malformed("the body ends too early");
            }
            final JsonToken value = parser.nextToken();
            if (!known.contains(name)) {
                throw unknown(name);
            }
            if (value == JsonToken.START_ARRAY) {
                fields.tokens.put(name, value);
                fields.lists.put(name, texts(parser, name));
                continue;
            }
            if (value == null || value.isStructStart()) {
                throw wrong(name, "a single value");
            }
            fields.tokens.put(name, value);
            fields.texts.put(name, parser.getText());
        }
        return fields;
    }

    private static List<String> texts(final JsonParser parser, final String name) throws IOException {
        final List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING || texts.size() == LIST_COUNT_MAX) {
                throw wrong(name, "an array of at most " + LIST_COUNT_MAX + " strings");
            }
            texts.add(parser.getText());
        }
        return texts;
    }

    private static void requireToken(final JsonToken token, final JsonToken expected, final String detail) {
        if (token != expected) {
            throw malformed(detail);
        }
    }

    private static Refusal malformed(final String detail) {
        return Refusal.of(ErrorCode.MALFORMED_JSON, detail);
    }

    private static Refusal unknown(final String name) {
        return Refusal.ofField(ErrorCode.UNKNOWN_FIELD, name, name + " is not a field of this request");
    }

    private static Refusal missing(final String name) {
        return Refusal.ofField(ErrorCode.MISSING_FIELD, name, name + " is missing");
    }

    private static Refusal wrong(final String name, final String expected) {
        return Refusal.ofField(ErrorCode.BAD_FORMAT, name, String.format(Locale.ROOT, "%s must be %s", name, expected));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }
}
