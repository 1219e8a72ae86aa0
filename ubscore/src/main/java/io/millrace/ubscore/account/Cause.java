package io.millrace.ubscore.account;

/** Why an account changed. Codes are those of the wire. */
public enum Cause {
    TRANSFER_IN(1),
    TRANSFER_OUT(2),
    /** Funds were held. */
    ORDER_ACCEPTED(3),
    /** A trade settled, seen from one of its orders. */
    FILL(4),
    /** What was left of a hold was released. */
    ORDER_CLOSED(5),
    /** The hold grew or shrank. */
    ORDER_AMENDED(6),
    /** Fees of a trade, seen from the fee account. */
    FEE(7),
    /** The other shard's side of a trade. */
    CLEARING(8),
    /** Money that came in on a chain. */
    DEPOSIT(20),
    WITHDRAWAL_HELD(21),
    /** What was held has left on a chain. */
    WITHDRAWAL_SETTLED(22),
    /** What was held is free again. */
    WITHDRAWAL_RELEASED(23);

    private static final Cause[] BY_CODE = new Cause[24];

    static {
        for (final Cause value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    Cause(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static Cause of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
