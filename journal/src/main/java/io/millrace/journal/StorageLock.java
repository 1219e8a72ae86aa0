package io.millrace.journal;

/** A claim on a {@link Storage}; closing it gives it up. */
public interface StorageLock extends AutoCloseable {
    @Override
    void close();
}
