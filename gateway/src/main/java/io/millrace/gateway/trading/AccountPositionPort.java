package io.millrace.gateway.trading;

import java.util.concurrent.CompletionStage;

/** Where an account's events stand among all of its partition's. Any thread may call; no call blocks. */
@FunctionalInterface
public interface AccountPositionPort {
    /**
     * A place in the account's partition of {@code balance.events}, as an event sequence, at or before the account's event
     * with this sequence; 0: the start. Never behind it.
     */
    CompletionStage<Long> eventSequenceBefore(long accountId, long accountSequence);
}
