package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.engine.egress.OutputLayout;
import io.millrace.schema.sbe.AmendOrderDecoder;
import io.millrace.schema.sbe.CancelOrderDecoder;
import io.millrace.schema.sbe.InstrumentState;
import io.millrace.schema.sbe.ListInstrumentDecoder;
import io.millrace.schema.sbe.MassCancelDecoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.SetInstrumentStateDecoder;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.TickDecoder;
import io.millrace.schema.sbe.TimeInForce;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Records of {@code orders} of every kind with the outputs that a released version made of them, a line each, in hex: today's
 * code reads the same records and makes the same bytes.
 */
class FrozenOutputsTest {
    private static final Set<Integer> KINDS = Set.of(
            PlaceOrderDecoder.TEMPLATE_ID,
            CancelOrderDecoder.TEMPLATE_ID,
            AmendOrderDecoder.TEMPLATE_ID,
            MassCancelDecoder.TEMPLATE_ID,
            ListInstrumentDecoder.TEMPLATE_ID,
            SetInstrumentStateDecoder.TEMPLATE_ID,
            TickDecoder.TEMPLATE_ID);

    private final OutputLayout layout = new OutputLayout();

    @Test
    void shouldMakeTheOutputsOfVersion1Again() throws IOException {
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        final Set<Integer> kinds = new TreeSet<>();
        final Set<Outcome> outcomes = new TreeSet<>();
        int tradeCount = 0;
        final List<String> lines = lines("/outputs-v1.hex");
        for (int i = 0; i < lines.size(); i++) {
            final String[] fields = lines.get(i).split(" ");
            final byte[] record = HexFormat.of().parseHex(fields[0]);
            final int length = processor.process(i, new UnsafeBuffer(record), 0, record.length);
            assertEquals(fields[1], hex(processor, length), "output " + (i + 1));
            layout.wrap(processor.output(), 0);
            kinds.add(layout.fields().commandTemplateId());
            outcomes.add(layout.fields().outcome());
            tradeCount += layout.lastTradeId() > 0 ? 1 : 0;
        }
        assertEquals(KINDS, kinds);
        assertEquals(Set.of(Outcome.ACCEPTED, Outcome.REJECTED), outcomes);
        assertEquals(13, tradeCount);
    }

    private static List<String> lines(final String resource) throws IOException {
        try (InputStream bytes = FrozenOutputsTest.class.getResourceAsStream(resource)) {
            return new String(bytes.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private static String hex(final LaneProcessor processor, final int length) {
        final byte[] bytes = new byte[length];
        processor.output().getBytes(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Prints the lines of a version that is about to be released. */
    public static void main(final String[] args) {
        final Commands commands = Commands.random(5, 40)
                .state(InstrumentState.AUCTION)
                .place(101, 2001, Side.BUY, 4_200_030, 5)
                .place(102, 2002, Side.SELL, 4_199_990, 4)
                .state(InstrumentState.OPEN)
                .place(103, 2003, Side.BUY, 4_200_500, 2, OrderType.MARKET, TimeInForce.IOC)
                .place(104, 2004, Side.SELL, 1, 1_000_000, OrderType.LIMIT, TimeInForce.FOK)
                .place(105, 2004, Side.SELL, 4_300_000, 3, OrderType.LIMIT, TimeInForce.GTD)
                .massCancel(2004)
                .massCancel(0)
                .tick();
        final LaneProcessor processor = new LaneProcessor(Commands.LANE);
        for (int i = 0; i < commands.records().size(); i++) {
            final byte[] record = commands.records().get(i);
            final int length = processor.process(i, new UnsafeBuffer(record), 0, record.length);
            System.out.println(HexFormat.of().formatHex(record) + " " + hex(processor, length));
        }
    }
}
