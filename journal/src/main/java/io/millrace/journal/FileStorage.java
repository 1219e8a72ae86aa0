package io.millrace.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory of the file system. Its lock is the operating system's, between processes: one process locks a directory once
 * at a time, for a second attempt of its own, though refused, may free the first one's lock.
 */
public final class FileStorage implements Storage {
    /** The file that carries the operating system's lock, which the kernel frees when its owner dies. */
    public static final String LOCK_NAME = "lock";

    private static final int ZEROS_LENGTH = 1 << 20;

    private final Path directory;

    private FileStorage(final Path directory) {
        this.directory = directory;
    }

    /** Storage in {@code directory}, which is made if it is missing. */
    public static FileStorage of(final Path directory) {
        try {
            Files.createDirectories(directory);
            return new FileStorage(directory.toRealPath());
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public StorageLock lock() {
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel =
                    FileChannel.open(directory.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
        } catch (final OverlappingFileLockException ex) {
            lock = null;
        } catch (final IOException ex) {
            closeQuietly(channel);
            throw new UncheckedIOException(ex);
        }
        if (lock == null) {
            closeQuietly(channel);
            throw new JournalLockedException("journal has another owner: directory=" + directory);
        }
        final FileChannel owned = channel;
        return () -> closeQuietly(owned);
    }

    @Override
    public List<String> names() {
        final List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isRegularFile)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
        names.sort(null);
        return names;
    }

    @Override
    public StorageFile create(final String name, final long length) {
        final ChannelFile file = openChannel(
                name,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            // Zeros are written, not skipped over: the blocks are there, and a later force has no metadata to write.
            final ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(length, ZEROS_LENGTH));
            for (long position = 0; position < length; position += zeros.limit()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), length - position));
                file.writeFully(position, zeros);
            }
            file.force();
            return file;
        } catch (final UncheckedIOException ex) {
            file.close();
            throw ex;
        }
    }

    @Override
    public StorageFile open(final String name) {
        return openChannel(name, StandardOpenOption.READ);
    }

    @Override
    public StorageFile openWritable(final String name) {
        return openChannel(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void rename(final String from, final String to) {
        try {
            Files.move(
                    directory.resolve(from),
                    directory.resolve(to),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void delete(final String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void forceDirectory() {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public long usableLength() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private ChannelFile openChannel(final String name, final StandardOpenOption... options) {
        try {
            return new ChannelFile(FileChannel.open(directory.resolve(name), options));
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void closeQuietly(final FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (final IOException ignored) {
            // Nothing was written through it, and the kernel has taken it back.
        }
    }

    private static final class ChannelFile implements StorageFile {
        private final FileChannel channel;

        ChannelFile(final FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(final long position, final ByteBuffer destination) {
            try {
                return channel.read(destination, position);
            } catch (final IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public int write(final long position, final ByteBuffer source) {
            try {
                return channel.write(source, position);
            } catch (final IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public void force() {
            try {
                channel.force(false);
            } catch (final IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public long length() {
            try {
                return channel.size();
            } catch (final IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public void close() {
            closeQuietly(channel);
        }
    }
}
