package io.millrace.ubscore;

import io.aeron.CommonContext;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.ClusterClock;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.IoUtil;
import org.agrona.concurrent.HighResolutionClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Media driver, archive, consensus module and service container of one node, with the guards under which a kill loses nothing: fsync
 * of log, snapshots and vote, checksums on both sides, liveness files that are no obstacle to the next start. The directory is
 * locked and repaired before this is made. Public so that another service can be measured in the same set-up.
 */
public final class ClusterNode implements AutoCloseable {
    /** Longest message is an eighth of it: an engine's output of 2 MB with its frame. */
    private static final String TERM_LENGTH = "term-length=16m";

    private static final int TERM_LENGTH_BYTES = 16 * 1024 * 1024;
    /** Terms of the archive's control streams and other small ones. */
    private static final int CONTROL_TERM_LENGTH = 64 * 1024;

    private static final int HEARTBEATS_PER_TIMEOUT = 10;
    /** A node without a log waits for all its fellows: one of them may have the log, and be outvoted if it is not heard. */
    private static final long FIRST_CANVASS_TIMEOUT_NS = TimeUnit.DAYS.toNanos(365);

    private final UbscoreContext context;
    private final ErrorHandler errorHandler;
    private final Runnable terminationHook;
    private final File archiveDir;
    private final File clusterDir;
    private long canvassTimeoutNs;
    private MediaDriver driver;
    private Archive archive;
    private ConsensusModule consensusModule;
    private ClusteredServiceContainer container;

    /**
     * Prepares; {@link #start} starts.
     *
     * @param errorHandler told of every error of the parts, on their threads.
     * @param terminationHook called when a part ends by itself.
     */
    public ClusterNode(
            final UbscoreContext context,
            final File archiveDir,
            final File clusterDir,
            final ErrorHandler errorHandler,
            final Runnable terminationHook) {
        this.context = context;
        this.archiveDir = archiveDir;
        this.clusterDir = clusterDir;
        this.errorHandler = errorHandler;
        this.terminationHook = terminationHook;
    }

