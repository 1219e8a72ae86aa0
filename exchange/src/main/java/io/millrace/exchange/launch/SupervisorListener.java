package io.millrace.exchange.launch;

/** Told of what happens to the processes, on the supervisor's thread. */
public interface SupervisorListener {
    /** The state of one process changed, or its process id did; {@code detail} is empty or one clause. */
    void onState(Slot slot, String detail);

    /** A process is ready for the first time in this run, before those that wait for it are launched. */
    void onFirstReady(Slot slot);
}
