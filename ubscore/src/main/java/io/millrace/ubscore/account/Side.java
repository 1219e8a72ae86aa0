package io.millrace.ubscore.account;

/** Which way an order trades. Codes are those of the wire. */
public enum Side {
    BUY(1),
    SELL(2);

    private static final Side[] BY_CODE = new Side[3];

    static {
        for (final Side value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    Side(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static Side of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
