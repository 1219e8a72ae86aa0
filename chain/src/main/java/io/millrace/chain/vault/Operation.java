package io.millrace.chain.vault;

/** What is sent to UBSCore, numbered per partition of balance.operations. */
public sealed interface Operation {
    int partition();

    long sequence();

    /** Credit a deposit. */
    record Credit(int partition, long sequence, long userId, int assetId, long amount, String reference)
            implements Operation {}

    /** A withdrawal has come to its end. */
    record Close(int partition, long sequence, long userId, long withdrawalId, boolean paid) implements Operation {}
}
