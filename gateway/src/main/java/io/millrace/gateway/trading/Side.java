package io.millrace.gateway.trading;

/** Side of an order. */
public enum Side {
    BUY,
    SELL
}
