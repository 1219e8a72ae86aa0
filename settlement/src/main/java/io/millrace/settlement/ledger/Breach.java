package io.millrace.settlement.ledger;

/** Something that must never be: a gap, a hash that does not match, an instrument nobody defined. The agent halts with it. */
public final class Breach extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message names both sides and what an operator can do. */
    public Breach(final String message) {
        super(message);
    }
}
