package io.millrace.engine.egress;

import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.EngineOutputEncoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** Finds the parts of an {@code EngineOutput} without walking its groups entry by entry. Not thread-safe. */
public final class OutputLayout {
    private static final int GROUP_HEADER_LENGTH = 4;
    private static final int LENGTH_LENGTH = Integer.BYTES;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final EngineOutputDecoder output = new EngineOutputDecoder();
    private DirectBuffer buffer;
    private int tradesOffset;
    private int levelsOffset;
    private int commandOffset;
    private int commandLength;

    /** Looks at an output that stands at {@code offset}, whole and verified. */
    public void wrap(final DirectBuffer buffer, final int offset) {
        this.buffer = buffer;
        output.wrapAndApplyHeader(buffer, offset, header);
        tradesOffset = output.limit();
        final int ordersOffset = skipGroup(tradesOffset);
        levelsOffset = skipGroup(ordersOffset);
        final int deltasOffset = skipGroup(levelsOffset);
        final int lengthOffset = skipGroup(deltasOffset);
        commandLength = buffer.getInt(lengthOffset, ByteOrder.LITTLE_ENDIAN);
        commandOffset = lengthOffset + LENGTH_LENGTH;
    }

    /** The fields before the groups. */
    public EngineOutputDecoder fields() {
        return output;
    }

    /** Id of the last trade; 0: there is none. */
    public long lastTradeId() {
        final int count = count(tradesOffset);
        return count == 0
                ? 0
                : buffer.getLong(
                        tradesOffset
                                + GROUP_HEADER_LENGTH
                                + (count - 1) * blockLength(tradesOffset)
                                + EngineOutputEncoder.TradesEncoder.tradeIdEncodingOffset(),
                        ByteOrder.LITTLE_ENDIAN);
    }

    /** The price levels that changed. */
    public EngineOutputDecoder.LevelsDecoder levels() {
        output.limit(levelsOffset);
        return output.levels();
    }

    /** Where the command stands that made this output. */
    public int commandOffset() {
        return commandOffset;
    }

    public int commandLength() {
        return commandLength;
    }

    private int skipGroup(final int groupOffset) {
        return groupOffset + GROUP_HEADER_LENGTH + blockLength(groupOffset) * count(groupOffset);
    }

    private int blockLength(final int groupOffset) {
        return buffer.getShort(groupOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }

    private int count(final int groupOffset) {
        return buffer.getShort(groupOffset + Short.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
    }
}
