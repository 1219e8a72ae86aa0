package io.millrace.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * UBSCore's Raft log and its newest snapshot, as they survive a node: what was appended is forced. Beside each place it remembers the
 * hash of the state that the first run had there, which every replay must have again.
 */
final class SimulatedLog {
    /** Hashes are taken so far apart. */
    static final int HASH_INTERVAL = 64;

    final List<Entry> entries = new ArrayList<>();
    final List<byte[]> hashes = new ArrayList<>();
    private List<byte[]> snapshot = List.of();
    private int snapshotIndex;

    /** A command, or with {@code command} null the timer; {@code client} is who waits for the answer, 0: nobody. */
    record Entry(long timestampUs, byte[] command, long client) {}

    /** Frames of the newest snapshot; none: from the start of the log. */
    List<byte[]> snapshot() {
        return snapshot;
    }

    /** Entries that the snapshot has in it. */
    int snapshotIndex() {
        return snapshotIndex;
    }

    void snapshot(final List<byte[]> frames, final int index) {
        snapshot = frames;
        snapshotIndex = index;
    }
}
