package io.millrace.engine.book;

/** How the last command ended; valid until the next one. */
public final class CommandResult {
    private static final int NONE = Reason.NONE.code();
    private static final int ALREADY_FINAL = Reason.ORDER_ALREADY_FINAL.code();
    private static final int REFUSED = 1 << 8;
    private static final int KEPT_PRIORITY = 1 << 9;
    private static final int REASON_MASK = REFUSED - 1;

    /** The reason's code and what stands above it, in one word: it is cleared by every command. */
    private int word;
    /** Of {@link FinalStates}, after ORDER_ALREADY_FINAL. */
    private long finalEntry;

    CommandResult() {}

    public boolean isAccepted() {
        return (word & REFUSED) == 0;
    }

    /** Why it was refused; if it was accepted NONE, or CAPACITY when it must be sent again to be done whole. */
    public Reason reason() {
        return Reason.of(word & REASON_MASK);
    }

    /** Amend: the order kept its place. */
    public boolean hasKeptPriority() {
        return (word & KEPT_PRIORITY) != 0;
    }

    /** After ORDER_ALREADY_FINAL: what became of the order; null otherwise. */
    public OrderStatus finalStatus() {
        return isAlreadyFinal() ? FinalStates.status(finalEntry) : null;
    }

    /** After ORDER_ALREADY_FINAL: why the order closed; NONE otherwise. */
    public Reason finalReason() {
        return isAlreadyFinal() ? FinalStates.reason(finalEntry) : Reason.NONE;
    }

    private boolean isAlreadyFinal() {
        return (word & REASON_MASK) == ALREADY_FINAL;
    }

    void clear() {
        word = NONE;
    }

    /** It was accepted, and must be sent again to be done whole. */
    void leaveRest() {
        word = Reason.CAPACITY.code();
    }

    void keepPriority() {
        word |= KEPT_PRIORITY;
    }

    Reason refuse(final Reason reason) {
        word = REFUSED | reason.code();
        return reason;
    }

    /** Refuse a command that names an order which is not open; {@code entry} is of {@link FinalStates}. */
    Reason refuseUnknown(final long entry) {
        if (entry == 0) {
            return refuse(Reason.ORDER_NOT_FOUND);
        }
        finalEntry = entry;
        return refuse(Reason.ORDER_ALREADY_FINAL);
    }
}
