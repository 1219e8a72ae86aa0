package io.millrace.chain.egress;

import io.millrace.schema.sbe.ChainEventDecoder;
import io.millrace.schema.sbe.ChainEventEncoder;
import io.millrace.schema.sbe.ChainEventKind;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Numbers and texts of a ChainEvent: written in order, read in the same order. One use. */
public final class ChainFields {
    private static final int RECORD_LENGTH_MAX = 900_000;

    private final ChainEventKind kind;
    private final List<Long> numbers = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int nextNumber;
    private int nextText;

    ChainFields(final ChainEventKind kind) {
        this.kind = kind;
    }

    ChainFields number(final long number) {
        numbers.add(number);
        return this;
    }

    ChainFields text(final String text) {
        texts.add(text);
        return this;
    }

    ChainEventKind kind() {
        return kind;
    }

    long number() {
        return numbers.get(nextNumber++);
    }

    String text() {
        return texts.get(nextText++);
    }

    /** As a record of chain.events. */
    byte[] toBytes(final long chainId, final long chainSequence, final long timestampUs) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
        final ChainEventEncoder event = new ChainEventEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .chainId(chainId)
                .chainSequence(chainSequence)
                .timestampUs(timestampUs)
                .kind(kind);
        final ChainEventEncoder.NumbersEncoder numberGroup = event.numbersCount(numbers.size());
        numbers.forEach(number -> numberGroup.next().number(number));
        final ChainEventEncoder.TextsEncoder textGroup = event.textsCount(texts.size());
        for (final String text : texts) {
            final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            textGroup.next().putText(bytes, 0, bytes.length);
        }
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + event.encodedLength();
        if (length > RECORD_LENGTH_MAX) {
            throw new IllegalStateException("record is too long kind=" + kind + " length=" + length);
        }
        return Arrays.copyOf(buffer.byteArray(), length);
    }

    /** Reads a record of chain.events. */
    public static ChainFields of(final byte[] bytes) {
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
                || header.templateId() != ChainEventDecoder.TEMPLATE_ID) {
            throw new IllegalArgumentException("not a chain event templateId=" + header.templateId());
        }
        final ChainEventDecoder event = new ChainEventDecoder().wrapAndApplyHeader(buffer, 0, header);
        final ChainFields fields = new ChainFields(event.kind());
        event.numbers().forEach(each -> fields.number(each.number()));
        event.texts().forEach(each -> {
            final int length = each.textLength();
            if (length < 0 || length > bytes.length) {
                throw new IllegalArgumentException("text is longer than its record length=" + length);
            }
            final byte[] text = new byte[length];
            each.getText(text, 0, text.length);
            fields.text(new String(text, StandardCharsets.US_ASCII));
        });
        return fields;
    }

    /** Sequence of a record of chain.events. */
    public static long sequence(final byte[] bytes) {
        return event(bytes).chainSequence();
    }

    /** The chain that a record of chain.events is of. */
    public static long chainId(final byte[] bytes) {
        return event(bytes).chainId();
    }

    private static ChainEventDecoder event(final byte[] bytes) {
        return new ChainEventDecoder().wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderDecoder());
    }
}
