package io.millrace.journal;

import java.nio.ByteBuffer;

/**
 * An open file of a {@link Storage}. One thread at a time. Failures are {@link java.io.UncheckedIOException}.
 */
public interface StorageFile extends AutoCloseable {
    /** Reads into {@code destination} from {@code position} on; may read less than fits; returns -1 at the end. */
    int read(long position, ByteBuffer destination);

    /** Writes from {@code source} at {@code position}; may write less than there is, and returns how much. */
    int write(long position, ByteBuffer source);

    /** Makes all that was written durable. After a failure nothing is known of what was, and a retry proves nothing. */
    void force();

    /** Length in bytes. */
    long length();

    @Override
    void close();

    /** Reads until {@code destination} is full or the file ends; returns the bytes read. */
    default int readFully(final long position, final ByteBuffer destination) {
        final int start = destination.position();
        while (destination.hasRemaining()) {
            if (read(position + destination.position() - start, destination) < 0) {
                break;
            }
        }
        return destination.position() - start;
    }

    /** Writes all of {@code source}. */
    default void writeFully(final long position, final ByteBuffer source) {
        final int start = source.position();
        while (source.hasRemaining()) {
            write(position + source.position() - start, source);
        }
    }
}
