package io.millrace.engine.recovery;

import io.millrace.engine.LaneBreachException;
import io.millrace.engine.LaneProcessor;
import io.millrace.feed.FeedFrames;
import io.millrace.schema.OrderIds;
import io.millrace.schema.sbe.InstrumentDefinitionDecoder;
import java.nio.ByteOrder;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A lane's state as canonical bytes, little endian; the file around them is {@link SnapshotStore}'s.
 *
 * <pre>
 *   0      4        8                 16             48                   56
 *   +------+--------+-----------------+--------------+--------------------+
 *   | lane | shards | output sequence | output hash  | last source offset |
 *   +------+--------+-----------------+--------------+--------------------+
 *   shards times:      | shard int32 | last order sequence int64 |   ascending
 *   instruments int32, and as many encoded instrumentDefinitions     ascending by id
 *   the books' own snapshot, to the end
 * </pre>
 */
public final class LaneSnapshot {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int SHARD_COUNT_OFFSET = 4;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int HASH_OFFSET = 16;
    private static final int SOURCE_OFFSET_OFFSET = HASH_OFFSET + FeedFrames.HASH_LENGTH;
    private static final int HEADER_LENGTH = SOURCE_OFFSET_OFFSET + Long.BYTES;
    private static final int SHARD_LENGTH = Integer.BYTES + Long.BYTES;
    private static final int DEFINITION_LENGTH = InstrumentDefinitionDecoder.ENCODED_LENGTH;

    private LaneSnapshot() {}

    /** Writes the state from index 0; returns its length. */
    public static int encode(final LaneProcessor processor, final MutableDirectBuffer buffer) {
        buffer.putInt(0, processor.lane(), ORDER);
        buffer.putLong(SEQUENCE_OFFSET, processor.outputSequence(), ORDER);
        buffer.putBytes(HASH_OFFSET, processor.lastHash());
        buffer.putLong(SOURCE_OFFSET_OFFSET, processor.lastSourceOffset(), ORDER);
        int offset = encodeShards(processor, buffer);
        offset = encodeInstruments(processor, buffer, offset);
        return offset + processor.engine().snapshot(buffer, offset);
    }

    private static int encodeShards(final LaneProcessor processor, final MutableDirectBuffer buffer) {
        int offset = HEADER_LENGTH;
        int count = 0;
        for (int shard = 0; shard < OrderIds.SHARD_COUNT_MAX; shard++) {
            final long last = processor.sequences().last(shard);
            if (last > 0) {
                buffer.putInt(offset, shard, ORDER);
                buffer.putLong(offset + Integer.BYTES, last, ORDER);
                offset += SHARD_LENGTH;
                count++;
            }
        }
        buffer.putInt(SHARD_COUNT_OFFSET, count, ORDER);
        return offset;
    }

    private static int encodeInstruments(
            final LaneProcessor processor, final MutableDirectBuffer buffer, final int start) {
        final Map<Integer, UnsafeBuffer> definitions = processor.instruments().definitions();
        buffer.putInt(start, definitions.size(), ORDER);
        int offset = start + Integer.BYTES;
        for (final UnsafeBuffer definition : definitions.values()) {
            buffer.putBytes(offset, definition, 0, DEFINITION_LENGTH);
            offset += DEFINITION_LENGTH;
        }
        return offset;
    }

    /**
     * Puts the state into a lane that has seen nothing.
     *
     * @throws LaneBreachException if it is another lane's.
     */
    public static void load(final DirectBuffer buffer, final LaneProcessor processor) {
        if (buffer.getInt(0, ORDER) != processor.lane()) {
            throw new LaneBreachException(
                    "snapshot is of another lane: lane=" + processor.lane() + " found-lane=" + buffer.getInt(0, ORDER));
        }
        int offset = HEADER_LENGTH;
        for (int i = buffer.getInt(SHARD_COUNT_OFFSET, ORDER); i > 0; i--) {
            final int shard = buffer.getInt(offset, ORDER);
            processor.sequences().restore(shard, buffer.getLong(offset + Integer.BYTES, ORDER));
            offset += SHARD_LENGTH;
        }
        final InstrumentDefinitionDecoder definition = new InstrumentDefinitionDecoder();
        final int definitionsOffset = offset + Integer.BYTES;
        final int count = buffer.getInt(offset, ORDER);
        for (int i = 0; i < count; i++) {
            processor.instruments().define(definition.wrap(buffer, definitionsOffset + i * DEFINITION_LENGTH));
        }
        offset = definitionsOffset + count * DEFINITION_LENGTH;
        processor.engine().load(buffer, offset, buffer.capacity() - offset);
        final byte[] hash = new byte[FeedFrames.HASH_LENGTH];
        buffer.getBytes(HASH_OFFSET, hash);
        processor.resume(buffer.getLong(SEQUENCE_OFFSET, ORDER), hash, buffer.getLong(SOURCE_OFFSET_OFFSET, ORDER));
    }
}
