package io.millrace.engine;

import java.util.concurrent.locks.LockSupport;

/** Commits on a thread of its own, parked while there is nothing to do. The commits throw nothing. */
final class CommitThread implements CommitRunner {
    private final Thread thread;
    private volatile Runnable commit;
    private volatile Thread waiting;
    private volatile boolean isClosed;

    CommitThread(final int lane) {
        thread = new Thread(this::run, "engine-commit-" + lane);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void start(final Runnable commit) {
        this.commit = commit;
        LockSupport.unpark(thread);
    }

    @Override
    public boolean isIdle() {
        return commit == null;
    }

    @Override
    public void awaitIdle() {
        waiting = Thread.currentThread();
        while (commit != null) {
            LockSupport.park(this);
        }
        waiting = null;
    }

    @Override
    public void close() {
        awaitIdle();
        isClosed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!isClosed) {
            final Runnable next = commit;
            if (next == null) {
                LockSupport.park(this);
            } else {
                next.run();
                commit = null;
                LockSupport.unpark(waiting);
            }
        }
    }
}
