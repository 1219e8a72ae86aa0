package io.millrace.gateway.trading;

/** How much of an order's fate its answer waits for. */
public enum RespType {
    ACK,
    RESULT,
    FULL
}
