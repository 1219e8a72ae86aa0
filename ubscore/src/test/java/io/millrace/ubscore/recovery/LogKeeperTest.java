package io.millrace.ubscore.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keeper asks the consensus module for, and when: stepped by hand, its clock and its cluster in memory. */
class LogKeeperTest {
    private static final long STEP_NS = 300_000_000;
    private static final long NEVER_FULL = 1;
    private static final long ALWAYS_FULL = Long.MAX_VALUE / 2;
    private static final long LOG_LENGTH = 1000;

    @TempDir
    Path path;

    private final AtomicCounter toggle =
            new AtomicCounter(new UnsafeBuffer(new byte[CountersReader.COUNTER_LENGTH]), 0);
    private DataDirectory directory;
    private boolean elected = true;
    private boolean leads = true;
    private ConsensusModule.State state = ConsensusModule.State.ACTIVE;
    private long snapshots;
    private long position;
    private long nowNs = 1;

    @BeforeEach
    void open() {
        directory = DataDirectory.open(path);
        directory.cluster().toFile().mkdirs();
        new RecordingLog(directory.cluster().toFile(), true).close();
        neutral();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private void neutral() {
        toggle.set(ClusterControl.ToggleState.NEUTRAL.code());
    }

    private ClusterControl.ToggleState asked() {
        return ClusterControl.ToggleState.get(toggle);
    }

    private LogKeeper keeper(final long freeSpaceMin) {
        return new LogKeeper(
                new LogKeeper.Node(
                        () -> elected, () -> leads, () -> state, () -> toggle, () -> snapshots, () -> position),
                directory,
                new AeronArchive.Context(),
                freeSpaceMin,
                LOG_LENGTH,
                () -> nowNs += STEP_NS);
    }

    @Test
    void shouldSuspendALeaderWhoseDiskIsFullAndResumeIt() {
        keeper(ALWAYS_FULL).doWork();
        assertEquals(ClusterControl.ToggleState.SUSPEND, asked());
        state = ConsensusModule.State.SUSPENDED;
        neutral();
        keeper(ALWAYS_FULL).doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
        keeper(NEVER_FULL).doWork();
        assertEquals(ClusterControl.ToggleState.RESUME, asked());
    }

    @Test
    void shouldResumeOnlyWithAMargin() {
        state = ConsensusModule.State.SUSPENDED;
        final long free = directory.freeSpace();
        keeper(free - free / 20).doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
        keeper(free / 2).doWork();
        assertEquals(ClusterControl.ToggleState.RESUME, asked());
    }

    @Test
    void shouldLeaveAFollowerAlone() {
        leads = false;
        position = 10 * LOG_LENGTH;
        keeper(ALWAYS_FULL).doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
    }

    @Test
    void shouldAskForASnapshotOnceWhenTheLogHasGrown() {
        final LogKeeper keeper = keeper(NEVER_FULL);
        position = LOG_LENGTH - 1;
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
        position = LOG_LENGTH;
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.SNAPSHOT, asked());
        neutral();
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked(), "asked again before the first was taken");
    }

    @Test
    void shouldMeasureGrowthFromTheLastSnapshot() {
        final LogKeeper keeper = keeper(NEVER_FULL);
        position = LOG_LENGTH;
        keeper.doWork();
        taken(LOG_LENGTH);
        keeper.doWork();
        position = 2 * LOG_LENGTH - 1;
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
        position = 2 * LOG_LENGTH;
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.SNAPSHOT, asked());
    }

    @Test
    void shouldTakeASnapshotWhenTold() {
        final LogKeeper keeper = keeper(NEVER_FULL);
        keeper.requestSnapshot();
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.SNAPSHOT, asked());
        taken(0);
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
    }

    @Test
    void shouldForgetWhatItWasToldWhileItDidNotLead() {
        final LogKeeper keeper = keeper(NEVER_FULL);
        leads = false;
        keeper.requestSnapshot();
        keeper.doWork();
        leads = true;
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
    }

    @Test
    void shouldDoNothingBeforeTheNodeHasItsPlace() {
        elected = false;
        position = 10 * LOG_LENGTH;
        final LogKeeper keeper = keeper(ALWAYS_FULL);
        keeper.doWork();
        assertEquals(ClusterControl.ToggleState.NEUTRAL, asked());
        assertEquals(false, directory.isStarted());
        elected = true;
        keeper.doWork();
        assertEquals(true, directory.isStarted());
    }

    private void taken(final long logPosition) {
        try (RecordingLog log = new RecordingLog(directory.cluster().toFile(), false)) {
            log.appendSnapshot(7, 0, 0, logPosition, 0, ConsensusModule.Configuration.SERVICE_ID);
        }
        snapshots++;
        neutral();
    }
}
