package io.millrace.feed;

import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.FeedBatchDecoder;
import io.millrace.schema.sbe.GroupSizeEncodingDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A FeedBatch as it came, with the place of each output in it. Well-formed, which is not yet true: whether it belongs
 * to the chain shows when the lane gets there. Immutable after decoding.
 */
final class ReceivedBatch {
    private static final int PREVIOUS_HASH_OFFSET =
            MessageHeaderDecoder.ENCODED_LENGTH + EngineOutputDecoder.previousHashEncodingOffset();

    final UnsafeBuffer buffer;
    final long requestId;
    final int lane;
    final long firstSequence;
    final long lastSequence;
    final long headSequence;
    private final int lastHashOffset;
    /**
     * Start of each output; the last entry is the message's end, each output ends four bytes before the next begins.
     */
    private final int[] offsets;

    private ReceivedBatch(
            final UnsafeBuffer buffer, final FeedBatchDecoder batch, final int lastHashOffset, final int[] offsets) {
        this.buffer = buffer;
        this.offsets = offsets;
        this.lastHashOffset = lastHashOffset;
        requestId = batch.requestId();
        lane = batch.lane();
        firstSequence = batch.firstSequence();
        lastSequence = firstSequence + offsets.length - 2;
        headSequence = batch.headSequence();
    }

    /** Decodes a message whose header says FeedBatch; null if it is cut short, has odd bytes, or contradicts itself. */
    static ReceivedBatch decode(final byte[] message, final MessageHeaderDecoder header) {
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        final FeedBatchDecoder batch = new FeedBatchDecoder();
        batch.wrap(buffer, MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        final int[] offsets = outputOffsets(buffer, MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength());
        if (offsets == null || batch.firstSequence() < 1) {
            return null;
        }
        final int lastHashOffset = MessageHeaderDecoder.ENCODED_LENGTH + FeedBatchDecoder.lastHashEncodingOffset();
        final ReceivedBatch received = new ReceivedBatch(buffer, batch, lastHashOffset, offsets);
        return received.isConsistent(header) ? received : null;
    }

    private static int[] outputOffsets(final UnsafeBuffer buffer, final int groupOffset) {
        final int end = buffer.capacity();
        int offset = groupOffset + GroupSizeEncodingDecoder.ENCODED_LENGTH;
        if (offset > end) {
            return null;
        }
        final int entryBlockLength = buffer.getShort(groupOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        final int count = buffer.getShort(groupOffset + Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
        if (count == 0 || count > FeedFrames.BATCH_COUNT_MAX || entryBlockLength != 0) {
            return null;
        }
        final int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            if (end - offset < Integer.BYTES) {
                return null;
            }
            final int length = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
            offset += Integer.BYTES;
            if (length < 0 || length > end - offset || length > FeedFrames.OUTPUT_LENGTH_MAX) {
                return null;
            }
            offsets[i] = offset;
            offset += length;
        }
        offsets[count] = offset + Integer.BYTES;
        return offset == end ? offsets : null;
    }

    private boolean isConsistent(final MessageHeaderDecoder header) {
        if (headSequence < lastSequence) {
            return false;
        }
        final EngineOutputDecoder output = new EngineOutputDecoder();
        for (long sequence = firstSequence; sequence <= lastSequence; sequence++) {
            final int offset = offset(sequence);
            if (!FeedDecoding.isMessage(buffer, offset, length(sequence), header)
                    || header.templateId() != EngineOutputDecoder.TEMPLATE_ID) {
                return false;
            }
            output.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
            if (output.lane() != lane || output.outputSequence() != sequence) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the whole message. */
    int length() {
        return buffer.capacity();
    }

    int offset(final long sequence) {
        return offsets[(int) (sequence - firstSequence)];
    }

    int length(final long sequence) {
        final int index = (int) (sequence - firstSequence);
        return offsets[index + 1] - Integer.BYTES - offsets[index];
    }

    /** Writes the hash that an output says its predecessor has. */
    void previousHash(final long sequence, final byte[] hash) {
        buffer.getBytes(offset(sequence) + PREVIOUS_HASH_OFFSET, hash);
    }

    /** Writes the hash that the sender says the last output has. */
    void lastHash(final byte[] hash) {
        buffer.getBytes(lastHashOffset, hash);
    }
}
