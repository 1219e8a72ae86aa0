package io.millrace.gateway.trading;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers the events that a test puts in, and hands them over from another thread. */
public final class FakeAccountHistory implements AccountHistoryPort {
    public final List<AccountEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Void> replay(
            final long userId, final long accountSequence, final Consumer<AccountEvent> consumer) {
        return CompletableFuture.runAsync(() -> events.stream()
                .filter(event -> event.userId() == userId && event.accountSequence() > accountSequence)
                .forEach(consumer));
    }
}
