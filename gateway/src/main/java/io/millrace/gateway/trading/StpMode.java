package io.millrace.gateway.trading;

/** What happens when a user would trade with itself. */
public enum StpMode {
    NONE,
    CANCEL_AGGRESSOR,
    CANCEL_RESTING,
    CANCEL_BOTH,
    DECREMENT
}
