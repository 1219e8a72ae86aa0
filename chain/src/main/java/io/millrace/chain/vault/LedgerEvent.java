package io.millrace.chain.vault;

/** What UBSCore says that concerns other chains; {@code partition} and {@code offset} are the record's. */
public sealed interface LedgerEvent {
    int partition();

    long offset();

    /** States of a withdrawal in UBSCore. */
    enum State {
        REVIEW,
        HELD,
        SETTLED,
        RELEASED
    }

    /** A withdrawal changed. */
    record WithdrawalChanged(
            int partition,
            long offset,
            long withdrawalId,
            long userId,
            int assetId,
            long amount,
            String address,
            State state,
            String reason)
            implements LedgerEvent {}

    /** An operation of ours was answered; {@code accepted} false: {@code reason} says why. */
    record Answered(
            int partition,
            long offset,
            int sourcePartition,
            long sourceSequence,
            long sourceSequenceApplied,
            boolean accepted,
            String reason)
            implements LedgerEvent {}

    /** The external account of a shard stands so. */
    record Owed(int partition, long offset, int shard, int assetId, long amount) implements LedgerEvent {}

    /** An asset as UBSCore knows it. */
    record AssetKnown(int partition, long offset, int assetId, int scale) implements LedgerEvent {}

    /** Nothing of interest. */
    record Passed(int partition, long offset) implements LedgerEvent {}
}
