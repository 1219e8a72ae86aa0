package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where those who wait for an event meet it, whoever comes first: late events find who waits, and who comes late finds
 * recent events. Any thread may call; nothing blocks.
 */
final class Rendezvous<K, V> {
    /** Events kept for those who come late: seconds of traffic. A power of two. */
    private static final int RECENT_COUNT = 1 << 13;
    /** Keys waited for at once: more than requests may be in flight. Beyond it, waiting ends at once. */
    private static final int KEYS_MAX = 1 << 14;

    private final AtomicReferenceArray<Entry<K, V>> recent = new AtomicReferenceArray<>(RECENT_COUNT);
    private final ConcurrentHashMap<K, List<CompletableFuture<Optional<V>>>> waiting = new ConcurrentHashMap<>();

    private record Entry<K, V>(K key, V value) {}

    /** Tells those who wait for {@code key}, now or soon. */
    void publish(final K key, final V value) {
        recent.set(index(key), new Entry<>(key, value));
        final List<CompletableFuture<Optional<V>>> waiters = waiting.remove(key);
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.complete(Optional.of(value)));
        }
    }

    /** The event of {@code key}; empty if it does not come in time. */
    CompletionStage<Optional<V>> await(final K key, final Duration timeout) {
        final Optional<V> before = known(key);
        if (before.isPresent() || waiting.size() >= KEYS_MAX || timeout.isZero()) {
            return CompletableFuture.completedStage(before);
        }
        final CompletableFuture<Optional<V>> waiter = new CompletableFuture<>();
        waiting.compute(key, (ignored, waiters) -> with(waiters, waiter));
        final Optional<V> meanwhile = known(key);
        if (meanwhile.isPresent()) {
            waiter.complete(meanwhile);
        }
        waiter.completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS);
        return waiter.whenComplete(
                (value, fault) -> waiting.computeIfPresent(key, (ignored, waiters) -> without(waiters, waiter)));
    }

    private Optional<V> known(final K key) {
        final Entry<K, V> entry = recent.get(index(key));
        return entry != null && entry.key().equals(key) ? Optional.of(entry.value()) : Optional.empty();
    }

    private int index(final K key) {
        final int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & RECENT_COUNT - 1;
    }

    private static <T> List<T> with(final List<T> items, final T item) {
        final List<T> more = items == null ? new ArrayList<>(1) : new ArrayList<>(items);
        more.add(item);
        return more;
    }

    private static <T> List<T> without(final List<T> items, final T item) {
        final List<T> fewer = new ArrayList<>(items);
        fewer.remove(item);
        return fewer.isEmpty() ? null : fewer;
    }
}
