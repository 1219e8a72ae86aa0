package io.millrace.engine;

import io.millrace.journal.FileStorage;
import io.millrace.journal.JournalLockedException;
import io.millrace.journal.StorageLock;
import java.nio.file.Path;

/**
 * The right to publish a lane. The operating system gives it to one process and takes it back when that process dies. Should
 * two ever hold it, they publish the same bytes: the claim saves work, the chain keeps the truth.
 */
public interface LaneClaim extends AutoCloseable {
    /** Takes the claim if nobody has it; true from then on. */
    boolean tryAcquire();

    @Override
    void close();

    /** A claim on a lock file in a directory. */
    static LaneClaim inDirectory(final Path directory) {
        return new LaneClaim() {
            private final FileStorage storage = FileStorage.of(directory);
            private StorageLock lock;

            @Override
            public boolean tryAcquire() {
                try {
                    lock = lock == null ? storage.lock() : lock;
                    return true;
                } catch (final JournalLockedException ex) {
                    return false;
                }
            }

            @Override
            public void close() {
                if (lock != null) {
                    lock.close();
                    lock = null;
                }
            }
        };
    }
}
