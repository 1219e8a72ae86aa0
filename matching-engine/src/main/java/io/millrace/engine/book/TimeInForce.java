package io.millrace.engine.book;

/** How long an order stays. */
public enum TimeInForce {
    /** Until cancelled. */
    GTC(1),
    /** Trades what it can at once; the rest is cancelled. */
    IOC(2),
    /** Trades whole at once or is refused. */
    FOK(3),
    /** Until its expiry. */
    GTD(4),
    /** Until the end of the UTC day it came in. */
    DAY(5);

    private static final TimeInForce[] BY_CODE = byCode();

    private final int code;

    TimeInForce(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static TimeInForce of(final int code) {
        final TimeInForce value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=TimeInForce code=" + code);
        }
        return value;
    }

    private static TimeInForce[] byCode() {
        final TimeInForce[] table = new TimeInForce[5 + 1];
        for (final TimeInForce value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
