package io.millrace.feed;

import io.millrace.schema.sbe.FeedBatchEncoder;
import io.millrace.schema.sbe.GroupSizeEncodingEncoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Fills one FeedBatch after the other: outputs are appended, then {@link #finish} gives the message. One thread. */
final class BatchEncoder {
    private static final int GROUP_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH + FeedBatchEncoder.BLOCK_LENGTH;
    private static final int OUTPUTS_OFFSET = GROUP_OFFSET + GroupSizeEncodingEncoder.ENCODED_LENGTH;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64 * 1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final FeedBatchEncoder batch = new FeedBatchEncoder();
    private int count;
    private int length = OUTPUTS_OFFSET;
    private int lastLength;

    void append(final DirectBuffer output, final int offset, final int outputLength) {
        buffer.putInt(length, outputLength, ByteOrder.LITTLE_ENDIAN);
        buffer.putBytes(length + Integer.BYTES, output, offset, outputLength);
        length += Integer.BYTES + outputLength;
        lastLength = outputLength;
        count++;
    }

    int count() {
        return count;
    }

    /** Bytes of the outputs appended. */
    int outputsLength() {
        return length - OUTPUTS_OFFSET;
    }

    /** Writes the hash of the output appended last. */
    void hashLast(final OutputHash hash, final byte[] lastHash) {
        hash.hash(buffer, length - lastLength, lastLength, lastHash, 0);
    }

    /** Completes the message, returns a copy of it and starts the next. */
    byte[] finish(final long requestId, final int lane, final long first, final long head, final byte[] lastHash) {
        batch.wrapAndApplyHeader(buffer, 0, header)
                .requestId(requestId)
                .lane(lane)
                .firstSequence(first)
                .headSequence(head)
                .putLastHash(lastHash, 0, FeedFrames.HASH_LENGTH);
        // The outputs stand behind the group's header already: only that is written, by hand.
        buffer.putShort(GROUP_OFFSET, (short) 0, ByteOrder.LITTLE_ENDIAN);
        buffer.putShort(GROUP_OFFSET + Short.BYTES, (short) count, ByteOrder.LITTLE_ENDIAN);
        final byte[] message = new byte[length];
        buffer.getBytes(0, message);
        clear();
        return message;
    }

    void clear() {
        count = 0;
        length = OUTPUTS_OFFSET;
    }
}
