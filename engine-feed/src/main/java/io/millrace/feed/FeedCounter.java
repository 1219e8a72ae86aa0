package io.millrace.feed;

/** What a subscriber counts per lane. */
public enum FeedCounter {
    /** Outputs handed to the listener. */
    DELIVERED,
    /** Batches that brought nothing new. */
    DUPLICATE_BATCHES,
    /** Batches that had no room, to be fetched later. */
    DROPPED_BATCHES,
    /** Messages that were cut short or contradicted themselves, taken as lost. */
    MALFORMED_MESSAGES,
    /** Ranges asked for. */
    REQUESTS,
    /** Requests that were not answered in time. */
    REQUEST_TIMEOUTS,
    /** Requests that were refused for now. */
    REFUSALS,
    /** Times that the listener said: not now. */
    DECLINED
}
