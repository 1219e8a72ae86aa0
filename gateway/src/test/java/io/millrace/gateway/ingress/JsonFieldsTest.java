package io.millrace.gateway.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.gateway.trading.ErrorCode;
import io.millrace.gateway.trading.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    private static final Set<String> KNOWN = Set.of("symbol", "price", "postOnly", "expireTime");

    @Test
    void shouldKeepDigitsOfNumbers() {
        final JsonFields fields = parse("{\"price\":0.1000000000000000055511151231257827}");
        assertEquals("0.1000000000000000055511151231257827", fields.decimal("price"));
    }

    @Test
    void shouldNameUnknownField() {
        final Refusal refusal = refused("{\"symbol\":\"A\",\"prize\":\"1\"}");
        assertEquals(ErrorCode.UNKNOWN_FIELD, refusal.error());
        assertEquals("prize", refusal.details().get("field"));
    }

    @Test
    void shouldNameDoubledField() {
        final Refusal refusal = refused("{\"symbol\":\"A\",\"price\":\"1\",\"symbol\":\"B\"}");
        assertEquals(ErrorCode.MALFORMED_JSON, refusal.error());
        assertEquals("symbol", refusal.details().get("field"));
    }

    @Test
    void shouldNameFieldOfWrongType() {
        final JsonFields fields = parse("{\"symbol\":1,\"price\":true,\"postOnly\":\"yes\",\"expireTime\":\"5\"}");
        assertWrong("symbol", () -> fields.text("symbol"));
        assertWrong("price", () -> fields.decimal("price"));
        assertWrong("postOnly", () -> fields.flagOr("postOnly", false));
        assertWrong("expireTime", () -> fields.integer("expireTime"));
        assertWrong("symbol", () -> parse("{\"symbol\":{\"a\":1}}"));
        assertWrong("symbol", () -> parse("{\"symbol\":null}").text("symbol"));
    }

    @Test
    void shouldNameMissingField() {
        final Refusal refusal = assertThrows(Refusal.class, () -> parse("{}").text("symbol"));
        assertEquals(ErrorCode.MISSING_FIELD, refusal.error());
        assertEquals("symbol", refusal.details().get("field"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "[]",
                "1",
                "\"a\"",
                "null",
                "{",
                "{\"symbol\"",
                "{\"symbol\":",
                "{\"symbol\":\"A\"",
                "{\"symbol\":\"A\"}}",
                "{\"symbol\":\"A\"} x",
                "{'symbol':'A'}",
                "{\"symbol\":\"A\",}",
                "{\"price\":NaN}",
                "{\"price\":+1}",
                "{\"price\":01}",
                "{symbol:\"A\"}",
                "{\"symbol\":\"A\"}/**/",
                "\u0000"
            })
    void shouldRefuseWhatIsNotOneObject(final String body) {
        assertEquals(ErrorCode.MALFORMED_JSON, refused(body).error());
    }

    @Test
    void shouldRefuseInvalidUtf8() {
        final byte[] body = {'{', '"', 's', 'y', 'm', 'b', 'o', 'l', '"', ':', '"', (byte) 0xC3, 0x28, '"', '}'};
        final Refusal refusal = assertThrows(Refusal.class, () -> JsonFields.parse(body, KNOWN));
        assertEquals(ErrorCode.MALFORMED_JSON, refusal.error());
    }

    @Test
    void shouldReadListOfObjects() {
        final List<JsonFields> list =
                JsonFields.parseList(bytes("{\"orders\":[{\"symbol\":\"A\"},{\"symbol\":\"B\"}]}"), "orders", KNOWN);
        assertEquals("B", list.get(1).text("symbol"));
    }

    @Test
    void shouldNeverFailOtherwiseThanByRefusing() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final byte[] alphabet = bytes("{}[]\":,\\/0123456789.eE+-truefalsn symbolprice\u00e9");
        for (int i = 0; i < 50_000; i++) {
            final byte[] body = new byte[random.nextInt(40)];
            for (int j = 0; j < body.length; j++) {
                body[j] = random.nextInt(50) == 0 ? (byte) random.nextInt() : alphabet[random.nextInt(alphabet.length)];
            }
            try {
                JsonFields.parse(body, KNOWN);
            } catch (final Refusal refusal) {
                assertEquals(400, refusal.error().status(), "seed=" + seed);
            }
        }
    }

    private static void assertWrong(final String field, final Runnable call) {
        final Refusal refusal = assertThrows(Refusal.class, call::run);
        assertEquals(ErrorCode.BAD_FORMAT, refusal.error());
        assertTrue(refusal.details().containsValue(field), refusal.getMessage());
    }

    private static Refusal refused(final String body) {
        return assertThrows(Refusal.class, () -> parse(body));
    }

    private static JsonFields parse(final String body) {
        return JsonFields.parse(bytes(body), KNOWN);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
