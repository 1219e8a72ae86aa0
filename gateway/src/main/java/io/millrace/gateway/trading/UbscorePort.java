package io.millrace.gateway.trading;

import java.util.concurrent.CompletionStage;

/**
 * UBSCore, seen from the gateway. Any thread may call; no call blocks. A stage completes with the answer, or with a
 * {@link Refusal}: BACKPRESSURE or NOT_READY (nothing was sent), OUTCOME_UNKNOWN (sent, no answer by the deadline).
 * Stages complete on the client's own thread: what follows must be short or go elsewhere.
 */
public interface UbscorePort {
    /** What can be traded; {@link ReferenceTable#EMPTY} until UBSCore has answered for the first time. */
    ReferenceTable reference();

    /** Whether every shard's leader can be spoken to. */
    boolean isConnected();

    CompletionStage<CommandResult> place(NewOrder order);

    CompletionStage<CommandResult> cancel(OrderKey key);

    CompletionStage<CommandResult> amend(AmendOrder amend);

    /** Cancels a user's orders of an instrument, or of all if {@code instrumentId} is 0. */
    CompletionStage<CommandResult> massCancel(long userId, int instrumentId);

    /** Arms the dead-man's switch; 0 disarms it. */
    CompletionStage<CommandResult> cancelAfter(long userId, long timeoutUs);

    /** Open orders of an instrument, or of all if {@code instrumentId} is 0. */
    CompletionStage<OpenOrders> openOrders(long userId, int instrumentId);

    /** One order; the list is empty if UBSCore does not know it. */
    CompletionStage<OpenOrders> order(OrderKey key);

    /** What a user has at this instant, in the order of the assets' symbols. */
    CompletionStage<AccountState> account(long userId);

    /** Changes what an operator may change; of several shards the first refusal is the answer. */
    CompletionStage<CommandResult> admin(AdminCommand command);
}
