package io.millrace.gateway.egress;

import io.millrace.gateway.trading.CommandResult;
import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.util.concurrent.CompletableFuture;

/** A command without an answer yet. Made by any thread, then the agent's. */
final class PendingCommand {
    final long correlationId;
    final int shard;
    final long userId;
    /** The sealed command: the same bytes each time it is offered. */
    final byte[] bytes;

    final long deadlineNs;
    final CompletableFuture<CommandResult> future = new CompletableFuture<>();
    int offerCount;

    PendingCommand(
            final long correlationId, final int shard, final long userId, final byte[] bytes, final long deadlineNs) {
        this.correlationId = correlationId;
        this.shard = shard;
        this.userId = userId;
        this.bytes = bytes;
        this.deadlineNs = deadlineNs;
    }

    /** Says what the deadline means: nothing was sent, or nobody knows. */
    void expire() {
        future.completeExceptionally(
                offerCount == 0
                        ? Refusal.of(ErrorCode.NOT_READY, "ubscore is not reachable")
                        : Refusal.of(ErrorCode.OUTCOME_UNKNOWN, "ubscore has not answered in time"));
    }
}
