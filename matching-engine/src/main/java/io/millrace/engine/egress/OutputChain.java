package io.millrace.engine.egress;

import io.millrace.feed.FeedFrames;
import io.millrace.feed.OutputHash;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import org.agrona.MutableDirectBuffer;

/**
 * Links a lane's outputs, each to the hash of the one before it. One thread at a time: the hashes of a batch are computed where
 * it is forced, while the next batch is being matched.
 */
public final class OutputChain {
    private static final int PREVIOUS_HASH_OFFSET =
            MessageHeaderEncoder.ENCODED_LENGTH + EngineOutputEncoder.previousHashEncodingOffset();

    private final OutputHash hash = new OutputHash();
    private final byte[] lastHash = new byte[FeedFrames.HASH_LENGTH];

    /** Writes the hash of the output before into the next one, and takes this one's. */
    public void link(final MutableDirectBuffer buffer, final int offset, final int length) {
        buffer.putBytes(offset + PREVIOUS_HASH_OFFSET, lastHash);
        hash.hash(buffer, offset, length, lastHash, 0);
    }

    /** SHA-256 of the last output linked; zeros if there is none. The array is overwritten by the next. */
    public byte[] lastHash() {
        return lastHash;
    }

    /** Goes on behind an output that has this hash. */
    public void resume(final byte[] hashBefore) {
        System.arraycopy(hashBefore, 0, lastHash, 0, FeedFrames.HASH_LENGTH);
    }
}
