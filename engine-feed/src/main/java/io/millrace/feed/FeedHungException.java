package io.millrace.feed;

/** A socket of the feed has stopped, as {@link FeedWatch} tells: the process must end, and the next one gets its port back. */
public final class FeedHungException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FeedHungException(final String message) {
        super(message);
    }
}
