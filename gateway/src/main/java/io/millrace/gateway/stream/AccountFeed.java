package io.millrace.gateway.stream;

import io.millrace.gateway.trading.AccountEvent;
import io.millrace.gateway.trading.NewOrder;
import io.millrace.gateway.trading.OrderKey;
import io.millrace.gateway.trading.OrderLookup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One connection's view of its user's account: every event once, in order, without a gap. What is replayed comes first, what
 * happens meanwhile waits behind it; an event of an order whose terms are not known waits until they are. The agent's thread.
 */
final class AccountFeed {
    /** Events that may wait: a burst of one user's. Beyond it the client is told to resume. */
    static final int WAITING_MAX = 8192;

    final long userId;
    /** Last accountSequence told, by private channel, in the order of subscription; -1: none yet. */
    final Map<String, Long> lastTold = new LinkedHashMap<>();

    private final StreamSession session;
    private final OrderLookup lookup;
    private final Consumer<Runnable> agent;
    private final Deque<AccountEvent> replayed = new ArrayDeque<>();
    private final Deque<AccountEvent> live = new ArrayDeque<>();
    private final Map<Long, NewOrder> terms = new HashMap<>();
    private boolean isReplaying;
    private boolean isLookingUp;
    private long lastSequence = -1;
    private final AtomicInteger untoldCount = new AtomicInteger();
    private int waitingCount;

    /** {@code agent} runs something on the agent's thread. */
    AccountFeed(
            final long userId, final StreamSession session, final OrderLookup lookup, final Consumer<Runnable> agent) {
        this.userId = userId;
        this.session = session;
        this.lookup = lookup;
        this.agent = agent;
    }

    /** What the client has; events behind it are replayed before others are told. */
    void resumeFrom(final long accountSequence) {
        lastSequence = accountSequence;
        isReplaying = true;
    }

    /** Counts an event that is on its way to {@link #onReplayed}. Any thread. */
    void onReplaying() {
        untoldCount.incrementAndGet();
    }

    /** Replayed events that are not told yet. Any thread. */
    int untoldCount() {
        return untoldCount.get();
    }

    /** Tells what happens on a chain to a client that listens to the channel; it has no account sequence. */
    void tell(final String channel, final byte[] text) {
        if (lastTold.containsKey(channel)) {
            session.offerPrivate(text);
        }
    }

    void onLive(final AccountEvent event) {
        add(live, event);
    }

    void onReplayed(final AccountEvent event) {
        add(replayed, event);
    }

    void onReplayEnd() {
        isReplaying = false;
        work();
    }

    /** The order's terms; null if they can't be had. */
    NewOrder terms(final long orderId) {
        return terms.get(orderId);
    }

    private void add(final Deque<AccountEvent> events, final AccountEvent event) {
        if (waitingCount >= WAITING_MAX) {
            session.close(CloseCodes.TRY_AGAIN, "too many events wait, resume from the last accountSequence");
            return;
        }
        events.add(event);
        work();
    }

    private void work() {
        while (!isLookingUp && !session.isClosing()) {
            final Deque<AccountEvent> events = replayed.isEmpty() && !isReplaying ? live : replayed;
            final AccountEvent event = events.peek();
            if (event == null || needsLookup(event)) {
                break;
            }
            events.poll();
            take(event);
            if (events == replayed) {
                untoldCount.decrementAndGet();
            }
        }
        waitingCount = replayed.size() + live.size();
    }

    private void take(final AccountEvent event) {
        if (event.accountSequence() <= lastSequence) {
            return;
        }
        if (lastSequence >= 0 && event.accountSequence() != lastSequence + 1) {
            session.close(CloseCodes.TRY_AGAIN, "events were missed, resume from the last accountSequence");
            return;
        }
        lastSequence = event.accountSequence();
        session.dialect.tell(session, this, event);
        if (event.order() != null && event.order().status().isFinal()) {
            terms.remove(event.order().orderId());
        }
    }

    private boolean needsLookup(final AccountEvent event) {
        if (event.order() == null
                || event.accountSequence() <= lastSequence
                || terms.containsKey(event.order().orderId())) {
            return false;
        }
        final long orderId = event.order().orderId();
        isLookingUp = true;
        lookup.find(OrderKey.of(userId, orderId), 0)
                .whenComplete((found, fault) -> agent.accept(() -> {
                    isLookingUp = false;
                    terms.put(
                            orderId,
                            fault == null && found.isPresent()
                                    ? found.get().view().order()
                                    : null);
                    work();
                }));
        return true;
    }
}
