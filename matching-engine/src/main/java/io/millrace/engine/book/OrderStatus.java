package io.millrace.engine.book;

/** Where an order stands. */
public enum OrderStatus {
    /** Resting, or waiting for its trigger, nothing filled. */
    NEW(2),
    PARTIALLY_FILLED(3),
    FILLED(4),
    CANCELED(5),
    REJECTED(6),
    EXPIRED(7);

    private static final OrderStatus[] BY_CODE = byCode();

    private final int code;

    OrderStatus(final int code) {
        this.code = code;
    }

    /** Number on the wire and in snapshots; never changes. */
    public int code() {
        return code;
    }

    /** The constant with this code; throws {@link IllegalArgumentException} if there is none. */
    public static OrderStatus of(final int code) {
        final OrderStatus value = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (value == null) {
            throw new IllegalArgumentException("unknown code: type=OrderStatus code=" + code);
        }
        return value;
    }

    private static OrderStatus[] byCode() {
        final OrderStatus[] table = new OrderStatus[7 + 1];
        for (final OrderStatus value : values()) {
            table[value.code] = value;
        }
        return table;
    }
}
