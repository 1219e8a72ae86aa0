package io.millrace.schema;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Seals a command for UBSCore's log and checks it when it is read. Not thread-safe.
 *
 * <pre>
 *   0                          n        n+4
 *   +--------------------------+---------+
 *   | SBE message with header  | CRC32C  |   little endian, over the n bytes before it
 *   +--------------------------+---------+
 * </pre>
 *
 * A command whose checksum does not match was torn or altered in the log: its reader treats it as absent, it never guesses.
 */
public final class CommandFrame {
    /** Bytes that the seal adds. */
    public static final int TRAILER_LENGTH = Integer.BYTES;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer view;
    private ByteBuffer viewBuffer;

    /** Writes the trailer behind {@code length} bytes at {@code offset}; returns the sealed length. */
    public int seal(final MutableDirectBuffer buffer, final int offset, final int length) {
        buffer.putInt(offset + length, checksum(buffer, offset, length), ByteOrder.LITTLE_ENDIAN);
        return length + TRAILER_LENGTH;
    }

    /** Whether the {@code sealedLength} bytes at {@code offset} end with the checksum of those before it. */
    public boolean isIntact(final DirectBuffer buffer, final int offset, final int sealedLength) {
        final int length = sealedLength - TRAILER_LENGTH;
        return length > 0
                && buffer.getInt(offset + length, ByteOrder.LITTLE_ENDIAN) == checksum(buffer, offset, length);
    }

    private int checksum(final DirectBuffer buffer, final int offset, final int length) {
        crc.reset();
        final int start = buffer.wrapAdjustment() + offset;
        if (buffer.byteArray() != null) {
            crc.update(buffer.byteArray(), start, length);
        } else {
            final ByteBuffer bytes = viewOf(buffer.byteBuffer());
            bytes.limit(start + length).position(start);
            crc.update(bytes);
        }
        return (int) crc.getValue();
    }

    private ByteBuffer viewOf(final ByteBuffer buffer) {
        if (viewBuffer != buffer) {
            viewBuffer = buffer;
            view = buffer.duplicate();
        }
        view.clear();
        return view;
    }
}
