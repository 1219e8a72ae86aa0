package io.millrace.gateway.trading;

/** Where an order stands; NONE is said where no order is meant. */
public enum OrderStatus {
    NONE,
    PENDING_NEW,
    NEW,
    PARTIALLY_FILLED,
    FILLED,
    CANCELED,
    REJECTED,
    EXPIRED;

    /** Whether nothing can happen to the order any more. */
    public boolean isFinal() {
        return ordinal() >= FILLED.ordinal();
    }
}
