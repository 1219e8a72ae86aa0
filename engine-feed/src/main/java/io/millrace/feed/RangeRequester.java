package io.millrace.feed;

/** Sends a lane's requests. */
@FunctionalInterface
interface RangeRequester {
    /** In place of a sequence: a book image is wanted. */
    long IMAGE = 0;

    /**
     * Asks for outputs from a sequence on, or for a book image if the sequence is {@link #IMAGE}.
     *
     * @param attempt 0 for the first, then one more each time that the request before it failed.
     * @return id of the request; 0 if none could be sent now.
     */
    long request(int lane, long fromSequence, int attempt);
}
