package io.millrace.ubscore.account;

/** What an order does with its prices. Codes are those of the wire. */
public enum OrderType {
    LIMIT(1),
    MARKET(2),
    STOP(3),
    STOP_LIMIT(4),
    TRAILING_STOP(5);

    private static final OrderType[] BY_CODE = new OrderType[6];

    static {
        for (final OrderType value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    OrderType(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static OrderType of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
