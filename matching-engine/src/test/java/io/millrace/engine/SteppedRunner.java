package io.millrace.engine;

import io.millrace.engine.RecordingOutlet.DeathException;

/** Runs commits when the test says so, on its thread: until then the lane goes on matching, as it does beside a slow disk. */
final class SteppedRunner implements CommitRunner {
    int startsUntilDeath = Integer.MAX_VALUE;
    int runsUntilDeath = Integer.MAX_VALUE;
    int startCount;
    private Runnable pending;

    @Override
    public void start(final Runnable commit) {
        if (pending != null) {
            throw new IllegalStateException("a commit was started before the last one ended");
        }
        startCount++;
        if (startsUntilDeath-- == 0) {
            throw new DeathException("hand over");
        }
        pending = commit;
    }

    @Override
    public boolean isIdle() {
        return pending == null;
    }

    @Override
    public void awaitIdle() {
        if (pending != null) {
            if (runsUntilDeath-- == 0) {
                throw new DeathException("begin of commit");
            }
            final Runnable commit = pending;
            pending = null;
            commit.run();
        }
    }

    @Override
    public void close() {
        pending = null;
    }
}
