package io.millrace.exchange.source;

import io.millrace.redpanda.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;

/** Topics in the files of an embedded broker that is stopped: each batch's checksum is verified, and nothing is changed. */
public final class FileTopics implements TopicSource {
    private static final String SEGMENT_SUFFIX = ".log";

    private final Path logDir;

    /** {@code logDir} holds a directory for each partition. */
    public FileTopics(final Path logDir) {
        this.logDir = logDir;
    }

    @Override
    public int partitionCount(final String topic) {
        int count = 0;
        while (Files.isDirectory(directory(topic, count))) {
            count++;
        }
        return count;
    }

    @Override
    public long startOffset(final String topic, final int partition) {
        final List<Path> segments = segments(topic, partition);
        return segments.isEmpty() ? 0 : baseOffset(segments.get(0));
    }

    @Override
    public long endOffset(final String topic, final int partition) {
        final List<Path> segments = segments(topic, partition);
        if (segments.isEmpty()) {
            return 0;
        }
        final long[] end = {baseOffset(segments.get(segments.size() - 1))};
        batches(segments.get(segments.size() - 1), batch -> {
            end[0] = batch.lastOffset() + 1;
            return true;
        });
        return end[0];
    }

    @Override
    public long read(
            final String topic,
            final int partition,
            final long fromOffset,
            final long toOffset,
            final TopicReader.RecordHandler handler) {
        final List<Path> segments = segments(topic, partition);
        final Contiguous contiguous = new Contiguous(topic, partition, fromOffset, handler);
        for (int i = 0; i < segments.size(); i++) {
            final boolean isBehind = i + 1 < segments.size() && baseOffset(segments.get(i + 1)) <= fromOffset;
            if (!isBehind && !readSegment(segments.get(i), topic, partition, fromOffset, toOffset, contiguous)) {
                break;
            }
        }
        return contiguous.nextOffset();
    }

    @Override
    public long verify(final String topic, final int partition) {
        final long[] count = {0};
        for (final Path segment : segments(topic, partition)) {
            readSegment(segment, topic, partition, 0, Long.MAX_VALUE, record -> {
                count[0]++;
                return true;
            });
        }
        return count[0];
    }

    private boolean readSegment(
            final Path segment,
            final String topic,
            final int partition,
            final long fromOffset,
            final long toOffset,
            final TopicReader.RecordHandler handler) {
        final int[] epoch = {Integer.MIN_VALUE};
        return batches(segment, batch -> {
            if (batch.lastOffset() < fromOffset) {
                return true;
            }
            batch.ensureValid();
            // What the checksum leaves out: the epoch never falls, and the offset is held against the one before.
            if (batch.partitionLeaderEpoch() < epoch[0]) {
                throw new CorruptSourceException(
                        "leader epoch falls file=" + segment + " offset=" + batch.baseOffset());
            }
            epoch[0] = batch.partitionLeaderEpoch();
            for (final Record record : batch) {
                if (record.offset() >= toOffset) {
                    return false;
                }
                if (record.offset() >= fromOffset && !handler.onRecord(consumed(record, topic, partition))) {
                    return false;
                }
            }
            return true;
        });
    }

    private interface BatchHandler {
        boolean onBatch(FileChannelRecordBatch batch);
    }

    private static boolean batches(final Path segment, final BatchHandler handler) {
        long position = 0;
        try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
            for (final FileChannelRecordBatch batch : records.batches()) {
                position = batch.position();
                if (!handler.onBatch(batch)) {
                    return false;
                }
                position += batch.sizeInBytes();
            }
            if (position != records.sizeInBytes()) {
                throw new CorruptSourceException(
                        "segment ends within a batch file=" + segment + " position=" + position);
            }
            return true;
        } catch (final IOException e) {
            throw new UncheckedIOException("segment can't be read file=" + segment, e);
        } catch (final KafkaException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CorruptSourceException(
                    "batch is not what was written file=" + segment + " position=" + position + " cause="
                            + e.getMessage(),
                    e);
        }
    }

    private static ConsumerRecord<byte[], byte[]> consumed(
            final Record record, final String topic, final int partition) {
        return new ConsumerRecord<>(
                topic,
                partition,
                record.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                record.keySize(),
                record.valueSize(),
                bytes(record.key()),
                bytes(record.value()),
                new RecordHeaders(record.headers()),
                Optional.empty());
    }

    private static byte[] bytes(final ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        final byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private Path directory(final String topic, final int partition) {
        return logDir.resolve(topic + "-" + partition);
    }

    private static long baseOffset(final Path segment) {
        final String name = segment.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SEGMENT_SUFFIX.length()));
    }

    /** Segment files, oldest first. */
    private List<Path> segments(final String topic, final int partition) {
        final List<Path> segments = new ArrayList<>();
        if (!Files.isDirectory(directory(topic, partition))) {
            return segments;
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory(topic, partition), "*" + SEGMENT_SUFFIX)) {
            files.forEach(segments::add);
        } catch (final IOException e) {
            throw new UncheckedIOException("partition can't be listed directory=" + directory(topic, partition), e);
        }
        segments.sort(null);
        return segments;
    }

    @Override
    public void close() {}
}
