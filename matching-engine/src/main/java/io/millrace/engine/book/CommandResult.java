package io.millrace.engine.book;

/** How the last command ended; valid until the next one. */
public final class CommandResult {
    boolean isAccepted;
    boolean hasKeptPriority;
    /** A number, for to clear a reference costs more. */
    private int reasonCode = Reason.NONE.code();

    /** Of {@link FinalStates}; 0: none. */
    private long finalEntry;

    CommandResult() {}

    public boolean isAccepted() {
        return isAccepted;
    }

    /** Why it was refused; if it was accepted NONE, or CAPACITY when it must be sent again to be done whole. */
    public Reason reason() {
        return Reason.of(reasonCode);
    }

    /** Amend: the order kept its place. */
    public boolean hasKeptPriority() {
        return hasKeptPriority;
    }

    /** After ORDER_ALREADY_FINAL: what became of the order; null otherwise. */
    public OrderStatus finalStatus() {
        return finalEntry == 0 ? null : FinalStates.status(finalEntry);
    }

    /** After ORDER_ALREADY_FINAL: why the order closed; NONE otherwise. */
    public Reason finalReason() {
        return finalEntry == 0 ? Reason.NONE : FinalStates.reason(finalEntry);
    }

    void clear() {
        isAccepted = true;
        hasKeptPriority = false;
        reasonCode = Reason.NONE.code();
        finalEntry = 0;
    }

    /** It was accepted, and must be sent again to be done whole. */
    void leaveRest() {
        reasonCode = Reason.CAPACITY.code();
    }

    Reason refuse(final Reason reason) {
        isAccepted = false;
        reasonCode = reason.code();
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
