package io.millrace.gateway.trading;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What happened to accounts before. Any thread may call; no call blocks. */
public interface AccountHistoryPort {
    /** Nobody remembers. */
    AccountHistoryPort NONE = (userId, accountSequence, consumer) ->
            CompletableFuture.failedStage(Refusal.of(ErrorCode.NOT_READY, "there is no history to resume from"));

    /**
     * Hands over, in order and from another thread, a user's events behind {@code accountSequence} up to those that happen
     * while it is asked. Fails with a {@link Refusal} when they can't be read.
     */
    CompletionStage<Void> replay(long userId, long accountSequence, Consumer<AccountEvent> consumer);
}
