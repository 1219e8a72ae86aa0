package io.millrace.ubscore.account;

import org.agrona.DirectBuffer;

/** Where a snapshot's bytes go, chunk by chunk, in order. */
@FunctionalInterface
public interface SnapshotSink {
    /** The next bytes, at most {@link CoreConfig#SNAPSHOT_CHUNK_LENGTH}; valid during the call only. */
    void onChunk(DirectBuffer buffer, int offset, int length);
}
