package io.millrace.feed;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.DirectBuffer;

/** SHA-256 of an output's bytes: the link of the chain. Not thread-safe. */
public final class OutputHash {
    private final MessageDigest digest;
    private ByteBuffer view;
    private ByteBuffer viewOf;

    /** Every Java platform has SHA-256. */
    public OutputHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the hash of a range of a buffer, on the heap or off it, to {@code hash} at {@code hashOffset}. */
    public void hash(
            final DirectBuffer buffer, final int offset, final int length, final byte[] hash, final int hashOffset) {
        final int start = buffer.wrapAdjustment() + offset;
        if (buffer.byteArray() != null) {
            digest.update(buffer.byteArray(), start, length);
        } else {
            if (viewOf != buffer.byteBuffer()) {
                viewOf = buffer.byteBuffer();
                view = viewOf.duplicate();
            }
            view.limit(start + length).position(start);
            digest.update(view);
        }
        try {
            digest.digest(hash, hashOffset, FeedFrames.HASH_LENGTH);
        } catch (final DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
