package io.millrace.ubscore.account;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A zero-padded ASCII id of fixed length that compares and hashes by words and can be set again. Not thread-safe. */
public final class FixedText {
    /** Bytes of a client's order id. */
    public static final int CLIENT_ORDER_ID_LENGTH = 36;
    /** Bytes of a transfer's request id. */
    public static final int REQUEST_ID_LENGTH = 64;

    /** Bytes of an address on a chain. */
    public static final int ADDRESS_LENGTH = 44;

    final long[] words;
    private final int length;

    /** An empty text of {@code length} bytes, a multiple of four. */
    public FixedText(final int length) {
        this.length = length;
        words = new long[(length + Long.BYTES - 1) / Long.BYTES];
    }

    /** Bytes on the wire. */
    public int length() {
        return length;
    }

    /** Takes {@link #length()} bytes at {@code offset}. */
    public void wrap(final DirectBuffer buffer, final int offset) {
        final int whole = length / Long.BYTES;
        for (int i = 0; i < whole; i++) {
            words[i] = buffer.getLong(offset + i * Long.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
        if (whole < words.length) {
            words[whole] = buffer.getInt(offset + whole * Long.BYTES, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        }
    }

    /** Takes a text of at most {@link #length()} ASCII characters. */
    public void set(final CharSequence text) {
        if (text.length() > length) {
            throw new IllegalArgumentException("text too long length=" + text.length() + " lengthMax=" + length);
        }
        clear();
        for (int i = 0; i < text.length(); i++) {
            words[i / Long.BYTES] |= (text.charAt(i) & 0x7FL) << (i % Long.BYTES * Byte.SIZE);
        }
    }

    /** Takes another text of the same length. */
    public void set(final FixedText other) {
        System.arraycopy(other.words, 0, words, 0, words.length);
    }

    /** Makes it empty. */
    public void clear() {
        Arrays.fill(words, 0);
    }

    /** Writes {@link #length()} bytes at {@code offset}. */
    public void write(final MutableDirectBuffer buffer, final int offset) {
        final int whole = length / Long.BYTES;
        for (int i = 0; i < whole; i++) {
            buffer.putLong(offset + i * Long.BYTES, words[i], ByteOrder.LITTLE_ENDIAN);
        }
        if (whole < words.length) {
            buffer.putInt(offset + whole * Long.BYTES, (int) words[whole], ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Whether no character is set. */
    public boolean isEmpty() {
        return words[0] == 0;
    }

    void copyTo(final long[] rows, final int index) {
        System.arraycopy(words, 0, rows, index, words.length);
    }

    void copyFrom(final long[] rows, final int index) {
        System.arraycopy(rows, index, words, 0, words.length);
    }

    boolean matches(final long[] rows, final int index) {
        for (int i = 0; i < words.length; i++) {
            if (rows[index + i] != words[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof FixedText text && Arrays.equals(words, text.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        final byte[] bytes = new byte[words.length * Long.BYTES];
        int end = 0;
        while (end < length
                && (bytes[end] = (byte) (words[end / Long.BYTES] >>> (end % Long.BYTES * Byte.SIZE))) != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.US_ASCII);
    }
}
