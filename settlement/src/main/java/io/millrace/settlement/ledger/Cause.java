package io.millrace.settlement.ledger;

/** Why an account changed; the names are those of the wire and of the tables. */
public enum Cause {
    TRANSFER_IN,
    TRANSFER_OUT,
    ORDER_ACCEPTED,
    FILL,
    ORDER_CLOSED,
    ORDER_AMENDED,
    FEE,
    CLEARING,
    DEPOSIT,
    WITHDRAWAL_HELD,
    WITHDRAWAL_SETTLED,
    WITHDRAWAL_RELEASED
}
