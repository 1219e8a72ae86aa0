package io.millrace.ubscore.account;

/** The answer to a command, in one word. Codes are those of the wire. */
public enum Outcome {
    ACCEPTED(1),
    REJECTED(2);

    private static final Outcome[] BY_CODE = new Outcome[3];

    static {
        for (final Outcome value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    Outcome(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static Outcome of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
