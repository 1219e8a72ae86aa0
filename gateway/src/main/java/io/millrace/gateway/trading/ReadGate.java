package io.millrace.gateway.trading;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Read your writes: holds a read until the store has reached a sequence, for a bounded time. Any thread may call; nothing
 * blocks.
 */
public final class ReadGate {
    /** How long a read waits for the store. */
    public static final long WAIT_MILLIS = 500;
    /** How often it looks meanwhile: about as often as settlement commits. */
    private static final long PAUSE_MILLIS = 20;

    private final StorePort store;
    private final HistoryPort history;
    private final UbscorePort core;

    public ReadGate(final StorePort store, final HistoryPort history, final UbscorePort core) {
        this.store = store;
        this.history = history;
        this.core = core;
    }

    /** The sequence that the store has of a user, at least {@code minSequence}; refuses with STALE_READ. */
    public CompletionStage<Long> await(final long userId, final long minSequence) {
        return await(userId, minSequence, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS));
    }

    private CompletionStage<Long> await(final long userId, final long minSequence, final long deadlineNs) {
        return store.coreSequence(userId).thenCompose(sequence -> {
            if (sequence >= minSequence) {
                return CompletableFuture.completedStage(sequence);
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                return ofQuietAccount(userId, minSequence, sequence);
            }
            return Pause.ofMillis(PAUSE_MILLIS).thenCompose(ignored -> await(userId, minSequence, deadlineNs));
        });
    }

    /**
     * Not every command makes an event for the user: the store also stands at UBSCore's sequence if it has the last event
     * that UBSCore made for the user.
     */
    private CompletionStage<Long> ofQuietAccount(final long userId, final long minSequence, final long sequence) {
        return core.account(userId).thenCombine(history.accountSequence(userId), (account, stored) -> {
            if (account.coreSequence() < minSequence || stored < account.accountSequence()) {
                throw stale(minSequence, sequence);
            }
            return account.coreSequence();
        });
    }

    /** The refusal of a read that would be older than asked for. */
    public static Refusal stale(final long minSequence, final long sequence) {
        return Refusal.of(ErrorCode.STALE_READ, "minSeq=" + minSequence + " is not reached, seq=" + sequence)
                .with("seq", Long.toString(sequence));
    }
}
