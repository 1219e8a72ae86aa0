package io.millrace.exchange;

/** A service of the exchange as this module drives it: the part that all {@code XMain} have in common. */
public interface Service extends AutoCloseable {
    /** Whether it does its work. */
    boolean isReady();

    /** Blocks until it was closed; throws if it halted because an invariant is broken. */
    void awaitTermination() throws Exception;

    /** Ends it in order; may be called twice and from any thread. */
    @Override
    void close();
}
