package io.millrace.gateway.trading;

/** What a refused client may conclude about its request. */
public enum Outcome {
    /** It was considered and refused; nothing changed. */
    REJECTED,
    /** Nothing was put on the wire to UBSCore: a promise. */
    NOT_SENT,
    /** It may or may not have taken effect: repeat it with the same client id, or ask by that id. */
    UNKNOWN
}
