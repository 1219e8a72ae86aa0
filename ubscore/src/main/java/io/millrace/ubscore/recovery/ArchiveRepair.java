package io.millrace.ubscore.recovery;

import io.aeron.archive.codecs.CatalogHeaderDecoder;
import io.aeron.archive.codecs.RecordingDescriptorDecoder;
import io.aeron.archive.codecs.RecordingDescriptorHeaderDecoder;
import io.aeron.archive.codecs.RecordingState;
import io.aeron.cluster.RecordingLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an archive that was killed fit to be started: repairs the tail of every recording, and refuses a log that is missing or
 * is shorter than what is known of it. Used by the thread that starts the node, under the lock, before anything runs.
 */
public final class ArchiveRepair {
    private static final Logger LOGGER = LoggerFactory.getLogger(ArchiveRepair.class);
    private static final String CATALOG = "archive.catalog";
    private static final String SEGMENT_SUFFIX = ".rec";

    private final Path archiveDir;
    private final Path clusterDir;

    public ArchiveRepair(final Path archiveDir, final Path clusterDir) {
        this.archiveDir = archiveDir;
        this.clusterDir = clusterDir;
    }

    /**
     * Repairs.
     *
     * @param started whether a log was begun here, and so must be found.
     */
    public void run(final boolean started) {
        final List<RecordingDescriptor> recordings = readCatalog(archiveDir);
        final List<RecordingLog.Entry> entries = readRecordingLog();
        if (started) {
            refuseMissingLog(recordings, entries);
        }
        for (final RecordingDescriptor recording : recordings) {
            repair(recording, durablePosition(recording, entries));
        }
    }

    private void refuseMissingLog(final List<RecordingDescriptor> recordings, final List<RecordingLog.Entry> entries) {
        if (entries.isEmpty()) {
            throw new RefusedStartException("the log has begun and recording.log has no entry directory=" + clusterDir);
        }
        for (final RecordingLog.Entry entry : entries) {
            if (entry.isValid
                    && entry.type == RecordingLog.ENTRY_TYPE_TERM
                    && recordings.stream().noneMatch(recording -> recording.recordingId() == entry.recordingId)) {
                throw new RefusedStartException("the log's recording is not in the archive recordingId="
                        + entry.recordingId + " directory=" + archiveDir);
            }
        }
    }

    /** What recording.log says was reached in a recording of the log; 0 for a snapshot, which carries its own checksums. */
    private static long durablePosition(final RecordingDescriptor recording, final List<RecordingLog.Entry> entries) {
        long position = 0;
        final boolean isLog = entries.stream()
                .anyMatch(entry ->
                        entry.type == RecordingLog.ENTRY_TYPE_TERM && entry.recordingId == recording.recordingId());
        if (isLog) {
            for (final RecordingLog.Entry entry : entries) {
                if (entry.isValid) {
                    position = Math.max(position, Math.max(entry.termBaseLogPosition, entry.logPosition));
                }
            }
        }
        return position;
    }

    private void repair(final RecordingDescriptor recording, final long durablePosition) {
        try {
            final long basePosition = lastSegment(recording.recordingId());
            if (basePosition < 0) {
                if (durablePosition > recording.startPosition()) {
                    throw new CorruptRecordingException("recording has no segment recordingId="
                            + recording.recordingId() + " durablePosition=" + durablePosition);
                }
                return;
            }
            final Path file = archiveDir.resolve(recording.recordingId() + "-" + basePosition + SEGMENT_SUFFIX);
            final long cut = new RecordingTail(file, recording, basePosition).repair(durablePosition);
            if (cut > 0) {
                LOGGER.warn(
                        "torn end of recording cut off recordingId={} file={} bytes={}",
                        recording.recordingId(),
                        file.getFileName(),
                        cut);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("recording can't be checked recordingId=" + recording.recordingId(), e);
        }
    }

    /** Base position of a recording's last segment; -1 if it has none. */
    private long lastSegment(final long recordingId) throws IOException {
        final String prefix = recordingId + "-";
        try (Stream<Path> files = Files.list(archiveDir)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(SEGMENT_SUFFIX))
                    .mapToLong(name ->
                            Long.parseLong(name.substring(prefix.length(), name.length() - SEGMENT_SUFFIX.length())))
                    .max()
                    .orElse(-1);
        }
    }

    private List<RecordingLog.Entry> readRecordingLog() {
        if (!Files.exists(clusterDir.resolve(RecordingLog.RECORDING_LOG_FILE_NAME))) {
            return List.of();
        }
        try (RecordingLog log = new RecordingLog(clusterDir.toFile(), false)) {
            return List.copyOf(log.entries());
        }
    }

    /** All recordings that the archive's catalog counts as valid, by ascending id. */
    static List<RecordingDescriptor> readCatalog(final Path archiveDir) {
        final Path file = archiveDir.resolve(CATALOG);
        final List<RecordingDescriptor> recordings = new ArrayList<>();
        if (!Files.exists(file)) {
            return recordings;
        }
        try {
            final UnsafeBuffer catalog = new UnsafeBuffer(Files.readAllBytes(file));
            final CatalogHeaderDecoder catalogHeader = new CatalogHeaderDecoder();
            catalogHeader.wrap(catalog, 0, CatalogHeaderDecoder.BLOCK_LENGTH, CatalogHeaderDecoder.SCHEMA_VERSION);
            final int alignment = catalogHeader.alignment();
            int offset = CatalogHeaderDecoder.BLOCK_LENGTH;
            while (offset + RecordingDescriptorHeaderDecoder.BLOCK_LENGTH < catalog.capacity()) {
                final int length = read(catalog, offset, recordings);
                if (length <= 0) {
                    break;
                }
                offset += BitUtil.align(length + RecordingDescriptorHeaderDecoder.BLOCK_LENGTH, alignment);
            }
        } catch (final IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new RefusedStartException("archive's catalog can't be read file=" + file + " error=" + e);
        }
        return recordings;
    }

    /** Length of the descriptor at the offset; 0 behind the last one. */
    private static int read(final UnsafeBuffer catalog, final int offset, final List<RecordingDescriptor> recordings) {
        final RecordingDescriptorHeaderDecoder header = new RecordingDescriptorHeaderDecoder();
        header.wrap(
                catalog,
                offset,
                RecordingDescriptorHeaderDecoder.BLOCK_LENGTH,
                RecordingDescriptorHeaderDecoder.SCHEMA_VERSION);
        if (header.length() > 0 && header.state() == RecordingState.VALID) {
            final RecordingDescriptorDecoder descriptor = new RecordingDescriptorDecoder();
            descriptor.wrap(
                    catalog,
                    offset + RecordingDescriptorHeaderDecoder.BLOCK_LENGTH,
                    RecordingDescriptorDecoder.BLOCK_LENGTH,
                    RecordingDescriptorDecoder.SCHEMA_VERSION);
            recordings.add(new RecordingDescriptor(
                    descriptor.recordingId(),
                    descriptor.startPosition(),
                    descriptor.stopPosition(),
                    descriptor.initialTermId(),
                    descriptor.segmentFileLength(),
                    descriptor.termBufferLength(),
                    descriptor.streamId()));
        }
        return header.length();
    }
}
