package io.millrace.engine.book;

/** What makes an order trade. */
public enum OrderType {
    LIMIT(1),
    MARKET(2),
    /** A market order that waits for a trade at or beyond its trigger. */
    STOP(3),
    /** A limit order that waits for a trade at or beyond its trigger. */
    STOP_LIMIT(4),
    /** A stop whose trigger follows the last price at a fixed distance. */
    TRAILING_STOP(5);

    private static final OrderType[] BY_CODE = byCode();

    private final int code;

    OrderType(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static OrderType of(final int code) {
        final OrderType value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=OrderType code=" + code);
        }
        return value;
    }

    private static OrderType[] byCode() {
        final OrderType[] table = new OrderType[5 + 1];
        for (final OrderType value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
