package io.millrace.gateway.stream;

/** Counts what happens to streams. Any thread may call. */
public interface StreamMetrics {
    /** A message of a kind of channel was queued for so many clients; the kinds are few. */
    void published(String kind, int clientCount);

    /** So many clients fell behind a kind of channel, and get a snapshot later. */
    void fellBehind(String kind, int clientCount);

    /** A connection was closed by the gateway, with RFC 6455's code. */
    void closed(int code);

    /** A control message came; method is one that exists, or "other". */
    void control(String method);
}
