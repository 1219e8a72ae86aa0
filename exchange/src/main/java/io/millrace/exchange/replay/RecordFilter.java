package io.millrace.exchange.replay;

import io.millrace.exchange.source.TopicSource;
import io.millrace.exchange.tool.ToolException;
import io.millrace.schema.Topics;
import io.millrace.schema.sbe.InstrumentDefinedDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** Which decoded messages are wanted: all, a user's, an instrument's. */
public final class RecordFilter {
    private static final Set<String> USER_FIELDS = Set.of("userId", "accountId");

    private final Long userId;
    private final Integer instrumentId;

    /** Null: any. */
    public RecordFilter(final Long userId, final Integer instrumentId) {
        this.userId = userId;
        this.instrumentId = instrumentId;
    }

    /** Whether a message names the user, and the instrument, that are asked for. */
    public boolean matches(final Map<String, Object> message) {
        return (userId == null || names(message, USER_FIELDS, userId))
                && (instrumentId == null || names(message, Set.of("instrumentId"), (long) instrumentId));
    }

    private static boolean names(final Object value, final Set<String> fields, final long wanted) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .anyMatch(entry -> fields.contains(entry.getKey())
                                    && Long.valueOf(wanted).equals(entry.getValue())
                            || names(entry.getValue(), fields, wanted));
        }
        if (value instanceof Iterable<?> items) {
            for (final Object item : items) {
                if (names(item, fields, wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Id and lane of the instrument with this symbol, as balance.events defines it. */
    public static int[] instrument(final TopicSource topics, final String symbol) {
        final int[] found = {0, -1};
        final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final InstrumentDefinedDecoder defined = new InstrumentDefinedDecoder();
        topics.read(Topics.BALANCE_EVENTS, 0, topics.startOffset(Topics.BALANCE_EVENTS, 0), Long.MAX_VALUE, record -> {
            buffer.wrap(record.value());
            header.wrap(buffer, 0);
            if (header.templateId() == InstrumentDefinedDecoder.TEMPLATE_ID) {
                defined.wrapAndApplyHeader(buffer, 0, header);
                if (defined.instrument().symbol().equals(symbol)) {
                    found[0] = defined.instrument().instrumentId();
                    found[1] = defined.instrument().lane();
                }
            }
            return found[0] == 0;
        });
        if (found[0] == 0) {
            throw ToolException.usage("no instrument has this symbol: " + symbol);
        }
        return found;
    }
}
