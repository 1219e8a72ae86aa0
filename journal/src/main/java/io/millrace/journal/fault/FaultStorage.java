package io.millrace.journal.fault;

import io.millrace.journal.JournalLockedException;
import io.millrace.journal.Storage;
import io.millrace.journal.StorageFile;
import io.millrace.journal.StorageLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A disk in memory that keeps what was written apart from what was forced, and fails as it is told to. Thread-safe; all of
 * its behaviour follows from the calls and the random source given, never from time.
 *
 * <p>{@link #killed}, {@link #powerLost} give the disk as the next life finds it; the old one then refuses everything.
 */
public final class FaultStorage implements Storage {
    private final TreeMap<String, FaultFile> names = new TreeMap<>();
    private final List<Map<String, FaultFile>> unforcedNames = new ArrayList<>();
    private Map<String, FaultFile> forcedNames = new TreeMap<>();

    private long capacity = Long.MAX_VALUE;
    private int writeLengthMax = Integer.MAX_VALUE;
    private int writesUntilFailure = Integer.MAX_VALUE;
    private int forcesUntilFailure = Integer.MAX_VALUE;
    private long fatalOperationCount = Long.MAX_VALUE;
    private String fatalOperation;
    private int fatalOperationsLeft;
    private int tornWriteLength;
    private long operationCount;
    private boolean locked;
    private boolean dead;

    /** Every write takes at most so many bytes. */
    public synchronized void writeLengthMax(final int length) {
        writeLengthMax = length;
    }

    /** The write after {@code count} more fails, having written nothing. */
    public synchronized void failWriteAfter(final int count) {
        writesUntilFailure = count;
    }

    /** The force after {@code count} more fails, as a kernel does it: readers go on seeing bytes that the disk never gets. */
    public synchronized void failForceAfter(final int count) {
        forcesUntilFailure = count;
    }

    /** Bytes of all files together. */
    public synchronized void capacity(final long length) {
        capacity = length;
    }

    /** The machine stops at the operation after {@code count} more; if that is a write, so many bytes of it get through. */
    public synchronized void losePowerAfter(final long count, final int tornWriteLength) {
        fatalOperationCount = operationCount + count;
        this.tornWriteLength = tornWriteLength;
    }

    /**
     * The machine stops at an operation that begins with {@code operation}, for example {@code force of snapshot}, having let
     * {@code count} of them through; if it is a write, so many bytes of it get through.
     */
    public synchronized void losePowerAt(final String operation, final int count, final int tornWriteLength) {
        fatalOperation = operation;
        fatalOperationsLeft = count;
        this.tornWriteLength = tornWriteLength;
    }

    /** Writes, forces, creations, renames and removals so far. */
    public synchronized long operationCount() {
        return operationCount;
    }

    /** Flips bits of a byte, on the disk and in what readers see. */
    public synchronized void flip(final String name, final long position, final int mask) {
        find(name).flip((int) position, mask);
    }

    /** Cuts a file short. */
    public synchronized void truncate(final String name, final long length) {
        find(name).truncate((int) length);
    }

    /** Length of a file. */
    public synchronized long length(final String name) {
        return find(name).length();
    }

    /** A copy in its present state, for another attempt at the same disk. */
    public synchronized FaultStorage copy() {
        return next(names, FaultFile::copy);
    }

    /** The disk after the process was killed: all that was written is there. */
    public synchronized FaultStorage killed() {
        dead = true;
        return next(names, FaultFile::copy);
    }

    /** The disk after the machine stopped: of what was not forced, each sector and name may or may not be there. */
    public synchronized FaultStorage powerLost(final Random random) {
        dead = true;
        final int survived = random.nextInt(unforcedNames.size() + 1);
        final Map<String, FaultFile> found = survived == 0 ? forcedNames : unforcedNames.get(survived - 1);
        return next(found, file -> file.powerLost(random));
    }

    @Override
    public synchronized StorageLock lock() {
        checkAlive();
        if (locked) {
            throw new JournalLockedException("journal has another owner: storage=" + this);
        }
        locked = true;
        return () -> {
            synchronized (FaultStorage.this) {
                locked = false;
            }
        };
    }

    @Override
    public synchronized List<String> names() {
        checkAlive();
        return new ArrayList<>(names.keySet());
    }

    @Override
    public synchronized StorageFile create(final String name, final long length) {
        begin("create " + name);
        final FaultFile replaced = names.get(name);
        final long taken = usedLength() - (replaced == null ? 0 : replaced.length());
        if (taken + length > capacity) {
            throw refused("no space left for " + name);
        }
        final FaultFile file = new FaultFile((int) length);
        names.put(name, file);
        unforcedNames.add(new TreeMap<>(names));
        return new OpenFile(file);
    }

    @Override
    public synchronized StorageFile open(final String name) {
        checkAlive();
        if (!names.containsKey(name)) {
            throw new UncheckedIOException(new NoSuchFileException(name));
        }
        return new OpenFile(names.get(name));
    }

    @Override
    public StorageFile openWritable(final String name) {
        return open(name);
    }

    @Override
    public synchronized void rename(final String from, final String to) {
        begin("rename " + from);
        names.put(to, find(from));
        names.remove(from);
        unforcedNames.add(new TreeMap<>(names));
    }

    @Override
    public synchronized void delete(final String name) {
        begin("delete " + name);
        if (names.remove(name) != null) {
            unforcedNames.add(new TreeMap<>(names));
        }
    }

    @Override
    public synchronized void forceDirectory() {
        begin("force of the directory");
        forcedNames = new TreeMap<>(names);
        unforcedNames.clear();
    }

    @Override
    public synchronized long usableLength() {
        checkAlive();
        return capacity - usedLength();
    }

    @Override
    public String toString() {
        return "memory";
    }

    private FaultStorage next(final Map<String, FaultFile> found, final UnaryOperator<FaultFile> survivor) {
        final FaultStorage next = new FaultStorage();
        found.forEach((name, file) -> next.names.put(name, survivor.apply(file)));
        next.forcedNames = new TreeMap<>(next.names);
        next.capacity = capacity;
        return next;
    }

    private long usedLength() {
        return names.values().stream().mapToLong(FaultFile::length).sum();
    }

    private FaultFile find(final String name) {
        final FaultFile file = names.get(name);
        if (file == null) {
            throw new UncheckedIOException(new NoSuchFileException(name));
        }
        return file;
    }

    /** The name that a file has now, which is not always the one that it was opened by. */
    private String nameOf(final FaultFile file) {
        for (final Map.Entry<String, FaultFile> entry : names.entrySet()) {
            if (entry.getValue() == file) {
                return entry.getKey();
            }
        }
        return "a removed file";
    }

    private void begin(final String operation) {
        checkAlive();
        final boolean isFatal =
                fatalOperation != null && operation.startsWith(fatalOperation) && fatalOperationsLeft-- == 0;
        if (operationCount++ == fatalOperationCount || isFatal) {
            dead = true;
            throw new PowerLossException(operation);
        }
    }

    private void checkAlive() {
        if (dead) {
            throw new PowerLossException("an earlier operation");
        }
    }

    private static UncheckedIOException refused(final String message) {
        return new UncheckedIOException(new IOException(message));
    }

    private int write(final String name, final FaultFile file, final long position, final ByteBuffer source) {
        final int wanted = Math.min(source.remaining(), writeLengthMax);
        checkAlive();
        try {
            begin("write to " + name);
        } catch (final PowerLossException ex) {
            file.write((int) position, source, Math.min(wanted, tornWriteLength));
            throw ex;
        }
        if (writesUntilFailure-- == 0) {
            throw refused("write failed: " + name);
        }
        if (usedLength() + Math.max(0, position + wanted - file.length()) > capacity) {
            throw refused("no space left for " + name);
        }
        file.write((int) position, source, wanted);
        return wanted;
    }

    private void force(final String name, final FaultFile file) {
        begin("force of " + name);
        if (forcesUntilFailure-- == 0) {
            file.forget();
            throw refused("force failed: " + name);
        }
        file.force();
    }

    private final class OpenFile implements StorageFile {
        private final FaultFile file;

        OpenFile(final FaultFile file) {
            this.file = file;
        }

        @Override
        public int read(final long position, final ByteBuffer destination) {
            synchronized (FaultStorage.this) {
                checkAlive();
                return file.read((int) position, destination);
            }
        }

        @Override
        public int write(final long position, final ByteBuffer source) {
            synchronized (FaultStorage.this) {
                return FaultStorage.this.write(nameOf(file), file, position, source);
            }
        }

        @Override
        public void force() {
            synchronized (FaultStorage.this) {
                FaultStorage.this.force(nameOf(file), file);
            }
        }

        @Override
        public long length() {
            synchronized (FaultStorage.this) {
                checkAlive();
                return file.length();
            }
        }

        @Override
        public void close() {
            // Nothing is kept open.
        }
    }
}
