package io.millrace.feed;

import io.millrace.schema.sbe.FeedConsumer;

/** Hears what consumers of record have made durable. Called on the replay server's thread. */
@FunctionalInterface
public interface FeedProgressListener {
    /** Everything up to {@code sequence} is durable at the consumer; may repeat, and may come out of order. */
    void onProgress(int lane, FeedConsumer consumer, int part, long sequence);
}
