package io.millrace.feed;

/** Sends a lane's range requests. */
@FunctionalInterface
interface RangeRequester {
    /**
     * Asks for outputs from a sequence on.
     *
     * @param attempt 0 for the first, then one more each time that the request before it failed.
     * @return id of the request; 0 if none could be sent now.
     */
    long request(int lane, long fromSequence, int attempt);
}
