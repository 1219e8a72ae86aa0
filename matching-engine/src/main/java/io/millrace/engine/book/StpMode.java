package io.millrace.engine.book;

/** Self-trade prevention: what happens, instead of a trade, when an order meets one of its own user; the aggressor's
 * mode decides. */
public enum StpMode {
    NONE(0),
    CANCEL_AGGRESSOR(1),
    CANCEL_RESTING(2),
    CANCEL_BOTH(3),
    /** Both lose the smaller remainder; the one that has nothing left is cancelled. */
    DECREMENT(4);

    private static final StpMode[] BY_CODE = byCode();

    private final int code;

    StpMode(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static StpMode of(final int code) {
        final StpMode value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=StpMode code=" + code);
        }
        return value;
    }

    private static StpMode[] byCode() {
        final StpMode[] table = new StpMode[4 + 1];
        for (final StpMode value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
