package io.millrace.ubscore.account;

/** What a command that comes from a stream, and so can't be refused, met. */
public enum ApplyStatus {
    /** It changed the state; an output goes on with its trades and orders. */
    APPLIED,
    /** It was applied before; nothing changed, nothing is to follow. */
    DUPLICATE,
    /** The outbox has no room for its effects; nothing changed, nothing is to follow, it has to be offered again. */
    NO_ROOM
}
