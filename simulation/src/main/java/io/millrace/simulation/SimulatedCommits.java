package io.millrace.simulation;

import io.millrace.engine.CommitRunner;

/** Runs a lane's commits when the run says so: until then the lane goes on matching, as it does beside a slow disk. */
final class SimulatedCommits implements CommitRunner {
    private Runnable pending;

    @Override
    public void start(final Runnable commit) {
        pending = commit;
    }

    @Override
    public boolean isIdle() {
        return pending == null;
    }

    @Override
    public void awaitIdle() {
        if (pending != null) {
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
