package io.millrace.engine;

import io.millrace.feed.FeedFrames;
import java.util.ArrayList;
import java.util.List;

/** Hashes of the outputs that wait for their force, in order. Arrays are made once and used again. */
final class BatchHashes {
    private final List<byte[]> hashes = new ArrayList<>();
    private int count;
    private int taken;

    void add(final byte[] hash) {
        if (count == hashes.size()) {
            hashes.add(new byte[FeedFrames.HASH_LENGTH]);
        }
        System.arraycopy(hash, 0, hashes.get(count), 0, FeedFrames.HASH_LENGTH);
        count++;
    }

    byte[] next() {
        return hashes.get(taken++);
    }

    void clear() {
        count = 0;
        taken = 0;
    }
}
