package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A caller who signs as for Binance: {@code X-MBX-APIKEY}, and {@code signature} as the last parameter over the query and the
 * form body as they are sent. Without a signature a key says nothing: what is public is answered, all else refused. With
 * authentication off the key is a user's id, and believed. Any thread may ask.
 */
final class V3Callers implements CallerResolver {
    private static final String KEY_HEADER = "X-MBX-APIKEY";
    private static final String SIGNATURE = "signature=";

    private final CallerResolver usual;
    private final KeyCallers keys;
    private final LongSupplier clockMs;

    /** {@code keys} null: authentication is off. */
    V3Callers(final CallerResolver usual, final KeyCallers keys, final LongSupplier clockMs) {
        this.usual = usual;
        this.keys = keys;
        this.clockMs = clockMs;
    }

    @Override
    public Caller resolve(final RequestHead head, final byte[] body) {
        final String id = head.header(KEY_HEADER);
        if (keys == null) {
            return usual.resolve(id == null ? head : named(head, id), body);
        }
        final Signed signed = signed(head, body);
        if (id == null || signed.signature == null) {
            return Caller.anonymous(head.address().getHostAddress());
        }
        final long nowMs = clockMs.getAsLong();
        final ApiKey key = keys.admitted(head, id, nowMs);
        final String window = parameter(signed.text, "recvWindow");
        KeyCallers.requireFresh(
                Values.unsigned("timestamp", required(signed.text, "timestamp")),
                KeyCallers.recvWindow(window == null ? null : wholeMs(window)),
                nowMs);
        if (!key.verifier().verify(signed.text.getBytes(StandardCharsets.UTF_8), signed.signature)) {
            throw Refusal.of(ErrorCode.BAD_SIGNATURE, "the signature is not that of the parameters");
        }
        return new Caller(id, key.userId(), KeyCallers.scopes(key.scopes()));
    }

    /** The parameters that are signed, as they were sent, and the signature; null if there is none. */
    private record Signed(String text, String signature) {}

    private static RequestHead named(final RequestHead head, final String id) {
        return new RequestHead(
                head.method(),
                head.target(),
                name -> HeaderCallers.HEADER.equals(name) ? id : head.header(name),
                head.address());
    }

    private static Signed signed(final RequestHead head, final byte[] body) {
        final int question = head.target().indexOf('?');
        final List<String> unsigned = new ArrayList<>();
        String signature = null;
        final String query = question < 0 ? "" : head.target().substring(question + 1);
        final String form = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        final StringBuilder text = new StringBuilder();
        for (final String part : List.of(query, form)) {
            unsigned.clear();
            for (final String pair : part.split("&")) {
                if (pair.startsWith(SIGNATURE)) {
                    signature = URLDecoder.decode(pair.substring(SIGNATURE.length()), StandardCharsets.UTF_8);
                } else if (!pair.isEmpty()) {
                    unsigned.add(pair);
                }
            }
            text.append(String.join("&", unsigned));
        }
        return new Signed(text.toString(), signature);
    }

    private static String required(final String text, final String name) {
        final String value = parameter(text, name);
        if (value == null) {
            throw Refusal.ofField(ErrorCode.MISSING_FIELD, name, "Mandatory parameter '" + name + "' was not sent.");
        }
        return value;
    }

    private static String parameter(final String text, final String name) {
        final int start = ("&" + text).indexOf("&" + name + "=");
        if (start < 0) {
            return null;
        }
        final int from = start + name.length() + 1;
        final int to = text.indexOf('&', from);
        return text.substring(from, to < 0 ? text.length() : to);
    }

    /** Binance allows a fraction of a millisecond. */
    private static String wholeMs(final String text) {
        final int point = text.indexOf('.');
        return point < 0 ? text : text.substring(0, point);
    }
}
