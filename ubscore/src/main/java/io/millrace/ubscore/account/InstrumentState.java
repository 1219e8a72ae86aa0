package io.millrace.ubscore.account;

/** What an instrument lets in. Codes are those of the wire. */
public enum InstrumentState {
    OPEN(1),
    POST_ONLY(2),
    CANCEL_ONLY(3),
    HALTED(4),
    /** Orders gather, nothing trades until the uncross. */
    AUCTION(5);

    private static final InstrumentState[] BY_CODE = new InstrumentState[6];

    static {
        for (final InstrumentState value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    InstrumentState(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static InstrumentState of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
