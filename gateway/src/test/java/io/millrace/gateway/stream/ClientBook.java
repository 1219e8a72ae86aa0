package io.millrace.gateway.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.gateway.trading.DepthChecksum;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A book kept by the rule that clients are told: replace on a snapshot, ignore what is old, resync on a gap or a wrong checksum. */
public final class ClientBook {
    private final TreeMap<BigDecimal, String[]> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<BigDecimal, String[]> asks = new TreeMap<>();
    private long sequence = -1;
    /** Messages after which the checksum was compared and was right. */
    public int checkedCount;
    /** Snapshots that came with a reason. */
    public final Map<String, Integer> reasons = new TreeMap<>();

    /** What a client has to do after a message. */
    public enum Next {
        GO_ON,
        RESYNC
    }

    public Next onMessage(final JsonNode message) {
        final long seq = message.path("seq").asLong();
        if ("snapshot".equals(message.path("type").asText())) {
            reasons.merge(message.path("reason").asText("first"), 1, Integer::sum);
            bids.clear();
            asks.clear();
        } else if (seq <= sequence) {
            return Next.GO_ON;
        } else if (message.path("prevSeq").asLong() != sequence) {
            return Next.RESYNC;
        }
        apply(bids, message.path("bids"));
        apply(asks, message.path("asks"));
        sequence = seq;
        if (checksum() != message.path("checksum").asLong()) {
            return Next.RESYNC;
        }
        checkedCount++;
        return Next.GO_ON;
    }

    public long sequence() {
        return sequence;
    }

    /** All levels as text: asks, then bids, best first. */
    public String text() {
        return side(asks, Integer.MAX_VALUE) + "#" + side(bids, Integer.MAX_VALUE);
    }

    private long checksum() {
        return DepthChecksum.crc32(side(asks, DepthChecksum.LEVELS) + "#" + side(bids, DepthChecksum.LEVELS));
    }

    private static void apply(final TreeMap<BigDecimal, String[]> side, final JsonNode levels) {
        for (final JsonNode level : levels) {
            final BigDecimal price = new BigDecimal(level.get(0).asText());
            if ("0".equals(level.get(1).asText())) {
                side.remove(price);
            } else {
                side.put(
                        price, new String[] {level.get(0).asText(), level.get(1).asText()});
            }
        }
    }

    private static String side(final TreeMap<BigDecimal, String[]> side, final int countMax) {
        final StringJoiner text = new StringJoiner("|");
        side.values().stream().limit(countMax).forEach(level -> text.add(level[0] + ":" + level[1]));
        return text.toString();
    }
}
