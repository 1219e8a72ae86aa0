package io.millrace.gateway.trading;

/**
 * What became of a transfer.
 *
 * @param status APPLIED, REJECTED or PENDING
 * @param available minor units after it, as {@code held}
 */
public record TransferResult(
        Transfer transfer,
        Status status,
        String reason,
        boolean replayed,
        long available,
        long held,
        long coreSequence,
        long timestampUs) {

    /** Of a transfer. */
    public enum Status {
        APPLIED,
        REJECTED,
        PENDING
    }

    /** The broker has it, its result has not been seen yet. */
    public static TransferResult pending(final Transfer transfer) {
        return new TransferResult(transfer, Status.PENDING, "NONE", false, 0, 0, 0, 0);
    }
}
