package io.millrace.gateway.trading;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits without a thread. */
final class Pause {
    private Pause() {}

    static CompletionStage<Void> ofMillis(final long millis) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run));
    }
}
