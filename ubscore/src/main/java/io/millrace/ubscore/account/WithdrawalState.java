package io.millrace.ubscore.account;

/** What the core knows of a withdrawal. Codes are those of the wire. */
public enum WithdrawalState {
    /** It is not open any more. */
    CLOSED(0),
    /** Held; an operator decides. */
    REVIEW(1),
    /** Held; the chain may pay it out. */
    HELD(2),
    /** Paid out. */
    SETTLED(3),
    /** Given back. */
    RELEASED(4),
    /** Never held. */
    REFUSED(5);

    private static final WithdrawalState[] BY_CODE = new WithdrawalState[6];

    static {
        for (final WithdrawalState value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    WithdrawalState(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static WithdrawalState of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
