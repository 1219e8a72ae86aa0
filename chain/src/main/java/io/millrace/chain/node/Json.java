package io.millrace.chain.node;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a node's answers and believes nothing: what is not there, or not of the form that it must have, is a {@link NodeFault}. */
final class Json {
    private static final Pattern QUANTITY = Pattern.compile("0x(0|[1-9a-f][0-9a-f]{0,63})");
    private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
    private static final Pattern DATA = Pattern.compile("0x([0-9a-f]{2})*");

    private final Map<?, ?> object;
    private final String what;

    /** An object, {@code what} it is called in messages. */
    Json(final Object value, final String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw bad(what, "object", value);
        }
        object = map;
        this.what = what;
    }

    private static NodeFault bad(final String what, final String wanted, final Object found) {
        final String shown = String.valueOf(found);
        return new NodeFault(
                "answer makes no sense what=" + what + " wanted=" + wanted + " found="
                        + shown.substring(0, Math.min(80, shown.length())),
                null);
    }

    private String text(final String key, final Pattern form, final String wanted) {
        return text(object.get(key), form, what + "." + key, wanted);
    }

    private static String text(final Object value, final Pattern form, final String what, final String wanted) {
        if (!(value instanceof String text)) {
            throw bad(what, wanted, value);
        }
        final String lower = text.toLowerCase(Locale.ROOT);
        if (!form.matcher(lower).matches()) {
            throw bad(what, wanted, value);
        }
        return lower;
    }

    String hash(final String key) {
        return text(key, HASH, "hash");
    }

    String address(final String key) {
        return text(key, ADDRESS, "address");
    }

    String data(final String key) {
        return text(key, DATA, "data");
    }

    /** A number that fits 63 bits. */
    long number(final String key) {
        return number(object.get(key), what + "." + key);
    }

    static long number(final Object value, final String what) {
        final BigInteger number = quantity(value, what);
        if (number.bitLength() > 63) {
            throw bad(what, "number below 2^63", value);
        }
        return number.longValueExact();
    }

    static BigInteger quantity(final Object value, final String what) {
        return new BigInteger(text(value, QUANTITY, what, "quantity").substring(2), 16);
    }

    static String hash(final Object value, final String what) {
        return text(value, HASH, what, "hash");
    }

    static String data(final Object value, final String what) {
        return text(value, DATA, what, "data");
    }

    List<?> list(final String key) {
        return list(object.get(key), what + "." + key);
    }

    static List<?> list(final Object value, final String what) {
        if (!(value instanceof List<?> list)) {
            throw bad(what, "list", value);
        }
        return list;
    }

    /** Fails unless a condition holds. */
    void require(final boolean condition, final String wanted) {
        if (!condition) {
            throw bad(what, wanted, object);
        }
    }
}
