package io.millrace.feed;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Last output that a consumer has; the feed goes on behind it.
 *
 * @param sequence 0: none yet; -1: see {@link #IMAGE}.
 * @param hash SHA-256 of that output's bytes; zeros for sequence 0.
 */
public record LaneStart(long sequence, byte[] hash) {
    /** Before the first output. */
    public static final LaneStart BEGINNING = new LaneStart(0, new byte[FeedFrames.HASH_LENGTH]);

    /** From a book image, whatever output it stands behind: for a consumer of market data that needs no history. */
    public static final LaneStart IMAGE = new LaneStart(-1, new byte[FeedFrames.HASH_LENGTH]);

    /** Checks the shape and keeps a copy of the hash. */
    public LaneStart {
        if (sequence < -1 || hash.length != FeedFrames.HASH_LENGTH) {
            throw new IllegalArgumentException(
                    "not a place in a lane: sequence=" + sequence + " hash_length=" + hash.length);
        }
        hash = hash.clone();
    }

    @Override
    public byte[] hash() {
        return hash.clone();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof LaneStart that && sequence == that.sequence && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence) ^ Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "sequence=" + sequence + " hash=" + HexFormat.of().formatHex(hash);
    }
}
