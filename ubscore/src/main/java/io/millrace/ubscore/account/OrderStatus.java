package io.millrace.ubscore.account;

/** Where an order is in its life. Codes are those of the wire. */
public enum OrderStatus {
    NONE(0),
    /** Held and durable; the engine has not spoken yet. */
    PENDING_NEW(1),
    /** Resting, or waiting for its trigger, nothing filled. */
    NEW(2),
    PARTIALLY_FILLED(3),
    FILLED(4),
    CANCELED(5),
    REJECTED(6),
    EXPIRED(7);

    private static final OrderStatus[] BY_CODE = new OrderStatus[8];

    static {
        for (final OrderStatus value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    OrderStatus(final int code) {
        this.code = code;
    }

    /** The value with this code; null if there is none. */
    public static OrderStatus of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Code on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** Whether an order with this status is closed for good. */
    public boolean isFinal() {
        return code >= FILLED.code;
    }
}
