package io.millrace.engine.book;

/** Which way an order trades. */
public enum Side {
    BUY(1),
    SELL(2);

    private static final Side[] BY_CODE = byCode();

    private final int code;

    Side(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static Side of(final int code) {
        final Side value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=Side code=" + code);
        }
        return value;
    }

    private static Side[] byCode() {
        final Side[] table = new Side[2 + 1];
        for (final Side value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
