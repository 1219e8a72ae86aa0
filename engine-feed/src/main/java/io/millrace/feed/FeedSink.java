package io.millrace.feed;

/** Where a lane's messages go. */
@FunctionalInterface
public interface FeedSink {
    /** Sends the two frames of a message, or drops it; never blocks. The arrays belong to the sink from here on. */
    void send(byte[] topic, byte[] message);
}
