package io.millrace.simulation;

import io.millrace.engine.LaneProcessor;
import io.millrace.engine.recovery.LaneSnapshot;
import io.millrace.engine.recovery.SnapshotStore;
import io.millrace.journal.fault.FaultStorage;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What becomes of a lane's snapshots while its engine is down: now and then a bit of the newest turns over, and recovery must do with
 * the one before it. Has a random source of its own, so that a seed's other faults are what they were.
 */
final class SnapshotDamage {
    /** One in so many. */
    private static final int INTERVAL = 3;

    private final Random random;
    private final PlantedBug bug;

    SnapshotDamage(final long seed, final PlantedBug bug) {
        random = new Random(~seed);
        this.bug = bug;
    }

    /** An engine has died; this was one of its disks. */
    void meet(final FaultStorage disk) {
        final SnapshotStore snapshots = new SnapshotStore(disk);
        final List<Long> sequences = snapshots.sequences();
        if (bug == PlantedBug.LANE_SNAPSHOT_IS_ANOTHER_STATE && !sequences.isEmpty()) {
            forge(snapshots, sequences.get(0));
        } else if (random.nextInt(INTERVAL) == 0 && sequences.size() > 1) {
            damage(disk, snapshots, sequences);
        }
    }

    /** Two at a time would be more than two copies are for. */
    private void damage(final FaultStorage disk, final SnapshotStore snapshots, final List<Long> sequences) {
        if (snapshots.read(sequences.get(0)) != null && snapshots.read(sequences.get(1)) != null) {
            final String newest = disk.names().stream()
                    .filter(name -> name.startsWith("snapshot-") && name.endsWith(".bin"))
                    .max(String::compareTo)
                    .orElseThrow();
            disk.flip(newest, random.nextInt((int) disk.length(newest)), 1 << random.nextInt(Byte.SIZE));
        }
    }

    /** Written again with its checksum, as a lane whose state was another would have. */
    private void forge(final SnapshotStore snapshots, final long sequence) {
        final DirectBuffer payload = snapshots.read(sequence);
        if (payload == null) {
            return;
        }
        final byte[] forged = new byte[payload.capacity()];
        do {
            payload.getBytes(0, forged);
            forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        } while (!isStateOf(payload.getInt(0, ByteOrder.LITTLE_ENDIAN), forged));
        snapshots.write(sequence, new UnsafeBuffer(forged), forged.length);
    }

    /** Whether the lane can be made of it. */
    private static boolean isStateOf(final int lane, final byte[] payload) {
        try {
            LaneSnapshot.load(new UnsafeBuffer(payload), new LaneProcessor(lane));
            return true;
        } catch (final RuntimeException e) {
            return false;
        }
    }
}
