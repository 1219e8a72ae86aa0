package io.millrace.gateway.trading;

/** What an operator, or the user, says about a withdrawal that waits for it. */
public enum ReviewDecision {
    APPROVE,
    REJECT,
    CANCEL
}
