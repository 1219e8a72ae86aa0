package io.millrace.engine.book;

/** What an instrument admits. */
public enum InstrumentState {
    OPEN(1),
    /** Post-only orders and cancels. */
    POST_ONLY(2),
    /** Cancels. */
    CANCEL_ONLY(3),
    /** Cancels. */
    HALTED(4),
    /** Orders gather, nothing trades until the uncross. */
    AUCTION(5);

    private static final InstrumentState[] BY_CODE = byCode();

    private final int code;

    InstrumentState(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static InstrumentState of(final int code) {
        final InstrumentState value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=InstrumentState code=" + code);
        }
        return value;
    }

    private static InstrumentState[] byCode() {
        final InstrumentState[] table = new InstrumentState[5 + 1];
        for (final InstrumentState value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
