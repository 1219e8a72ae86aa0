package io.millrace.ubscore.recovery;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log within bounds. The leader asks for a snapshot when the log has grown enough, or when an operator wants one, and takes no
 * commands while the disk is nearly full. Every node purges its own log and snapshots behind the last two snapshots: the newer one is what a
 * start loads, the older one is there if that can't be read. One thread.
 */
public final class LogKeeper implements Agent {
    private static final Logger LOGGER = LoggerFactory.getLogger(LogKeeper.class);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SNAPSHOTS_KEPT = 2;
    /** Space that must be free before commands are taken again, as a part of the bound on top of it. */
    private static final int RESUME_MARGIN_DIVISOR = 10;

    private final Node node;
    private final DataDirectory directory;
    private final AeronArchive.Context archiveContext;
    private final long freeSpaceMin;
    private final long snapshotLogLength;
    private final NanoClock clock;
    private long nextNs;
    private long snapshotsSeen = -1;
    private long snapshotPosition;
    private boolean snapshotAsked;
    private boolean started;
    private volatile boolean snapshotWanted;

    /**
     * The node's cluster, as far as the keeper needs it.
     *
     * @param isElected      whether this node has a place in a cluster that has a leader.
     * @param isLeader       whether this node leads.
     * @param state          of the consensus module.
     * @param controlToggle  where actions are asked for.
     * @param snapshotCount  snapshots taken since the start.
     * @param commitPosition of the log.
     */
    public record Node(
            BooleanSupplier isElected,
            BooleanSupplier isLeader,
            Supplier<ConsensusModule.State> state,
            Supplier<AtomicCounter> controlToggle,
            LongSupplier snapshotCount,
            LongSupplier commitPosition) {}

    public LogKeeper(
            final Node node,
            final DataDirectory directory,
            final AeronArchive.Context archiveContext,
            final long freeSpaceMin,
            final long snapshotLogLength,
            final NanoClock clock) {
        this.node = node;
        this.directory = directory;
        this.archiveContext = archiveContext;
        this.freeSpaceMin = freeSpaceMin;
        this.snapshotLogLength = snapshotLogLength;
        this.clock = clock;
    }

    /** Asks for a snapshot soon; any thread. A node that does not lead ignores it. */
    public void requestSnapshot() {
        snapshotWanted = true;
    }

    @Override
    public int doWork() {
        final long nowNs = clock.nanoTime();
        if (nextNs != 0 && nowNs - nextNs < 0) {
            return 0;
        }
        nextNs = nowNs + INTERVAL_NS;
        if (!started && node.isElected().getAsBoolean()) {
            directory.markStarted();
            started = true;
        }
        if (!started) {
            return 0;
        }
        if (node.snapshotCount().getAsLong() != snapshotsSeen) {
            onSnapshotTaken();
        }
        if (node.isLeader().getAsBoolean()) {
            watchSpace();
            watchLogLength();
        } else {
            snapshotWanted = false;
        }
        return 1;
    }

    private void watchSpace() {
        final ConsensusModule.State state = node.state().get();
        final long free = directory.freeSpace();
        if (state == ConsensusModule.State.ACTIVE && free < freeSpaceMin) {
            if (ClusterControl.ToggleState.SUSPEND.toggle(node.controlToggle().get())) {
                LOGGER.error("disk nearly full, no commands are taken free={} needed={}", free, freeSpaceMin);
            }
        } else if (state == ConsensusModule.State.SUSPENDED
                && free >= freeSpaceMin + freeSpaceMin / RESUME_MARGIN_DIVISOR
                && resume()) {
            LOGGER.info("disk has room again, commands are taken free={}", free);
        }
    }

    private boolean resume() {
        final AtomicCounter toggle = node.controlToggle().get();
        return ClusterControl.ToggleState.RESUME.toggle(toggle);
    }

    private void watchLogLength() {
        final boolean isLong = node.commitPosition().getAsLong() - snapshotPosition >= snapshotLogLength;
        if ((isLong || snapshotWanted)
                && !snapshotAsked
                && node.state().get() == ConsensusModule.State.ACTIVE
                && ClusterControl.ToggleState.SNAPSHOT.toggle(
                        node.controlToggle().get())) {
            snapshotAsked = true;
            snapshotWanted = false;
            LOGGER.info(
                    "snapshot asked for log_length={}", node.commitPosition().getAsLong() - snapshotPosition);
        }
    }

    private void onSnapshotTaken() {
        snapshotsSeen = node.snapshotCount().getAsLong();
        snapshotAsked = false;
        try (RecordingLog log = new RecordingLog(directory.cluster().toFile(), false)) {
            final List<RecordingLog.Entry> snapshots = log.entries().stream()
                    .filter(entry -> entry.isValid
                            && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT
                            && entry.serviceId == ConsensusModule.Configuration.SERVICE_ID)
                    .sorted(Comparator.comparingLong((RecordingLog.Entry entry) -> entry.logPosition)
                            .reversed())
                    .toList();
            snapshotPosition = snapshots.isEmpty() ? 0 : snapshots.get(0).logPosition;
            if (snapshots.size() >= SNAPSHOTS_KEPT) {
                purgeBehind(log, snapshots.get(SNAPSHOTS_KEPT - 1).logPosition);
            }
        } catch (final ArchiveException e) {
            LOGGER.warn("log can't be purged now error={}", e.getMessage());
        }
    }

    private void purgeBehind(final RecordingLog log, final long position) {
        final long logRecordingId = log.findLastTermRecordingId();
        try (AeronArchive archive = AeronArchive.connect(archiveContext.clone())) {
            for (final RecordingLog.Entry entry : log.entries()) {
                if (entry.isValid
                        && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT
                        && entry.logPosition < position
                        && exists(archive, entry.recordingId)) {
                    archive.purgeRecording(entry.recordingId);
                    LOGGER.info(
                            "snapshot purged recording_id={} log_position={}", entry.recordingId, entry.logPosition);
                }
            }
            purgeLog(archive, logRecordingId, position);
        }
    }

    private static boolean exists(final AeronArchive archive, final long recordingId) {
        return archive.listRecording(
                        recordingId,
                        (control,
                                correlation,
                                id,
                                startNs,
                                stopNs,
                                start,
                                stop,
                                term,
                                segment,
                                a,
                                b,
                                c,
                                d,
                                e,
                                f,
                                g) -> {})
                > 0;
    }

    private static void purgeLog(final AeronArchive archive, final long recordingId, final long position) {
        final long[] start = new long[1];
        archive.listRecording(
                recordingId,
                (control,
                        correlation,
                        id,
                        startMs,
                        stopMs,
                        startPosition,
                        stopPosition,
                        initialTermId,
                        segmentLength,
                        termLength,
                        mtu,
                        session,
                        stream,
                        stripped,
                        original,
                        source) -> start[0] = AeronArchive.segmentFileBasePosition(
                                        startPosition, position, termLength, segmentLength)
                                > startPosition
                        ? AeronArchive.segmentFileBasePosition(startPosition, position, termLength, segmentLength)
                        : -1);
        if (start[0] > 0) {
            final long count = archive.purgeSegments(recordingId, start[0]);
            LOGGER.info("log purged recording_id={} new_start={} segments={}", recordingId, start[0], count);
        }
    }

    @Override
    public String roleName() {
        return "log-keeper";
    }
}
