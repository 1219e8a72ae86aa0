package io.millrace.exchange.launch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Starts processes in order, each once those it needs were ready; starts again what dies; stops all in reverse order.
 * Driven by one thread that calls {@link #poll} every now and then with the time; reads no clock itself.
 */
public final class Supervisor {
    private final List<Slot> slots = new ArrayList<>();
    private final RestartPolicy policy;
    private final SupervisorListener listener;
    private boolean everReady;

    /** Without processes yet. */
    public Supervisor(final RestartPolicy policy, final SupervisorListener listener) {
        this.policy = policy;
        this.listener = listener;
    }

    /** Adds a process that waits until all of {@code needed} were ready once. */
    public Slot add(final ManagedProcess process, final List<Slot> needed) {
        final Slot slot = new Slot(process, List.copyOf(needed), policy, listener);
        slots.add(slot);
        return slot;
    }

    /** In the order of their start. */
    public List<Slot> slots() {
        return Collections.unmodifiableList(slots);
    }

    /** Looks at each process once and does what is due. */
    public void poll(final long nowMs) {
        for (final Slot slot : slots) {
            slot.poll(nowMs, everReady);
        }
        everReady |= isReady();
    }

    /** Whether all are ready at this moment. */
    public boolean isReady() {
        return slots.stream().allMatch(slot -> slot.state() == ProcessState.READY);
    }

    /** Whether the exchange can't become ready: one halted or failed before all were ready once. */
    public boolean isHopeless() {
        return !everReady
                && slots.stream()
                        .anyMatch(slot -> slot.state() == ProcessState.HALTED || slot.state() == ProcessState.FAILED);
    }

    /** Stops all, the last started first. */
    public void stop() {
        for (int index = slots.size() - 1; index >= 0; index--) {
            slots.get(index).stop();
        }
    }
}
