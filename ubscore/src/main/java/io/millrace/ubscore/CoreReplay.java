package io.millrace.ubscore;

import com.typesafe.config.Config;
import io.aeron.cluster.codecs.MessageHeaderDecoder;
import io.aeron.cluster.codecs.SessionMessageHeaderDecoder;
import io.aeron.cluster.codecs.SnapshotMark;
import io.aeron.cluster.codecs.SnapshotMarkerDecoder;
import io.aeron.cluster.codecs.TimerEventDecoder;
import io.millrace.ubscore.account.BalanceCore;
import io.millrace.ubscore.account.CoreConfig;
import io.millrace.ubscore.egress.CoreEgress;
import io.millrace.ubscore.egress.Outbox;
import io.millrace.ubscore.egress.OutboxPartition;
import io.millrace.ubscore.egress.OutboxRecord;
import io.millrace.ubscore.egress.ReplyPublisher;
import io.millrace.ubscore.ingress.CommandAdapter;
import io.millrace.ubscore.recovery.ArchiveReader;
import io.millrace.ubscore.recovery.CorruptRecordingException;
import io.millrace.ubscore.recovery.SnapshotLoader;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * The core of a node as its files give it: a snapshot, and the log from there, through the very code that the node runs. For tools:
 * changes nothing, and may run beside the node. One thread.
 */
public final class CoreReplay {
    /** Commands between two looks at tables that fill up. */
    private static final int HOUSEKEEPING_COMMANDS = 256;

    private final ArchiveReader archive;
    private final CoreConfig config;
    private final Outbox outbox;
    private final BalanceCore core;
    private final CoreEgress egress;
    private final CommandAdapter commands;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SessionMessageHeaderDecoder session = new SessionMessageHeaderDecoder();
    private final TimerEventDecoder timer = new TimerEventDecoder();
    private final SnapshotMarkerDecoder marker = new SnapshotMarkerDecoder();
    private final OutboxRecord record = new OutboxRecord();
    private final long[] lanePositions;
    private final long[] eventPositions;
    private long position;
    private long lastTimestampUs;
    private long commandCount;

    /** Hears what the commands make, after each. */
    public interface Listener {
        /** A record for a lane of {@code orders}, or for a partition of {@code balance.events}. */
        void onRecord(boolean isOrder, int partition, OutboxRecord record);

        /** A command was applied; false to stop behind it. */
        boolean onCommand(BalanceCore core);
    }

    /**
     * Starts empty, before the first command.
     *
     * @param root    configuration that the node runs under.
     * @param dataDir the node's.
     */
    public CoreReplay(final Config root, final Path dataDir) {
        final UbscoreContext context = new UbscoreContext(root);
        archive = new ArchiveReader(dataDir);
        config = context.coreConfig();
        outbox = new Outbox(config.laneCount, config.partitionCount, context.outboxBounds());
        final ReplyPublisher replies = new ReplyPublisher();
        egress = new CoreEgress(outbox, replies);
        core = new BalanceCore(config, outbox, egress);
        commands = new CommandAdapter(core, outbox, replies);
        lanePositions = new long[config.laneCount];
        eventPositions = new long[config.partitionCount];
    }

    /**
     * Stands before the log's first command, or at the oldest snapshot that is kept if the log was purged behind it; parameters as
     * above.
     *
     * @throws CorruptRecordingException if there is no such snapshot.
     */
    public static CoreReplay fromOldest(final Config root, final Path dataDir) {
        final CoreReplay replay = new CoreReplay(root, dataDir);
        final ArchiveReader archive = replay.archive;
        if (archive.startPosition(archive.logRecordingId()) > 0) {
            replay.load(archive.snapshots().stream()
                    .findFirst()
                    .orElseThrow(() -> new CorruptRecordingException(
                            "log does not begin at its start and no snapshot leads up to it")));
        }
        return replay;
    }

    /** A core that has seen nothing, for a state that is loaded by itself; {@code root} as above. */
    public static BalanceCore emptyCore(final Config root) {
        final UbscoreContext context = new UbscoreContext(root);
        final CoreConfig config = context.coreConfig();
        final Outbox outbox = new Outbox(config.laneCount, config.partitionCount, context.outboxBounds());
        return new BalanceCore(config, outbox, new CoreEgress(outbox, new ReplyPublisher()));
    }

    /** The node's log and snapshots. */
    public ArchiveReader archive() {
        return archive;
    }

    /** Goes to a snapshot instead of the start; once, before anything is run. */
    public void load(final ArchiveReader.Snapshot snapshot) {
        final SnapshotLoader loader = new SnapshotLoader(config, core, outbox);
        final boolean[] isOurs = {false};
        archive.read(snapshot.recordingId(), 0, (buffer, offset, length, endPosition) -> {
            if (isOurs[0]) {
                loader.onFrame(buffer, offset, length);
            } else {
                isOurs[0] = isEndOfSessions(buffer, offset);
            }
            return !loader.isDone();
        });
        if (!loader.isDone()) {
            throw new CorruptRecordingException(
                    "snapshot ends too early recordingId=" + snapshot.recordingId() + " frames=" + loader.frameCount());
        }
        lastTimestampUs = loader.lastTimestampUs();
        position = snapshot.logPosition();
        egress.onSnapshotLoaded(core);
        for (int lane = 0; lane < lanePositions.length; lane++) {
            lanePositions[lane] = outbox.lane(lane).headPosition();
        }
        for (int partition = 0; partition < eventPositions.length; partition++) {
            eventPositions[partition] = outbox.events(partition).headPosition();
        }
    }

