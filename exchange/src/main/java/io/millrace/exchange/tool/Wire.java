package io.millrace.exchange.tool;

import io.millrace.schema.sbe.MessageHeaderDecoder;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.PrimitiveValue;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.AbstractTokenListener;
import uk.co.real_logic.sbe.otf.OtfMessageDecoder;
import uk.co.real_logic.sbe.otf.Types;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

/**
 * Any message of ours as a map of its fields by name, by the schema itself: a message that is added there needs nothing here. Slow;
 * for eyes. One thread.
 */
public final class Wire {
    /** Key of the message's name, before its fields. */
    public static final String TYPE = "type";

    private final Ir schema = schema();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    private static Ir schema() {
        try (InputStream xml = Wire.class.getResourceAsStream("/sbe/millrace.xml")) {
            return new IrGenerator().generate(XmlSchemaParser.parse(xml, ParserOptions.DEFAULT));
        } catch (final Exception e) {
            throw new IllegalStateException("schema can't be read", e);
        }
    }

    /** Name of the message at the offset; {@code template N} if the schema has none. */
    public String name(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        final List<Token> tokens = schema.getMessage(header.templateId());
        return tokens == null
                ? "template " + header.templateId()
                : tokens.get(0).name();
    }

    /** The message's name and fields; what can't be decoded is shown as hexadecimal bytes. */
    public Map<String, Object> decode(final DirectBuffer buffer, final int offset, final int length) {
        final Map<String, Object> message = new LinkedHashMap<>();
        try {
            message.put(TYPE, name(buffer, offset));
            final List<Token> tokens = schema.getMessage(header.templateId());
            if (tokens != null && header.schemaId() == MessageHeaderDecoder.SCHEMA_ID) {
                OtfMessageDecoder.decode(
                        buffer,
                        offset + MessageHeaderDecoder.ENCODED_LENGTH,
                        header.version(),
                        header.blockLength(),
                        tokens,
                        new Fields(message));
                return message;
            }
        } catch (final IndexOutOfBoundsException | IllegalArgumentException | IllegalStateException e) {
            message.put("undecodable", e.toString());
        }
        message.put("bytes", hex(buffer, offset, length));
        return message;
    }

    private static String hex(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Gathers one message's fields; composites are maps, groups are lists of maps, embedded messages are decoded too. */
    private final class Fields extends AbstractTokenListener {
        private final Deque<Map<String, Object>> open = new ArrayDeque<>();
        private int compositeDepth;

        Fields(final Map<String, Object> message) {
            open.push(message);
        }

        @Override
        public void onEncoding(
                final Token field,
                final DirectBuffer buffer,
                final int index,
                final Token type,
                final int actingVersion) {
            open.peek().put(field.name(), value(type, buffer, index, field.version() > actingVersion));
        }

        private Object value(final Token type, final DirectBuffer buffer, final int index, final boolean absent) {
            final Encoding encoding = type.encoding();
            if (absent) {
                return null;
            }
            if (type.arrayLength() > 1) {
                final byte[] bytes = new byte[type.arrayLength()];
                buffer.getBytes(index, bytes);
                return encoding.primitiveType() == PrimitiveType.CHAR
                        ? new String(bytes, StandardCharsets.US_ASCII).replace("\0", "")
                        : HexFormat.of().formatHex(bytes);
            }
            final long value = Types.getLong(buffer, index, encoding);
            final PrimitiveValue none = encoding.applicableNullValue();
            return type.isOptionalEncoding() && none.longValue() == value ? null : value;
        }

        @Override
        public void onEnum(
                final Token field,
                final DirectBuffer buffer,
                final int index,
                final List<Token> tokens,
                final int from,
                final int to,
                final int actingVersion) {
            final long value = Types.getLong(buffer, index, tokens.get(from + 1).encoding());
            String name = Long.toString(value);
            for (int i = from + 1; i < to; i++) {
                if (tokens.get(i).encoding().constValue().longValue() == value) {
                    name = tokens.get(i).name();
                }
            }
            // Within a composite the decoder names the composite's field; the member's own name stands with its type.
            open.peek().put(compositeDepth > 0 ? tokens.get(from).name() : field.name(), name);
        }

        @Override
        public void onBeginComposite(final Token field, final List<Token> tokens, final int from, final int to) {
            final Map<String, Object> composite = new LinkedHashMap<>();
            open.peek().put(field.name(), composite);
            open.push(composite);
            compositeDepth++;
        }

        @Override
        public void onEndComposite(final Token field, final List<Token> tokens, final int from, final int to) {
            open.pop();
            compositeDepth--;
        }

        @Override
        public void onGroupHeader(final Token token, final int count) {
            open.peek().put(token.name(), new ArrayList<Map<String, Object>>());
        }

        @Override
        @SuppressWarnings("unchecked")
        public void onBeginGroup(final Token token, final int index, final int count) {
            final Map<String, Object> entry = new LinkedHashMap<>();
            ((List<Map<String, Object>>) open.peek().get(token.name())).add(entry);
            open.push(entry);
        }

        @Override
        public void onEndGroup(final Token token, final int index, final int count) {
            open.pop();
        }

        @Override
        public void onVarData(
                final Token field, final DirectBuffer buffer, final int index, final int length, final Token type) {
            final boolean isMessage = length >= MessageHeaderDecoder.ENCODED_LENGTH
                    && buffer.getShort(index + 4, ByteOrder.LITTLE_ENDIAN) == MessageHeaderDecoder.SCHEMA_ID;
            open.peek()
                    .put(
                            field.name(),
                            isMessage ? new Wire().decode(buffer, index, length) : hex(buffer, index, length));
        }
    }
}
