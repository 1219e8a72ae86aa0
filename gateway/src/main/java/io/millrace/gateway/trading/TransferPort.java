package io.millrace.gateway.trading;

import java.util.concurrent.CompletionStage;

/**
 * Asks UBSCore for transfers through the broker. Calls may block for a bounded time while the broker is away: not for
 * I/O threads. A stage completes with the result, with PENDING when it has not been seen in time, or with a
 * {@link Refusal}: BACKPRESSURE, BROKER_UNAVAILABLE (nothing was sent), OUTCOME_UNKNOWN.
 */
public interface TransferPort {
    /** Whether transfers can be taken and their results seen. */
    boolean isConnected();

    CompletionStage<TransferResult> transfer(Transfer transfer);

    /** Tells UBSCore what was decided about a withdrawal; completes when the broker has it. */
    CompletionStage<Void> review(long userId, long withdrawalId, ReviewDecision decision);
}
