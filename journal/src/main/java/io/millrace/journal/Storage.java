package io.millrace.journal;

import java.util.List;

/**
 * One flat directory of files, as the journal and the snapshots beside it see a disk. Every method may be called from any
 * thread, and throws {@link java.io.UncheckedIOException} when the disk refuses.
 */
public interface Storage {
    /**
     * Claims the directory for this process until the result is closed, or the process ends in whatever way.
     *
     * @throws JournalLockedException if another owner lives.
     */
    StorageLock lock();

    /** Names of all files, sorted. */
    List<String> names();

    /** Makes a file of {@code length} zeros, with its blocks allocated and forced; one of that name is replaced. */
    StorageFile create(String name, long length);

    /** Opens a file for reading; fails with a {@link java.nio.file.NoSuchFileException} as the cause if it is gone. */
    StorageFile open(String name);

    /** Opens a file for reading and writing; fails as {@link #open} does. */
    StorageFile openWritable(String name);

    /** Gives a file another name in one step, taking the place of one that has it. Lasting after {@link #forceDirectory}. */
    void rename(String from, String to);

    /** Removes a file; no-op if it is gone. Lasting after {@link #forceDirectory}. */
    void delete(String name);

    /** Makes creations, renames and removals durable. */
    void forceDirectory();

    /** Bytes that can still be written before the disk is full. */
    long usableLength();
}
