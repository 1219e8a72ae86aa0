package io.millrace.gateway.trading;

/** Kind of an order. */
public enum OrderType {
    LIMIT,
    MARKET,
    STOP,
    STOP_LIMIT,
    TRAILING_STOP
}
