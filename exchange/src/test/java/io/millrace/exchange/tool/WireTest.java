package io.millrace.exchange.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.schema.sbe.InstrumentDefinedEncoder;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.MessageHeaderEncoder;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Messages by the schema itself. */
class WireTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    @Test
    void shouldNameEveryFieldOfAMessageAndItsComposites() {
        final InstrumentDefinedEncoder defined =
                new InstrumentDefinedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        defined.stamp().partition(2).shard(1).eventSequence(7).coreSequence(9).timestampUs(11);
        defined.instrument().instrumentId(3).state(InstrumentState.POST_ONLY).symbol("ETH_BTC");
        final Map<String, Object> message =
                new Wire().decode(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + defined.encodedLength());
        assertEquals("InstrumentDefined", message.get(Wire.TYPE));
        assertEquals(9L, ((Map<?, ?>) message.get("stamp")).get("coreSequence"));
        final Map<?, ?> instrument = (Map<?, ?>) message.get("instrument");
        assertEquals("POST_ONLY", instrument.get("state"));
        assertEquals("ETH_BTC", instrument.get("symbol"));
    }

    @Test
    void shouldShowBytesThatAreNoMessage() {
        assertTrue(new Wire().decode(buffer, 0, 16).get("bytes").toString().startsWith("0000"));
    }
}
