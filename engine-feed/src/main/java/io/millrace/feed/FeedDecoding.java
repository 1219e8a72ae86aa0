package io.millrace.feed;

import io.millrace.schema.sbe.BookImageDecoder;
import io.millrace.schema.sbe.BookImageRequestDecoder;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.FeedBatchDecoder;
import io.millrace.schema.sbe.FeedHeartbeatDecoder;
import io.millrace.schema.sbe.FeedProgressDecoder;
import io.millrace.schema.sbe.FeedRangeRequestDecoder;
import io.millrace.schema.sbe.FeedRefusalDecoder;
import io.millrace.schema.sbe.GroupSizeEncodingDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Tells messages from bytes: nothing that came over a socket is decoded before it was checked here. */
final class FeedDecoding {
    /** No fixed part of a message is as long. */
    private static final int NONE = Integer.MAX_VALUE;

    /** Least length of an entry of a BookImage's groups, in the order of the wire. */
    private static final int[] IMAGE_GROUPS = {
        BookImageDecoder.InstrumentsDecoder.sbeBlockLength(), BookImageDecoder.LevelsDecoder.sbeBlockLength()
    };

    private FeedDecoding() {}

    /**
     * Whether {@code length} bytes at {@code offset} start with the header and hold the fixed part of a known message.
     */
    static boolean isMessage(
            final DirectBuffer buffer, final int offset, final int length, final MessageHeaderDecoder header) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            return false;
        }
        header.wrap(buffer, offset);
        return header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
                && header.blockLength() >= blockLengthMin(header.templateId())
                && MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength() <= length;
    }

    /** Length of the fixed part of each message as first released; later versions only grow it. */
    private static int blockLengthMin(final int templateId) {
        return switch (templateId) {
            case EngineOutputDecoder.TEMPLATE_ID -> EngineOutputDecoder.BLOCK_LENGTH;
            case FeedBatchDecoder.TEMPLATE_ID -> FeedBatchDecoder.BLOCK_LENGTH;
            case FeedHeartbeatDecoder.TEMPLATE_ID -> FeedHeartbeatDecoder.BLOCK_LENGTH;
            case FeedRangeRequestDecoder.TEMPLATE_ID -> FeedRangeRequestDecoder.BLOCK_LENGTH;
            case FeedRefusalDecoder.TEMPLATE_ID -> FeedRefusalDecoder.BLOCK_LENGTH;
            case FeedProgressDecoder.TEMPLATE_ID -> FeedProgressDecoder.BLOCK_LENGTH;
            case BookImageRequestDecoder.TEMPLATE_ID -> BookImageRequestDecoder.BLOCK_LENGTH;
            case BookImageDecoder.TEMPLATE_ID -> BookImageDecoder.BLOCK_LENGTH;
            default -> NONE;
        };
    }

    /** Whether the groups of an image whose fixed part is there fill the message to its end. */
    static boolean isWellFormed(final BookImageDecoder image, final int end) {
        int offset = image.limit();
        for (final int entryLengthMin : IMAGE_GROUPS) {
            if (end - offset < GroupSizeEncodingDecoder.ENCODED_LENGTH) {
                return false;
            }
            final int entryLength = image.buffer().getShort(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            final int count = image.buffer().getShort(offset + Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            offset += GroupSizeEncodingDecoder.ENCODED_LENGTH;
            if (entryLength < entryLengthMin || (long) entryLength * count > end - offset) {
                return false;
            }
            offset += entryLength * count;
        }
        return offset == end && image.outputSequence() >= 0;
    }
}
