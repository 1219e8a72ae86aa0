package io.millrace.gateway.trading;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** UBSCore's events to those who wait for them or follow an account. Any thread may call; nothing blocks. */
public final class AccountEvents implements AccountEventPort {
    private final Rendezvous<Long, OrderClose> closes = new Rendezvous<>();
    private final List<AccountListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Long, Integer> watched = new ConcurrentHashMap<>();

    /** Takes an order's last event. */
    public void onClose(final OrderClose close) {
        closes.publish(close.orderId(), close);
    }

    /** Whether anyone follows a user's account: others' events need not be read whole. */
    public boolean isWatched(final long userId) {
        return watched.containsKey(userId);
    }

    /** Takes the next event of an account that is watched. */
    public void onEvent(final AccountEvent event) {
        listeners.forEach(listener -> listener.onEvent(event));
    }

    /** Says that events may have been missed. */
    public void onGap() {
        listeners.forEach(AccountListener::onGap);
    }

    @Override
    public CompletionStage<Optional<OrderClose>> close(final long orderId, final Duration timeout) {
        return closes.await(orderId, timeout);
    }

    @Override
    public void addListener(final AccountListener listener) {
        listeners.add(listener);
    }

    @Override
    public void watch(final long userId) {
        watched.merge(userId, 1, Integer::sum);
    }

    @Override
    public void unwatch(final long userId) {
        watched.computeIfPresent(userId, (id, count) -> count == 1 ? null : count - 1);
    }
}
