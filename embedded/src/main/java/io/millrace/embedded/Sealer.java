package io.millrace.embedded;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Seals what a running store finishes, on a thread of its own, until it is closed: then all that is left. */
final class Sealer implements AutoCloseable {
    private static final long INTERVAL_MS = 2_000;
    /** What was finished so long ago has all its lines. */
    private static final long AGE_MS = 2_000;

    private final StoreSeals seals;
    private final ChildJvm store;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "store-seals");

    Sealer(final Path storeDir, final ChildJvm store) {
        seals = new StoreSeals(storeDir);
        this.store = store;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(INTERVAL_MS, TimeUnit.MILLISECONDS)
                    && store.process().isAlive()) {
                seal(AGE_MS);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The store has ended. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        seal(0);
    }

    private void seal(final long ageMs) {
        try {
            seals.seal(ageMs);
        } catch (final UncheckedIOException e) {
            // The store is not to end for this, on a full disk say: the next look goes on, and an audit counts what has
            // no seal.
            return;
        }
    }
}
