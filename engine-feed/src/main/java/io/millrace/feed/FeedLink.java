package io.millrace.feed;

import java.util.List;

/** A subscriber's connection to one engine process. One thread. */
public interface FeedLink extends AutoCloseable {
    /** Makes the link to an engine, for some of its lanes. */
    @FunctionalInterface
    interface Factory {
        FeedLink connect(FeedEndpoint endpoint, List<Integer> lanes);
    }

    /** Takes a message of the live stream. */
    @FunctionalInterface
    interface LiveHandler {
        /** {@code topic} and {@code message} are the two frames. */
        void onLive(byte[] topic, byte[] message);
    }

    /** Hands on one message of the live stream; false if there is none. */
    boolean pollLive(LiveHandler handler);

    /** Next message from the replay server; null if there is none. */
    byte[] pollReply();

    /** Sends a message to the replay server; false if there is no connection, or no room, at this moment. */
    boolean send(byte[] message);

    /** Drops both connections and makes new ones. */
    void reopen();

    @Override
    void close();
}
