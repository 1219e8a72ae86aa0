package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.util.Arrays;

/** Forms of single values in bodies, paths, queries and headers; what has another form is refused by name. */
final class Values {
    static final int CLIENT_ORDER_ID_LENGTH_MAX = 36;
    static final int REQUEST_ID_LENGTH_MAX = 64;
    /** Decimal digits of a 64-bit number. */
    private static final int DIGITS_MAX = 19;

    private Values() {}

    /** A 64-bit id above zero. */
    static long id(final String name, final String text) {
        final long value = unsigned(name, text);
        if (value == 0) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " must be above 0");
        }
        return value;
    }

    /** A whole number from 0, digits only. */
    static long unsigned(final String name, final String text) {
        boolean isDigits = !text.isEmpty() && text.length() <= DIGITS_MAX;
        for (int i = 0; isDigits && i < text.length(); i++) {
            isDigits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!isDigits || text.length() == DIGITS_MAX && text.compareTo("9223372036854775807") > 0) {
            throw Refusal.ofField(ErrorCode.BAD_FORMAT, name, name + " must be a whole number of 64 bits");
        }
        return Long.parseLong(text);
    }

    static String clientOrderId(final String name, final String text) {
        return token(name, text, CLIENT_ORDER_ID_LENGTH_MAX);
    }

    static String requestId(final String name, final String text) {
        return token(name, text, REQUEST_ID_LENGTH_MAX);
    }

    static boolean isToken(final String text, final int lengthMax) {
        boolean isGood = !text.isEmpty() && text.length() <= lengthMax;
        for (int i = 0; isGood && i < text.length(); i++) {
            final char c = text.charAt(i);
            isGood = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "._:-".indexOf(c) >= 0;
        }
        return isGood;
    }

    static <E extends Enum<E>> E choice(final String name, final String text, final Class<E> type) {
        for (final E value : type.getEnumConstants()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        throw Refusal.ofField(
                ErrorCode.BAD_FORMAT, name, name + " must be one of " + Arrays.toString(type.getEnumConstants()));
    }

    private static String token(final String name, final String text, final int lengthMax) {
        if (!isToken(text, lengthMax)) {
            throw Refusal.ofField(
                    ErrorCode.BAD_FORMAT, name, name + " must match [A-Za-z0-9._:-]{1," + lengthMax + "}");
        }
        return text;
    }
}
