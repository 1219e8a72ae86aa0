package io.millrace.simulation;

import io.millrace.journal.Storage;
import io.millrace.journal.StorageFile;
import io.millrace.journal.StorageLock;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that answers a force at once and does nothing: {@link PlantedBug#DISK_LIES_ABOUT_FORCE}. */
record LyingStorage(Storage disk) implements Storage {
    @Override
    public StorageLock lock() {
        return disk.lock();
    }

    @Override
    public List<String> names() {
        return disk.names();
    }

    @Override
    public StorageFile create(final String name, final long length) {
        return new LyingFile(disk.create(name, length));
    }

    @Override
    public StorageFile open(final String name) {
        return disk.open(name);
    }

    @Override
    public StorageFile openWritable(final String name) {
        return new LyingFile(disk.openWritable(name));
    }

    @Override
    public void rename(final String from, final String to) {
        disk.rename(from, to);
    }

    @Override
    public void delete(final String name) {
        disk.delete(name);
    }

    @Override
    public void forceDirectory() {
        disk.forceDirectory();
    }

    @Override
    public long usableLength() {
        return disk.usableLength();
    }

    private record LyingFile(StorageFile file) implements StorageFile {
        @Override
        public int read(final long position, final ByteBuffer destination) {
            return file.read(position, destination);
        }

        @Override
        public int write(final long position, final ByteBuffer source) {
            return file.write(position, source);
        }

        @Override
        public void force() {
            // The lie.
        }

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
