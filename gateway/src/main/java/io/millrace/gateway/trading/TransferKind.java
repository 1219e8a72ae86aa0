package io.millrace.gateway.trading;

/** Direction of a transfer, seen from the exchange. */
public enum TransferKind {
    IN,
    OUT,
    /** Out on a chain: held until it is paid. */
    WITHDRAWAL
}
