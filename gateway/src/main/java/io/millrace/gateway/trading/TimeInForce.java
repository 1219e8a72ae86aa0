package io.millrace.gateway.trading;

/** How long an order stands. */
public enum TimeInForce {
    GTC,
    IOC,
    FOK,
    GTD,
    DAY
}
