package io.millrace.settlement.ledger;

import java.util.List;

/**
 * The one effect of one command on a lane.
 *
 * @param bytes the output as the engine wrote it, header included; {@code stamp.hash} is their SHA-256.
 * @param command name of the command that caused it.
 * @param accepted whether the engine took the command; {@code reason} says why not.
 */
public record Output(
        OutputStamp stamp,
        byte[] bytes,
        String command,
        boolean accepted,
        String reason,
        List<Trade> trades,
        List<OrderState> orders,
        Definition definition) {

    /** Where the output stands. */
    public record OutputStamp(
            int lane,
            int shard,
            long sequence,
            byte[] hash,
            byte[] previousHash,
            long coreSequence,
            long timestampUs) {}

    /** What the command brought with it that the output alone does not say; at most one of them is not null. */
    public record Definition(PlacedOrder order, Instrument instrument, Asset base, Asset quote) {
        /** The command brought nothing. */
        public static final Definition NONE = new Definition(null, null, null, null);
    }
}
