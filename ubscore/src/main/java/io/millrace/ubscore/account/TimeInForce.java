package io.millrace.ubscore.account;

/** How long an order waits. Codes are those of the wire. */
public enum TimeInForce {
    GTC(1),
    IOC(2),
    FOK(3),
    GTD(4),
    DAY(5);

    private static final TimeInForce[] BY_CODE = new TimeInForce[6];

    static {
        for (final TimeInForce value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    TimeInForce(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static TimeInForce of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
