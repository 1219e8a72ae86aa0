package io.millrace.gateway.keys;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every key of the exchange, in memory: filled from the store and kept by {@code balance.events}, in whatever order both
 * come. Revoked keys stay, so that an older row does not bring one back. Any thread may call.
 */
public final class KeyDirectory {
    private final Map<String, List<StoredKey>> keys = new ConcurrentHashMap<>();
    private volatile boolean complete;

    /** Takes an entry unless a later one of the same key and user is there. */
    public void put(final StoredKey key) {
        keys.compute(key.keyId(), (keyId, known) -> {
            final List<StoredKey> entries = known == null ? new ArrayList<>(1) : new ArrayList<>(known);
            final Optional<StoredKey> own = entries.stream()
                    .filter(entry -> entry.userId() == key.userId())
                    .findFirst();
            if (own.isPresent() && own.get().version() >= key.version()) {
                return known;
            }
            own.ifPresent(entries::remove);
            entries.add(key);
            return List.copyOf(entries);
        });
    }

    /** The one active key with this id; empty if there is none, or if two users have it: then it says nothing of either. */
    public Optional<StoredKey> active(final String keyId, final long nowMs) {
        final List<StoredKey> active = keys.getOrDefault(keyId, List.of()).stream()
                .filter(key -> key.isActive(nowMs))
                .toList();
        return active.size() == 1 ? Optional.of(active.get(0)) : Optional.empty();
    }

    /** All entries of a user, revoked ones too; 0: of all users. */
    public List<StoredKey> ofUser(final long userId) {
        return keys.values().stream()
                .flatMap(List::stream)
                .filter(key -> userId == 0 || key.userId() == userId)
                .sorted(Comparator.comparing(StoredKey::keyId).thenComparingLong(StoredKey::userId))
                .toList();
    }

    /** All entries with an id. */
    public List<StoredKey> withId(final String keyId) {
        return keys.getOrDefault(keyId, List.of());
    }

    /** Whether every key that was ever told is here: before that an unknown one may be good. */
    public boolean isComplete() {
        return complete;
    }

    /** From here on every key is known. */
    public void completed() {
        complete = true;
    }
}
