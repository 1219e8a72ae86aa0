package io.millrace.ubscore.recovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The directory that holds a node's log, snapshots and vote. Held by an operating system's lock from before anything in it is
 * touched until it is closed, or its process is gone: so that no second process can ever write the same files.
 *
 * <pre>
 *   lock       held while in use; empty
 *   identity   key=value lines: what the log was begun under, and started=true from when it has begun
 *   archive/   recordings: the log and the snapshots
 *   cluster/   recording.log (terms and snapshots) and node-state.dat (the vote): never deleted
 * </pre>
 *
 * Used by the thread that starts the node, before anything runs.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String STARTED = "started";

    private final Path directory;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataDirectory(final Path directory, final FileChannel lockFile, final FileLock lock) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Creates it if it is missing, and locks it; throws {@link RefusedStartException} if another process has it. */
    public static DataDirectory open(final Path directory) {
        try {
            Files.createDirectories(directory);
            final FileChannel file =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            final FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new RefusedStartException("data directory is in use by another process directory=" + directory);
            }
            return new DataDirectory(directory, file, lock);
        } catch (final IOException e) {
            throw new UncheckedIOException("data directory can't be opened directory=" + directory, e);
        }
    }

    private static FileLock tryLock(final FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (final OverlappingFileLockException e) {
            return null;
        }
    }

    /** Recordings. */
    public Path archive() {
        return directory.resolve("archive");
    }

    /** Terms, snapshots and vote. */
    public Path cluster() {
        return directory.resolve("cluster");
    }

    /**
     * Compares with what the log was begun under, or records it at the first start; refuses what differs, for the same log would have
     * other effects, and a log that has begun and is not there.
     */
    public void checkIdentity(final Map<String, String> identity) {
        final Map<String, String> recorded = read();
        if (recorded.isEmpty()) {
            write(new TreeMap<>(identity));
            return;
        }
        // The log of a single node from before the number of members was recorded.
        recorded.putIfAbsent("members", "1");
        identity.forEach((key, value) -> {
            if (!value.equals(recorded.get(key))) {
                throw new RefusedStartException("the log was begun under another setting key=" + key + " recorded="
                        + recorded.get(key) + " configured=" + value);
            }
        });
        if ("true".equals(recorded.get(STARTED)) && !Files.exists(cluster().resolve("recording.log"))) {
            throw new RefusedStartException("the log has begun and is not there directory=" + cluster());
        }
    }

    /** Whether a log was begun here: from then on it must be there at every start. */
    public boolean isStarted() {
        return "true".equals(read().get(STARTED));
    }

    /** Records that the log has begun. */
    public void markStarted() {
        final Map<String, String> identity = read();
        if (identity.put(STARTED, "true") == null) {
            write(identity);
        }
    }

    private Map<String, String> read() {
        final Map<String, String> values = new TreeMap<>();
        try {
            final Path file = directory.resolve("identity");
            if (Files.exists(file)) {
                for (final String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    final int equals = line.indexOf('=');
                    values.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (final IOException | StringIndexOutOfBoundsException e) {
            throw new RefusedStartException("identity can't be read directory=" + directory + " error=" + e);
        }
        return values;
    }

    private void write(final Map<String, String> values) {
        final StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        final Path temporary = directory.resolve("identity.tmp");
        try (FileChannel file = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
            Files.move(temporary, directory.resolve("identity"), StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
        } catch (final IOException e) {
            throw new UncheckedIOException("identity can't be written directory=" + directory, e);
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Bytes that are free on its disk. */
    public long freeSpace() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (final IOException e) {
            throw new UncheckedIOException("free space can't be read directory=" + directory, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (final IOException e) {
            throw new UncheckedIOException("lock can't be released directory=" + directory, e);
        }
    }
}
