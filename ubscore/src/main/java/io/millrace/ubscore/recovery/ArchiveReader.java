package io.millrace.ubscore.recovery;

import io.aeron.cluster.RecordingLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;

/** A node's log and snapshots as its files hold them, also while the node runs. Takes no lock and changes nothing. One thread. */
public final class ArchiveReader {
    /** Id of the one service of the cluster, as recording.log names it. */
    private static final int SERVICE_ID = 0;

    private final Path archiveDir;
    private final List<RecordingDescriptor> recordings;
    private final List<RecordingLog.Entry> entries;

    /** A snapshot of the service and the position of the log that it stands behind. */
    public record Snapshot(long recordingId, long logPosition) {}

    /** Takes a recording's messages. */
    @FunctionalInterface
    public interface MessageHandler {
        /** One message that ends at {@code endPosition}, valid during the call; false to read no further. */
        boolean onMessage(DirectBuffer buffer, int offset, int length, long endPosition);
    }

    /**
     * Looks at the directory that {@link DataDirectory} describes.
     *
     * @throws IllegalStateException if no log has begun there.
     */
    public ArchiveReader(final Path dataDir) {
        archiveDir = dataDir.resolve("archive");
        final Path recordingLog = dataDir.resolve("cluster").resolve(RecordingLog.RECORDING_LOG_FILE_NAME);
        if (!Files.exists(recordingLog)) {
            throw new IllegalStateException("no log has begun here directory=" + dataDir);
        }
        recordings = ArchiveRepair.readCatalog(archiveDir);
        entries = readCopy(recordingLog);
    }

    /** Aeron opens this file for writing: so it gets a copy. */
    private static List<RecordingLog.Entry> readCopy(final Path recordingLog) {
        try {
            final Path directory = Files.createTempDirectory("millrace-recording-log");
            try {
                Files.copy(recordingLog, directory.resolve(recordingLog.getFileName()));
                try (RecordingLog log = new RecordingLog(directory.toFile(), false)) {
                    return List.copyOf(log.entries());
                }
            } finally {
                IoUtil.delete(directory.toFile(), true);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("recording.log can't be read file=" + recordingLog, e);
        }
    }

    /** The service's snapshots that are kept, oldest first. */
    public List<Snapshot> snapshots() {
        return entries.stream()
                .filter(entry -> entry.isValid
                        && entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT
                        && entry.serviceId == SERVICE_ID
                        && exists(entry.recordingId))
                .sorted(Comparator.comparingLong(entry -> entry.logPosition))
                .map(entry -> new Snapshot(entry.recordingId, entry.logPosition))
                .toList();
    }

    /** Ids of all recordings: the log, snapshots of the service and of the consensus module. */
    public List<Long> recordingIds() {
        return recordings.stream().map(RecordingDescriptor::recordingId).toList();
    }

    /** The log's recording. */
    public long logRecordingId() {
        return entries.stream()
                .filter(entry -> entry.isValid && entry.type == RecordingLog.ENTRY_TYPE_TERM)
                .mapToLong(entry -> entry.recordingId)
                .reduce((first, last) -> last)
                .orElseThrow(
                        () -> new CorruptRecordingException("recording.log names no term directory=" + archiveDir));
    }

    /** Position of a recording's first byte that is kept. */
    public long startPosition(final long recordingId) {
        return descriptor(recordingId).startPosition();
    }

    /**
     * Reads messages from a position on, each frame checked, to the end as it is now or until the handler has enough.
     *
     * @return bytes at the end that are no whole frame: a write that was cut short.
     * @throws CorruptRecordingException naming file and position, if a frame is not what was written.
     */
    public long read(final long recordingId, final long fromPosition, final MessageHandler handler) {
        final RecordingReader reader = new RecordingReader(archiveDir, descriptor(recordingId));
        reader.read(fromPosition, handler);
        return reader.tornLength();
    }

    private boolean exists(final long recordingId) {
        return recordings.stream().anyMatch(recording -> recording.recordingId() == recordingId);
    }

    private RecordingDescriptor descriptor(final long recordingId) {
        return recordings.stream()
                .filter(recording -> recording.recordingId() == recordingId)
                .findFirst()
                .orElseThrow(() -> new CorruptRecordingException(
                        "recording is not in the archive recordingId=" + recordingId + " directory=" + archiveDir));
    }
}
