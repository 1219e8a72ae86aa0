package io.millrace.gateway.trading;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that wait for the result of a transfer. Requests with the same id are answered in the order in which they were
 * made, for in that order UBSCore sees them. Any thread may call.
 */
public final class TransferWaiters {
    private final ConcurrentHashMap<Key, List<Waiter>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    private record Key(long userId, String requestId) {}

    private record Waiter(Transfer transfer, CompletableFuture<TransferResult> result) {}

    /** A result to come; whoever completes it first, the waiter is forgotten. */
    public CompletableFuture<TransferResult> add(final Transfer transfer) {
        final Waiter waiter = new Waiter(transfer, new CompletableFuture<>());
        final Key key = key(transfer);
        count.incrementAndGet();
        waiting.compute(key, (ignored, waiters) -> {
            final List<Waiter> more = waiters == null ? new ArrayList<>(1) : waiters;
            more.add(waiter);
            return more;
        });
        waiter.result.whenComplete((result, fault) -> {
            count.decrementAndGet();
            waiting.computeIfPresent(key, (ignored, waiters) -> {
                waiters.remove(waiter);
                return waiters.isEmpty() ? null : waiters;
            });
        });
        return waiter.result;
    }

    /** Requests that wait now. */
    public int count() {
        return count.get();
    }

    /** Answers the first that it fits; if none waits, another gateway asked, or the client has its answer. */
    public void onResult(final TransferResult result) {
        final List<Waiter> fitting = new ArrayList<>(1);
        waiting.computeIfPresent(key(result.transfer()), (ignored, waiters) -> {
            waiters.stream()
                    .filter(waiter -> fits(waiter.transfer, result))
                    .findFirst()
                    .ifPresent(fitting::add);
            return waiters;
        });
        for (final Waiter waiter : fitting) {
            waiter.result.complete(new TransferResult(
                    waiter.transfer,
                    result.status(),
                    result.reason(),
                    result.replayed(),
                    result.available(),
                    result.held(),
                    result.coreSequence(),
                    result.timestampUs()));
        }
    }

    /** The refusal of a reused id may carry the content of the earlier transfer. */
    private static boolean fits(final Transfer transfer, final TransferResult result) {
        final Transfer answered = result.transfer();
        return "REQUEST_ID_REUSED".equals(result.reason())
                || transfer.kind() == answered.kind()
                        && transfer.asset().assetId() == answered.asset().assetId()
                        && transfer.amount() == answered.amount();
    }

    private static Key key(final Transfer transfer) {
        return new Key(transfer.userId(), transfer.requestId());
    }
}
