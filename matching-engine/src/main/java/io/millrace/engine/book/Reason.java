package io.millrace.engine.book;

/** Why a command was refused or an order closed; the same numbers as on the wire. */
public enum Reason {
    NONE(0),
    FILLED(1),
    /** Cancelled by its owner. */
    USER(2),
    IOC_REMAINDER(3),
    FOK_UNFILLABLE(4),
    /** What a market order could not trade. */
    NO_LIQUIDITY(5),
    /** Self-trade prevention. */
    STP(6),
    DEAD_MAN(7),
    GTD(8),
    DAY(9),
    HALT(10),
    ADMIN(11),
    MASS_CANCEL(12),
    /** A post-only order would have traded. */
    WOULD_TAKE(13),
    /** One command may make so many fills and no more. */
    FILL_LIMIT(14),
    /** What is left of the budget buys less than a lot. */
    BUDGET_SPENT(15),
    AUCTION(16),
    /** No such instrument here. */
    BAD_SYMBOL(100),
    BAD_PRICE(101),
    BAD_QUANTITY(102),
    /** This combination of type, time in force and flags has no meaning. */
    BAD_TYPE(103),
    BAD_TRIGGER(104),
    BAD_EXPIRY(105),
    /** The notional does not fit 64 bits. */
    MAX_NOTIONAL(109),
    MARKET_HALTED(115),
    CANCEL_ONLY(116),
    POST_ONLY_PERIOD(117),
    ORDER_NOT_FOUND(118),
    ORDER_ALREADY_FINAL(119),
    BAD_DEFINITION(126),
    /** A bound is reached. With an accepted command: not everything was done, send it again. */
    CAPACITY(128),
    /** The id belongs to an open order. */
    DUPLICATE_ORDER_ID(129),
    /** A trailing stop has no price to start from. */
    NO_REFERENCE_PRICE(131);

    private static final Reason[] BY_CODE = byCode();

    private final int code;

    Reason(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static Reason of(final int code) {
        final Reason value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=Reason code=" + code);
        }
        return value;
    }

    private static Reason[] byCode() {
        final Reason[] table = new Reason[131 + 1];
        for (final Reason value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
