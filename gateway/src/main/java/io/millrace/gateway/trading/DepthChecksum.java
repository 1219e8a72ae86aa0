package io.millrace.gateway.trading;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The number by which a client knows that its copy of a book is right. */
public final class DepthChecksum {
    /** Levels a side that it covers. */
    public static final int LEVELS = 10;

    private DepthChecksum() {}

    /** CRC32 over the best levels of each side, asks first, as the strings that are sent: {@code p:q|p:q#p:q}. */
    public static long of(final Depth depth) {
        final StringBuilder text = new StringBuilder(512);
        side(text, depth.asks(), depth.instrument());
        text.append('#');
        side(text, depth.bids(), depth.instrument());
        return crc32(text.toString());
    }

    /** CRC32 of a text that is already put together. */
    public static long crc32(final String text) {
        final CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    private static void side(final StringBuilder text, final long[] pairs, final Instrument instrument) {
        for (int i = 0; i < Math.min(pairs.length, 2 * LEVELS); i += 2) {
            text.append(i == 0 ? "" : "|")
                    .append(Decimals.priceText(pairs[i], instrument))
                    .append(':')
                    .append(Decimals.quantityText(pairs[i + 1], instrument));
        }
    }
}
