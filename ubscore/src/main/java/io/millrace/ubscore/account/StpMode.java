package io.millrace.ubscore.account;

/** Self-trade prevention: what happens when two orders of one user would trade. Codes are those of the wire. */
public enum StpMode {
    NONE(0),
    CANCEL_AGGRESSOR(1),
    CANCEL_RESTING(2),
    CANCEL_BOTH(3),
    DECREMENT(4);

    private static final StpMode[] BY_CODE = new StpMode[5];

    static {
        for (final StpMode value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    StpMode(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static StpMode of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
