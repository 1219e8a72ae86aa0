package io.millrace.gateway.stream;

import java.util.LinkedHashSet;
import java.util.Set;

/** Something public that can be listened to. The agent's thread. */
abstract class Channel {
    final String name;
    final String kind;
    final Set<Subscription> subscriptions = new LinkedHashSet<>();

    /** {@code kind}: one of a few, for metrics. */
    Channel(final String name, final String kind) {
        this.name = name;
        this.kind = kind;
    }

    /** Sequence of the last thing it told; 0: none. */
    abstract long sequence();

    /** What is known now, with the reason why it is told again, if any; null if there is nothing to tell. */
    abstract byte[] snapshot(String reason);

    /** Queues a message for everyone who listens; returns how many fell behind by it. */
    final int publish(final byte[] text) {
        int behind = 0;
        for (final Subscription subscription : subscriptions) {
            behind += subscription.session.offer(subscription, text) ? 0 : 1;
        }
        return behind;
    }
}