    /**
     * Starts everything; the service begins to load its snapshot and to replay the log on its own thread.
     *
     * @param begun whether a log was begun here.
     */
    public void start(final ClusteredService service, final boolean begun) {
        canvassTimeoutNs = begun ? context.durationNs("cluster.startup-canvass-timeout") : FIRST_CANVASS_TIMEOUT_NS;
        IoUtil.delete(context.markDir().toFile(), true);
        IoUtil.ensureDirectoryExists(context.markDir().toFile(), "mark files");
        try {
            driver = MediaDriver.launch(driverContext());
            archive = Archive.launch(archiveContext());
            consensusModule = ConsensusModule.launch(consensusContext());
            container = ClusteredServiceContainer.launch(serviceContext(service));
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    private IdleStrategy idle() {
        return Idling.onPath(context);
    }

    private MediaDriver.Context driverContext() {
        return new MediaDriver.Context()
                .aeronDirectoryName(context.aeronDir().toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(idle())
                .termBufferSparseFile(true)
                .ipcTermBufferLength(TERM_LENGTH_BYTES)
                .publicationTermBufferLength(TERM_LENGTH_BYTES)
                .spiesSimulateConnection(true)
                .errorHandler(errorHandler)
                .terminationHook(terminationHook);
    }

    private Archive.Context archiveContext() {
        return new Archive.Context()
                .aeronDirectoryName(context.aeronDir().toString())
                .archiveDir(archiveDir)
                .markFileDir(context.markDir().toFile())
                .archiveId(context.node())
                .controlChannel("aeron:udp?endpoint=" + context.self().archiveEndpoint())
                .localControlChannel(CommonContext.IPC_CHANNEL)
                .replicationChannel("aeron:udp?endpoint=" + context.self().host() + ":0")
                .controlTermBufferLength(CONTROL_TERM_LENGTH)
                .recordingEventsEnabled(false)
                .threadingMode(ArchiveThreadingMode.SHARED)
                .idleStrategySupplier(this::idle)
                .segmentFileLength(context.segmentLength())
                .fileSyncLevel(context.fileSyncLevel())
                .catalogFileSyncLevel(context.fileSyncLevel())
                .recordChecksum(Checksums.crc32c())
                .replayChecksum(Checksums.crc32c())
                .errorHandler(errorHandler);
    }

    /** A client's settings for this node's archive; each user takes a copy. */
    AeronArchive.Context archiveClientContext() {
        return new AeronArchive.Context()
                .aeronDirectoryName(context.aeronDir().toString())
                .controlRequestChannel("aeron:ipc?term-length=64k")
                .controlResponseChannel("aeron:ipc?term-length=64k")
                .controlTermBufferLength(CONTROL_TERM_LENGTH)
                .errorHandler(errorHandler);
    }

    private ConsensusModule.Context consensusContext() {
        final long heartbeatTimeoutNs = context.durationNs("cluster.leader-heartbeat-timeout");
        return new ConsensusModule.Context()
                .aeronDirectoryName(context.aeronDir().toString())
                .clusterDir(clusterDir)
                .markFileDir(context.markDir().toFile())
                .clusterId(context.shard())
                .clusterMemberId(context.node())
                .clusterMembers(context.members().stream()
                        .map(UbscoreContext.Member::clusterMember)
                        .collect(Collectors.joining("|")))
                .ingressChannel("aeron:udp?" + TERM_LENGTH)
                .isIpcIngressAllowed(true)
                .logChannel("aeron:udp?" + TERM_LENGTH)
                .replicationChannel("aeron:udp?endpoint=" + context.self().host() + ":0")
                .archiveContext(archiveClientContext())
                .fileSyncLevel(context.fileSyncLevel())
                .clusterClock(new MicrosecondClock())
                .idleStrategySupplier(this::idle)
                .sessionTimeoutNs(context.durationNs("cluster.session-timeout"))
                .leaderHeartbeatTimeoutNs(heartbeatTimeoutNs)
                .leaderHeartbeatIntervalNs(heartbeatTimeoutNs / HEARTBEATS_PER_TIMEOUT)
                .startupCanvassTimeoutNs(canvassTimeoutNs)
                .electionTimeoutNs(context.durationNs("cluster.election-timeout"))
                .electionStatusIntervalNs(context.durationNs("cluster.election-timeout") / HEARTBEATS_PER_TIMEOUT)
                .errorHandler(errorHandler)
                .terminationHook(terminationHook);
    }

    private ClusteredServiceContainer.Context serviceContext(final ClusteredService service) {
        return new ClusteredServiceContainer.Context()
                .aeronDirectoryName(context.aeronDir().toString())
                .clusterDir(clusterDir)
                .markFileDir(context.markDir().toFile())
                .clusterId(context.shard())
                .serviceName("balance-" + context.shard() + "-" + context.node())
                .archiveContext(archiveClientContext())
                .clusteredService(service)
                .idleStrategySupplier(this::idle)
                .errorHandler(errorHandler)
                .terminationHook(terminationHook);
    }

    /** Whether the node has a place in a cluster that has a leader. Any thread. */
    public boolean isElected() {
        return consensusModule != null
                && !consensusModule.context().electionStateCounter().isClosed()
                && ElectionState.get(consensusModule.context().electionStateCounter()) == ElectionState.CLOSED
                && ConsensusModule.State.get(consensusModule.context().moduleStateCounter())
                        == ConsensusModule.State.ACTIVE;
    }

    /** What the consensus module does; any thread. */
    ConsensusModule.State state() {
        return ConsensusModule.State.get(consensusModule.context().moduleStateCounter());
    }

    /** Where a snapshot or a suspension is asked for. */
    AtomicCounter controlToggle() {
        return consensusModule.context().controlToggleCounter();
    }

    /** Snapshots taken since the start. */
    long snapshotCount() {
        return consensusModule.context().snapshotCounter().get();
    }

    /** Position up to which the log is committed. */
    long commitPosition() {
        return consensusModule.context().commitPositionCounter().get();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(container, consensusModule, archive, driver);
        IoUtil.delete(context.markDir().toFile(), true);
    }

    /** Cluster time in microseconds since the epoch: what commands are stamped with. */
    private static final class MicrosecondClock implements ClusterClock {
        @Override
        public TimeUnit timeUnit() {
            return TimeUnit.MICROSECONDS;
        }

        @Override
        public long time() {
            return HighResolutionClock.epochMicros();
        }
    }
}
