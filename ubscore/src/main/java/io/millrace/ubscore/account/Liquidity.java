package io.millrace.ubscore.account;

/** The part an order played in a trade. Codes are those of the wire. */
public enum Liquidity {
    NONE(0),
    MAKER(1),
    TAKER(2),
    AUCTION(3);

    private static final Liquidity[] BY_CODE = new Liquidity[4];

    static {
        for (final Liquidity value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    Liquidity(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static Liquidity of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
