package io.millrace.settlement.ingress;

import java.nio.charset.StandardCharsets;

/** Reads zero-padded text of a fixed length. One thread. */
final class WireText {
    /** The longest such field: AddressList. */
    private static final int LENGTH_MAX = 256;

    private final byte[] bytes = new byte[LENGTH_MAX];

    /** Copies a field's bytes, as the generated decoders offer it. */
    @FunctionalInterface
    interface Field {
        int copy(byte[] destination, int offset);
    }

    String read(final Field field) {
        final int length = field.copy(bytes, 0);
        int end = 0;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.US_ASCII);
    }
}
