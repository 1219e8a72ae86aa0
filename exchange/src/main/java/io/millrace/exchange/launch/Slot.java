package io.millrace.exchange.launch;

import io.millrace.exchange.ExitCodes;
import java.util.List;

/** One process's place in the supervisor: its state machine. Stepped by the supervisor's thread. */
public final class Slot {
    private final ManagedProcess process;
    private final List<Slot> needed;
    private final RestartPolicy policy;
    private final SupervisorListener listener;

    private ProcessState state = ProcessState.WAITING;
    private boolean wasReady;
    private int failures;
    private int launches;
    private long deadlineMs;

    Slot(
            final ManagedProcess process,
            final List<Slot> needed,
            final RestartPolicy policy,
            final SupervisorListener listener) {
        this.process = process;
        this.needed = needed;
        this.policy = policy;
        this.listener = listener;
    }

    /** The process. */
    public ManagedProcess process() {
        return process;
    }

    /** What it is doing. */
    public ProcessState state() {
        return state;
    }

    /** How often it was launched again. */
    public int restarts() {
        return Math.max(0, launches - 1);
    }

    /** Whether it was ready once in this run. */
    boolean wasReady() {
        return wasReady;
    }

    /** Looks once and does what is due. {@code everReady}: the whole exchange was ready once in this run. */
    void poll(final long nowMs, final boolean everReady) {
        switch (state) {
            case WAITING -> launchWhenNeededAreReady(nowMs, everReady);
            case STARTING -> pollStarting(nowMs, everReady);
            case READY -> pollReady(nowMs, everReady);
            case RESTARTING -> relaunchWhenDue(nowMs, everReady);
            default -> {}
        }
    }

    void stop() {
        if (process.isAlive()) {
            process.stop();
        }
        if (state != ProcessState.HALTED && state != ProcessState.FAILED) {
            become(ProcessState.STOPPED, "");
        }
    }

    private void launchWhenNeededAreReady(final long nowMs, final boolean everReady) {
        if (needed.stream().allMatch(Slot::wasReady)) {
            launch(nowMs, everReady);
        }
    }

    private void relaunchWhenDue(final long nowMs, final boolean everReady) {
        if (nowMs >= deadlineMs) {
            launch(nowMs, everReady);
        }
    }

    private void pollStarting(final long nowMs, final boolean everReady) {
        if (!process.isAlive()) {
            ended(nowMs, everReady);
        } else if (process.isReady()) {
            failures = 0;
            if (!wasReady) {
                wasReady = true;
                listener.onFirstReady(this);
            }
            become(ProcessState.READY, "");
        } else if (!everReady && nowMs >= deadlineMs) {
            // Later it may wait for another process as long as it takes.
            process.kill();
            become(ProcessState.FAILED, "not ready within " + policy.startTimeoutMs() / 1000 + " s");
        }
    }

    private void pollReady(final long nowMs, final boolean everReady) {
        if (!process.isAlive()) {
            ended(nowMs, everReady);
        }
    }

    private void ended(final long nowMs, final boolean everReady) {
        final int exitCode = process.exitCode();
        if (exitCode == ExitCodes.HALTED) {
            become(ProcessState.HALTED, "an invariant is broken, it is not started again");
        } else if (exitCode == ExitCodes.USAGE) {
            become(ProcessState.FAILED, "it does not accept its configuration");
        } else {
            failed(nowMs, everReady, "ended with exit code " + exitCode);
        }
    }

    private void failed(final long nowMs, final boolean everReady, final String detail) {
        failures++;
        if (!everReady && failures >= policy.attemptsBeforeReady()) {
            become(ProcessState.FAILED, detail);
        } else {
            deadlineMs = nowMs + policy.delayMs(failures);
            become(ProcessState.RESTARTING, detail);
        }
    }

    private void launch(final long nowMs, final boolean everReady) {
        launches++;
        deadlineMs = nowMs + policy.startTimeoutMs();
        try {
            process.launch();
            become(ProcessState.STARTING, "");
        } catch (final RuntimeException e) {
            failed(nowMs, everReady, String.valueOf(e.getMessage()));
        }
    }

    private void become(final ProcessState next, final String detail) {
        state = next;
        listener.onState(this, detail);
    }
}
