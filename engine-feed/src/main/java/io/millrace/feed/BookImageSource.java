package io.millrace.feed;

import org.agrona.MutableDirectBuffer;

/**
 * Where the replay server gets book images. Called on its thread: an implementation never waits for a matching thread.
 */
@FunctionalInterface
public interface BookImageSource {
    /** A source that has none: every request is refused as BUSY. */
    BookImageSource NONE = (lane, requestId, buffer) -> 0;

    /**
     * Writes a {@code BookImage} with its header at index 0.
     *
     * @param buffer of {@link FeedFrames#MESSAGE_LENGTH_MAX} bytes.
     * @return its length; 0 if there is none at this moment.
     */
    int encode(int lane, long requestId, MutableDirectBuffer buffer);
}
