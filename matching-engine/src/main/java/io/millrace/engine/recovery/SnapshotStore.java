package io.millrace.engine.recovery;

import io.millrace.journal.Storage;
import io.millrace.journal.StorageFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Snapshots of one lane as files named by the output they stand behind, little endian.
 *
 * <pre>
 *   0            8         12         16              24        24+n     28+n
 *   +------------+---------+----------+---------------+---------+--------+
 *   | "MRSNAPSH" | version | reserved | payload length| payload | CRC32C |  over 0..24+n
 *   +------------+---------+----------+---------------+---------+--------+
 * </pre>
 *
 * A file gets its name when it is whole and forced. One that is not whole all the same is set aside, and the one before it is
 * read: two are kept. Writing and reading belong to different lives or to one thread.
 */
public final class SnapshotStore {
    private static final String PREFIX = "snapshot-";
    private static final String SUFFIX = ".bin";
    private static final String UNFINISHED = "snapshot.tmp";
    private static final String ASIDE = ".aside";
    private static final int SEQUENCE_DIGITS = 20;
    private static final int KEPT_COUNT = 2;

    private static final long MAGIC = 0x485350414E53524DL;
    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 24;
    private static final int CHECKSUM_LENGTH = Integer.BYTES;

    private final Storage storage;

    public SnapshotStore(final Storage storage) {
        this.storage = storage;
    }

    /** Writes a snapshot, durable when this returns, and removes those that are two behind it. */
    public void write(final long sequence, final DirectBuffer payload, final int length) {
        final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(length).flip();
        final ByteBuffer bytes = ByteBuffer.wrap(payload.byteArray(), payload.wrapAdjustment(), length);
        final CRC32C crc = new CRC32C();
        crc.update(header.duplicate());
        crc.update(bytes.duplicate());
        final ByteBuffer checksum = ByteBuffer.allocate(CHECKSUM_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        checksum.putInt((int) crc.getValue()).flip();
        try (StorageFile file = storage.create(UNFINISHED, 0)) {
            file.writeFully(0, header);
            file.writeFully(HEADER_LENGTH, bytes);
            file.writeFully(HEADER_LENGTH + (long) length, checksum);
            file.force();
        }
        storage.rename(UNFINISHED, name(sequence));
        storage.forceDirectory();
        prune();
    }

    /** Sequences of all snapshots, newest first. */
    public List<Long> sequences() {
        return storage.names().stream()
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
                .map(name -> Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length())))
                .sorted(Collections.reverseOrder())
                .collect(Collectors.toList());
    }

    /** Payload of a snapshot; null if it is not what was written. */
    public DirectBuffer read(final long sequence) {
        try (StorageFile file = storage.open(name(sequence))) {
            final int fileLength = Math.toIntExact(file.length());
            final ByteBuffer bytes = ByteBuffer.allocate(fileLength).order(ByteOrder.LITTLE_ENDIAN);
            if (fileLength < HEADER_LENGTH + CHECKSUM_LENGTH || file.readFully(0, bytes) < fileLength) {
                return null;
            }
            final long length = bytes.getLong(16);
            if (bytes.getLong(0) != MAGIC || length != fileLength - HEADER_LENGTH - CHECKSUM_LENGTH) {
                return null;
            }
            final CRC32C crc = new CRC32C();
            crc.update(bytes.array(), 0, fileLength - CHECKSUM_LENGTH);
            if (bytes.getInt(fileLength - CHECKSUM_LENGTH) != (int) crc.getValue()) {
                return null;
            }
            if (bytes.getInt(8) != VERSION) {
                throw new IllegalStateException(
                        "snapshot has an unknown version: name=" + name(sequence) + " version=" + bytes.getInt(8));
            }
            return new UnsafeBuffer(bytes.array(), HEADER_LENGTH, (int) length);
        }
    }

    /** Gives a snapshot that no recovery can use another name, so that it is not one of the two that are kept; returns that. */
    public String setAside(final long sequence) {
        final String name = name(sequence) + ASIDE;
        storage.rename(name(sequence), name);
        storage.forceDirectory();
        return name;
    }

    /** Names of those that were set aside. */
    public List<String> aside() {
        return storage.names().stream()
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(ASIDE))
                .sorted()
                .collect(Collectors.toList());
    }

    /**
     * Sequence behind which the journal is not needed: that of the older snapshot kept, for the newer may turn out not to be
     * whole; 0 as long as there are not two.
     */
    public long coveredSequence() {
        final List<Long> sequences = sequences();
        return sequences.size() < KEPT_COUNT ? 0 : sequences.get(KEPT_COUNT - 1);
    }

    private void prune() {
        final List<Long> sequences = sequences();
        for (final long sequence : sequences.subList(Math.min(KEPT_COUNT, sequences.size()), sequences.size())) {
            storage.delete(name(sequence));
        }
    }

    private static String name(final long sequence) {
        final String digits = Long.toString(sequence);
        return PREFIX + "0".repeat(SEQUENCE_DIGITS - digits.length()) + digits + SUFFIX;
    }
}
