package io.millrace.ubscore.account;

/** Which way a transfer moves money across the edge of the exchange. Codes are those of the wire. */
public enum TransferKind {
    IN(1),
    OUT(2);

    private static final TransferKind[] BY_CODE = new TransferKind[3];

    static {
        for (final TransferKind value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    TransferKind(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static TransferKind of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }
}
