package io.millrace.exchange.audit;

import io.millrace.exchange.tool.Wire;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.agrona.DirectBuffer;

/** Two messages decoded, and the fields in which they differ. */
final class SideBySide {
    private static final int LINES_MAX = 12;
    private static final String ABSENT = "(absent)";

    private final Wire wire = new Wire();

    /** A range of a buffer. */
    record Bytes(DirectBuffer buffer, int offset, int length) {}

    /** The first fields that differ, one a line, under a line that names the columns. */
    String differences(final String leftName, final Bytes left, final String rightName, final Bytes right) {
        final Map<String, Object> lefts = flatten(left);
        final Map<String, Object> rights = flatten(right);
        final Set<String> names = new LinkedHashSet<>(lefts.keySet());
        names.addAll(rights.keySet());
        final StringBuilder text = new StringBuilder("first byte that differs=" + firstDifference(left, right) + "\n");
        text.append(String.format("%-34s | %-34s | %s", "field", leftName, rightName));
        int lines = 0;
        for (final String name : names) {
            if (!Objects.equals(lefts.get(name), rights.get(name)) && lines++ < LINES_MAX) {
                text.append(String.format(
                        "%n%-34s | %-34s | %s",
                        name, lefts.getOrDefault(name, ABSENT), rights.getOrDefault(name, ABSENT)));
            }
        }
        return text.toString();
    }

    private static int firstDifference(final Bytes left, final Bytes right) {
        final int common = Math.min(left.length, right.length);
        int i = 0;
        while (i < common && left.buffer.getByte(left.offset + i) == right.buffer.getByte(right.offset + i)) {
            i++;
        }
        return i;
    }

    private Map<String, Object> flatten(final Bytes bytes) {
        final Map<String, Object> flat = new LinkedHashMap<>();
        flatten("", wire.decode(bytes.buffer, bytes.offset, bytes.length), flat);
        return flat;
    }

    private static void flatten(final String prefix, final Object value, final Map<String, Object> flat) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> flatten(prefix.isEmpty() ? key.toString() : prefix + "." + key, item, flat));
        } else if (value instanceof Collection<?> items) {
            int index = 0;
            for (final Object item : items) {
                flatten(prefix + "[" + index++ + "]", item, flat);
            }
        } else {
            flat.put(prefix, value);
        }
    }
}
