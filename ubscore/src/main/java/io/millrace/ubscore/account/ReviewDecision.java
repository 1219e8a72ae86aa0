package io.millrace.ubscore.account;

/** What an operator, or the user, says about a withdrawal. Codes are those of the wire. */
public enum ReviewDecision {
    APPROVE(1),
    REJECT(2),
    /** By the user. */
    CANCEL(3);

    private static final ReviewDecision[] BY_CODE = new ReviewDecision[4];

    static {
        for (final ReviewDecision value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    ReviewDecision(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static ReviewDecision of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
