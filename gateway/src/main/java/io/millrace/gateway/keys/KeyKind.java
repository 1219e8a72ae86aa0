package io.millrace.gateway.keys;

/** How a key's signatures are made. The numbers are those of the wire. */
public enum KeyKind {
    ED25519(1),
    HMAC(2),
    WALLET(3);

    private final int code;

    KeyKind(final int code) {
        this.code = code;
    }

    /** Number on the wire and in the store. */
    public int code() {
        return code;
    }

    /** Null: a kind that only newer gateways know. */
    public static KeyKind of(final int code) {
        for (final KeyKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
