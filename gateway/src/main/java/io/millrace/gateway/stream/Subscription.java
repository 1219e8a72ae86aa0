package io.millrace.gateway.stream;

/** One connection's interest in one public channel. The agent's, but for what the outbox counts under its own lock. */
final class Subscription {
    final StreamSession session;
    final Channel channel;
    /** Messages in the outbox. */
    int queuedCount;
    /** Its queue was dropped: nothing is queued until a new snapshot is. */
    boolean isLagging;

    Subscription(final StreamSession session, final Channel channel) {
        this.session = session;
        this.channel = channel;
    }
}
