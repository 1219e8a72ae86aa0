package io.millrace.gateway.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * What one client has yet to be sent, bounded. Public channels: when one is behind, all that is queued of it is dropped,
 * and it gets a snapshot once the client has taken the rest. Private messages and answers are never dropped: at their
 * bound the offer fails, and the connection must end. Any thread may call.
 */
final class Outbox {
    private final int lengthMax;
    private final int countMax;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int publicLength;
    private int privateLength;
    private int answerCount;
    private int laggingCount;

    Outbox(final int lengthMax, final int countMax) {
        this.lengthMax = lengthMax;
        this.countMax = countMax;
    }

    private enum Kind {
        ANSWER,
        PUBLIC,
        PRIVATE
    }

    private record Entry(Kind kind, Subscription subscription, byte[] text) {}

    /** Queues a public channel's message; false: the client is behind, and the channel's queue was dropped whole. */
    synchronized boolean offer(final Subscription subscription, final byte[] text) {
        if (subscription.isLagging) {
            return false;
        }
        final boolean isFull = publicLength > 0 && publicLength + text.length > lengthMax;
        if (isFull || subscription.queuedCount >= countMax) {
            remove(entry -> entry.subscription == subscription);
            subscription.isLagging = true;
            laggingCount++;
            return false;
        }
        add(new Entry(Kind.PUBLIC, subscription, text));
        return true;
    }

    /** Queues a private message; false: there is no room, and it must not be left out. */
    synchronized boolean offerPrivate(final byte[] text) {
        if (privateLength + text.length > lengthMax) {
            return false;
        }
        add(new Entry(Kind.PRIVATE, null, text));
        return true;
    }

    /** Queues an answer to a control message; false: the client does not read its answers. */
    synchronized boolean offerAnswer(final byte[] text) {
        if (answerCount >= StreamSettings.ANSWERS_MAX) {
            return false;
        }
        add(new Entry(Kind.ANSWER, null, text));
        return true;
    }

    /** The next message; null if there is none. */
    synchronized byte[] poll() {
        final Entry entry = entries.poll();
        if (entry == null) {
            return null;
        }
        count(entry, -1);
        return entry.text;
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether a channel waits for a snapshot and the client has taken all that was queued. */
    synchronized boolean canCatchUp() {
        return laggingCount > 0 && entries.isEmpty();
    }

    synchronized boolean isLagging(final Subscription subscription) {
        return subscription.isLagging;
    }

    /** A snapshot follows: the channel's messages are queued again. */
    synchronized void catchUp(final Subscription subscription) {
        if (subscription.isLagging) {
            subscription.isLagging = false;
            laggingCount--;
        }
    }

    /** Forgets what is queued of a channel that is no longer wanted. */
    synchronized void forget(final Subscription subscription) {
        catchUp(subscription);
        remove(entry -> entry.subscription == subscription);
    }

    /** Bytes queued. */
    synchronized int length() {
        return publicLength + privateLength;
    }

    private void add(final Entry entry) {
        entries.add(entry);
        count(entry, 1);
    }

    private void remove(final Predicate<Entry> unwanted) {
        entries.removeIf(entry -> {
            if (unwanted.test(entry)) {
                count(entry, -1);
                return true;
            }
            return false;
        });
    }

    private void count(final Entry entry, final int sign) {
        switch (entry.kind) {
            case ANSWER -> answerCount += sign;
            case PRIVATE -> privateLength += sign * entry.text.length;
            case PUBLIC -> {
                publicLength += sign * entry.text.length;
                entry.subscription.queuedCount += sign;
            }
        }
    }
}
