package io.millrace.gateway.ingress;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Opaque place in a list, built on an id: eight bytes in URL-safe Base64. */
final class Cursor {
    private Cursor() {}

    static String encode(final long id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    static long decode(final String text) {
        try {
            final byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == Long.BYTES && ByteBuffer.wrap(bytes).getLong() > 0) {
                return ByteBuffer.wrap(bytes).getLong();
            }
        } catch (final IllegalArgumentException e) {
            throw bad();
        }
        throw bad();
    }

    private static Refusal bad() {
        return Refusal.ofField(ErrorCode.BAD_FORMAT, "cursor", "cursor is not one that was given");
    }
}