    /** The container writes its sessions before the service's own frames. */
    private boolean isEndOfSessions(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        return header.templateId() == SnapshotMarkerDecoder.TEMPLATE_ID
                && marker.wrap(
                                        buffer,
                                        offset + MessageHeaderDecoder.ENCODED_LENGTH,
                                        header.blockLength(),
                                        header.version())
                                .mark()
                        == SnapshotMark.END;
    }

    /**
     * Applies the log from where the replay stands to its end as it is now, to the last message that ends at or before {@code
     * positionMax}, or to where the listener stops.
     *
     * @return bytes at the log's end that are no whole frame: a write that was cut short.
     * @throws CorruptRecordingException if the log is not what was written, or no longer reaches back to where the replay stands.
     */
    public long run(final long positionMax, final Listener listener) {
        final long recordingId = archive.logRecordingId();
        if (archive.startPosition(recordingId) > position) {
            throw new CorruptRecordingException("log does not reach back to the replay's start position=" + position
                    + " logStart=" + archive.startPosition(recordingId));
        }
        return archive.read(recordingId, position, (buffer, offset, length, endPosition) -> {
            if (endPosition > positionMax) {
                return false;
            }
            position = endPosition;
            return apply(buffer, offset, length, listener);
        });
    }

    /** Applies the log as {@link #run} does, up to a core sequence or to its end, wanting the state alone. */
    public BalanceCore runTo(final long coreSequence) {
        if (core.coreSequence() < coreSequence) {
            run(Long.MAX_VALUE, new Listener() {
                @Override
                public void onRecord(final boolean isOrder, final int partition, final OutboxRecord made) {
                    // The state alone is wanted.
                }

                @Override
                public boolean onCommand(final BalanceCore applied) {
                    return applied.coreSequence() < coreSequence;
                }
            });
        }
        return core;
    }

    private boolean apply(final DirectBuffer buffer, final int offset, final int length, final Listener listener) {
        header.wrap(buffer, offset);
        final int body = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        switch (header.templateId()) {
            case SessionMessageHeaderDecoder.TEMPLATE_ID -> {
                session.wrap(buffer, body, header.blockLength(), header.version());
                final int message = body + header.blockLength();
                commands.onMessage(null, advanceTime(session.timestamp()), buffer, message, offset + length - message);
            }
            case TimerEventDecoder.TEMPLATE_ID -> {
                timer.wrap(buffer, body, header.blockLength(), header.version());
                core.onTime(advanceTime(timer.timestamp()));
            }
            default -> {
                requireWhole(buffer, body + header.blockLength(), offset + length);
                return true;
            }
        }
        if (commands.droppedCount() > 0) {
            throw new CorruptRecordingException("message of the log is no command endPosition=" + position);
        }
        if (++commandCount % HOUSEKEEPING_COMMANDS == 0) {
            core.makeRoom();
        }
        tellRecords(listener);
        return listener.onCommand(core);
    }

    /** A frame's checksum does not cover its length: the cluster's own messages must end where their last field does. */
    private void requireWhole(final DirectBuffer buffer, final int blockEnd, final int end) {
        int limit = blockEnd;
        while (limit >= 0 && limit + Integer.BYTES <= end) {
            limit += Integer.BYTES + buffer.getInt(limit, ByteOrder.LITTLE_ENDIAN);
        }
        if (limit != end) {
            throw new CorruptRecordingException("message of the log has another length endPosition=" + position);
        }
    }

    private long advanceTime(final long timestampUs) {
        lastTimestampUs = Math.max(lastTimestampUs, timestampUs);
        return lastTimestampUs;
    }

    private void tellRecords(final Listener listener) {
        for (int lane = 0; lane < lanePositions.length; lane++) {
            lanePositions[lane] = tell(outbox.lane(lane), lanePositions[lane], true, lane, listener);
        }
        for (int partition = 0; partition < eventPositions.length; partition++) {
            eventPositions[partition] =
                    tell(outbox.events(partition), eventPositions[partition], false, partition, listener);
        }
    }

    private long tell(
            final OutboxPartition ring,
            final long from,
            final boolean isOrder,
            final int partition,
            final Listener listener) {
        long next = from;
        while (next < ring.headPosition() && ring.read(next, record)) {
            listener.onRecord(isOrder, partition, record);
            next = record.nextPosition();
        }
        return next;
    }

    /** The state reached. Ask, but don't command it. */
    public BalanceCore core() {
        return core;
    }

    /** Position of the log up to which commands were applied. */
    public long position() {
        return position;
    }

    public CoreConfig config() {
        return config;
    }
}
