package io.millrace.ubscore.account;

/** One reason for every refusal and every close. Codes are those of the wire. */
public enum Reason {
    NONE(0),
    FILLED(1),
    /** Cancelled by its owner. */
    USER(2),
    IOC_REMAINDER(3),
    FOK_UNFILLABLE(4),
    /** What a market order could not trade. */
    NO_LIQUIDITY(5),
    STP(6),
    DEAD_MAN(7),
    GTD(8),
    DAY(9),
    HALT(10),
    ADMIN(11),
    MASS_CANCEL(12),
    /** A post-only order would have traded. */
    WOULD_TAKE(13),
    /** One command may make so many fills and no more; the rest was cancelled. */
    FILL_LIMIT(14),
    /** What is left of the budget buys less than a lot. */
    BUDGET_SPENT(15),
    /** Left over after the uncross. */
    AUCTION(16),
    BAD_SYMBOL(100),
    BAD_PRICE(101),
    BAD_QUANTITY(102),
    /** This combination of type, time in force and flags has no meaning. */
    BAD_TYPE(103),
    BAD_TRIGGER(104),
    BAD_EXPIRY(105),
    MIN_NOTIONAL(106),
    MIN_QUANTITY(107),
    MAX_QUANTITY(108),
    MAX_NOTIONAL(109),
    PRICE_BAND(110),
    MAX_OPEN_ORDERS(111),
    RISK_LIMIT(112),
    INSUFFICIENT_BALANCE(113),
    USER_SUSPENDED(114),
    MARKET_HALTED(115),
    CANCEL_ONLY(116),
    POST_ONLY_PERIOD(117),
    ORDER_NOT_FOUND(118),
    ORDER_ALREADY_FINAL(119),
    DUPLICATE_CLIENT_ORDER_ID(120),
    REQUEST_ID_REUSED(121),
    STALE_REQUEST(122),
    BROKER_UNAVAILABLE(123),
    BAD_ASSET(124),
    BAD_AMOUNT(125),
    /** An asset, instrument or schedule that breaks a rule, or redefines another. */
    BAD_DEFINITION(126),
    WRONG_SHARD(127),
    /** A bound of the state machine is reached: users, orders or ids. */
    CAPACITY(128),
    /** The engine was given an id that rests already: a breach upstream. */
    DUPLICATE_ORDER_ID(129),
    KILL_SWITCH(130),
    /** A collar or a band has no price to stand on. */
    NO_REFERENCE_PRICE(131),
    WITHDRAWAL_LIMIT(132),
    NO_PERMISSION(133),
    /** An earlier amend of this order has not come back from the engine yet. */
    AMEND_PENDING(134),
    /** No such withdrawal is open. */
    WITHDRAWAL_NOT_FOUND(160),
    /** An operation's source sequence is not the next one. */
    SOURCE_GAP(161),
    BAD_SOURCE(162),
    BAD_ADDRESS(163),
    /** The chain will not pay it out. */
    CHAIN_REFUSED(164);

    private static final Reason[] BY_CODE = new Reason[165];

    static {
        for (final Reason value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    Reason(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static Reason of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
