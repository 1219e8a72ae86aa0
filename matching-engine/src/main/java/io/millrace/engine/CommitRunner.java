package io.millrace.engine;

/** Runs a lane's commits beside the lane's thread, one at a time. All calls come from the lane's thread. */
public interface CommitRunner extends AutoCloseable {
    /** Starts a commit; it must be idle. What the caller has written before, the commit sees. */
    void start(Runnable commit);

    /** Whether the last commit has ended; what it has written, the caller sees then. */
    boolean isIdle();

    /** Waits until the last commit has ended. */
    void awaitIdle();

    /** As {@link #awaitIdle}, and for good. */
    @Override
    void close();
}
