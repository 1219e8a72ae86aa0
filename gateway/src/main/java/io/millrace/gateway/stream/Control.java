package io.millrace.gateway.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One control message of a client, read strictly.
 *
 * @param id as it was sent, quotes and all; given back in the answer
 * @param channels null if none are named
 * @param parameters the other parameters, as text
 */
record Control(String id, String method, List<String> channels, Map<String, String> parameters) {
    private static final int ID_LENGTH_MAX = 64;
    private static final int TEXT_LENGTH_MAX = 512;

    /** Reads a message whose {@code params} is an object of {@code known} members, or an array of channels. */
    static Control parse(final String text, final Set<String> known) {
        try (JsonParser json = StreamJson.FACTORY.createParser(text)) {
            try {
                return new Reader(json, known).message();
            } catch (final JsonProcessingException e) {
                throw malformed("the message is not JSON");
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("message in memory was not read", e);
        }
    }

    /** The channels; refuses if there are none or too many. */
    List<String> requiredChannels() {
        if (channels == null || channels.isEmpty()) {
            throw Refusal.ofField(ErrorCode.MISSING_FIELD, "channels", "channels is missing");
        }
        if (channels.size() > StreamSettings.CHANNELS_MAX) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, "channels", "channels must be at most " + StreamSettings.CHANNELS_MAX);
        }
        return channels;
    }

    private static Refusal malformed(final String detail) {
        return Refusal.of(ErrorCode.MALFORMED_JSON, detail);
    }

    private static final class Reader {
        private final JsonParser json;
        private final Set<String> known;
        private final Map<String, String> parameters = new HashMap<>();
        private List<String> channels;
        private String id = "null";
        private String method;

        Reader(final JsonParser json, final Set<String> known) {
            this.json = json;
            this.known = known;
        }

        Control message() throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("the message must be a JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                final String name = json.currentName();
                if (name == null) {
                    throw malformed("the message ends too early");
                }
                json.nextToken();
                switch (name) {
                    case "id" -> id = id();
                    case "method" -> method = text("method");
                    case "params" -> params();
                    default -> throw unknown(name);
                }
            }
            if (json.nextToken() != null) {
                throw malformed("something stands after the message's end");
            }
            if (method == null) {
                throw Refusal.ofField(ErrorCode.MISSING_FIELD, "method", "method is missing");
            }
            return new Control(id, method, channels, parameters);
        }

        private String id() throws IOException {
            final JsonToken token = json.currentToken();
            final String value = json.getText();
            final boolean isText = token == JsonToken.VALUE_STRING;
            if (value.length() > ID_LENGTH_MAX || !isText && token != JsonToken.VALUE_NUMBER_INT) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, "id", "id must be a whole number or a short string");
            }
            return isText ? '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"' : value;
        }

        private void params() throws IOException {
            if (json.currentToken() == JsonToken.START_ARRAY) {
                channels = channels();
                return;
            }
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, "params", "params must be an object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                final String name = json.currentName();
                if (name == null) {
                    throw malformed("the message ends too early");
                }
                json.nextToken();
                if ("channels".equals(name)) {
                    channels = channels();
                } else if (known.contains(name)) {
                    parameters.put(name, text(name));
                } else {
                    throw unknown(name);
                }
            }
        }

        private List<String> channels() throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, "channels", "channels must be an array of strings");
            }
            final List<String> names = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() != JsonToken.VALUE_STRING) {
                    throw Refusal.ofField(ErrorCode.BAD_FORMAT, "channels", "channels must be an array of strings");
                }
                names.add(json.getText());
            }
            return names;
        }

        private String text(final String name) throws IOException {
            final JsonToken token = json.currentToken();
            if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " must be a single value");
            }
            final String value = json.getText();
            if (value.length() > TEXT_LENGTH_MAX) {
                throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " is too long");
            }
            return value;
        }

        private static Refusal unknown(final String name) {
            return Refusal.ofField(ErrorCode.UNKNOWN_FIELD, name, name + " is not a field of this message");
        }
    }
}
