package io.millrace.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.engine.egress.OutputLayout;
import io.millrace.feed.FeedFrames;
import io.millrace.schema.sbe.EngineOutputDecoder;
import io.millrace.schema.sbe.MessageHeaderDecoder;
import io.millrace.schema.sbe.OrderType;
import io.millrace.schema.sbe.Outcome;
import io.millrace.schema.sbe.PlaceOrderDecoder;
import io.millrace.schema.sbe.Reason;
import io.millrace.schema.sbe.Side;
import io.millrace.schema.sbe.TimeInForce;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class LaneProcessorTest {
    private final LaneProcessor processor = new LaneProcessor(Commands.LANE);
    private final List<byte[]> outputs = new ArrayList<>();

    @Test
    void shouldTradeAtTheRestingPriceAndSayWhoOwesWhat() {
        run(new Commands()
                .list(Commands.BTC_USDT)
                .place(1, 1002, Side.SELL, 4_200_000, 10_000)
                .place(2, 1001, Side.BUY, 4_210_000, 2_500)
                .cancel(1, 1002));
        assertEquals(4, outputs.size());

        final EngineOutputDecoder buy = decode(2);
        assertEquals(Outcome.ACCEPTED, buy.outcome());
        assertEquals(3, buy.outputSequence());
        assertEquals(2, buy.sourceOffset());
        assertEquals(3, buy.sourceSequence());
        assertEquals(9, buy.coreSequence());
        assertEquals(2, buy.orderId());
        assertEquals(1001, buy.userId());
        assertEquals(4_200_000, buy.lastPrice());
        assertEquals(PlaceOrderDecoder.TEMPLATE_ID, buy.commandTemplateId());
        final EngineOutputDecoder.TradesDecoder trade = buy.trades().next();
        assertEquals(1, trade.tradeId());
        assertEquals(4_200_000, trade.price());
        assertEquals(2_500, trade.quantity());
        assertEquals(10_500_000_000L, trade.notional());
        assertEquals(2_100_000, trade.makerFee());
        assertEquals(25_000, trade.takerFee());
        assertEquals(7_500, trade.makerRemaining());
        assertEquals(0, trade.takerRemaining());
        final Map<String, Long> deltas = deltas(buy);
        assertEquals(25_000_000L - 25_000, deltas.get("1001/1"));
        assertEquals(-10_500_000_000L, deltas.get("1001/3"));
        assertEquals(-25_000_000L, deltas.get("1002/1"));
        assertEquals(10_497_900_000L, deltas.get("1002/3"));
        assertEquals(25_000, deltas.get("-1/1"));
        assertEquals(2_100_000, deltas.get("-1/3"));
    }

    @Test
    void shouldEmbedTheCommandAndChainEachOutputToTheOneBefore() throws NoSuchAlgorithmException {
        final Commands commands = Commands.random(1, 500);
        run(commands);
        assertEquals(500, outputs.size());
        byte[] previous = new byte[FeedFrames.HASH_LENGTH];
        final OutputLayout layout = new OutputLayout();
        for (int i = 0; i < outputs.size(); i++) {
            final byte[] found = new byte[FeedFrames.HASH_LENGTH];
            decode(i).getPreviousHash(found, 0, found.length);
            assertArrayEquals(previous, found, "index=" + i);
            previous = MessageDigest.getInstance("SHA-256").digest(outputs.get(i));
            layout.wrap(new UnsafeBuffer(outputs.get(i)), 0);
            final byte[] command = new byte[layout.commandLength()];
            new UnsafeBuffer(outputs.get(i)).getBytes(layout.commandOffset(), command);
            assertArrayEquals(commands.records().get(i), command);
        }
        assertArrayEquals(previous, processor.lastHash());
    }

    @Test
    void shouldGiveTheSameBytesForTheSameRecords() {
        run(Commands.random(7, 2000));
        final LaneProcessor other = new LaneProcessor(Commands.LANE);
        feed(other, Commands.random(7, 2000), new ArrayList<>());
        assertArrayEquals(processor.lastHash(), other.lastHash());
        final LaneProcessor different = new LaneProcessor(Commands.LANE);
        feed(different, Commands.random(8, 2000), new ArrayList<>());
        assertFalse(Arrays.equals(processor.lastHash(), different.lastHash()));
    }

    @Test
    void shouldSaySumsOfZeroPerAssetAlways() {
        run(Commands.random(3, 3000));
        for (int i = 0; i < outputs.size(); i++) {
            final Map<Integer, Long> sums = new HashMap<>();
            final EngineOutputDecoder output = decode(i);
            skipToDeltas(output);
            output.deltas().forEach(delta -> sums.merge(delta.assetId(), delta.amount(), Long::sum));
            sums.forEach((asset, sum) -> assertEquals(0, sum, "asset=" + asset));
        }
    }

    @Test
    void shouldSkipARecordThatComesTwice() {
        final Commands commands = new Commands().list(Commands.BTC_USDT).place(1, 1002, Side.SELL, 100, 5);
        run(commands);
        final byte[] record = commands.records().get(1);
        assertEquals(0, processor.process(2, new UnsafeBuffer(record), 0, record.length));
        assertEquals(2, processor.outputSequence());
        assertEquals(1, processor.lastSourceOffset());
    }

    @Test
    void shouldCountSequencesPerShard() {
        run(new Commands().list(Commands.BTC_USDT).place(1, 1002, Side.SELL, 100, 5));
        run(new Commands(1).tick().tick());
        assertEquals(4, processor.outputSequence());
        assertEquals(2, processor.sequences().last(0));
        assertEquals(2, processor.sequences().last(1));
    }

    @Test
    void shouldHaltAtAGapNamingBothSides() {
        final Commands commands = new Commands().list(Commands.BTC_USDT).tick().tick();
        commands.records().remove(1);
        final LaneBreachException ex = assertThrows(LaneBreachException.class, () -> run(commands));
        assertTrue(ex.getMessage().contains("expected-order-sequence=2"), ex.getMessage());
        assertTrue(ex.getMessage().contains("found-order-sequence=3"), ex.getMessage());
        assertTrue(ex.getMessage().contains("source-offset=1"), ex.getMessage());
        assertTrue(ex.getMessage().contains("output-sequence=1"), ex.getMessage());
    }

    @Test
    void shouldHaltAtARecordOfAnotherLane() {
        final LaneProcessor other = new LaneProcessor(0);
        assertThrows(LaneBreachException.class, () -> feed(other, new Commands().tick(), new ArrayList<>()));
    }

    @Test
    void shouldHaltAtARecordThatIsTruncatedAnywhere() {
        final byte[] record =
                new Commands().tick().place(1, 2, Side.BUY, 3, 4).records().get(1);
        for (int length = 0; length < record.length; length++) {
            final LaneProcessor fresh = new LaneProcessor(Commands.LANE);
            feed(fresh, new Commands().tick(), new ArrayList<>());
            final UnsafeBuffer cut = new UnsafeBuffer(record, 0, length);
            assertThrows(LaneBreachException.class, () -> fresh.process(1, cut, 0, cut.capacity()), "length=" + length);
        }
    }

    @Test
    void shouldHaltAtACodeThatMeansNothing() {
        final byte[] record =
                new Commands().place(1, 2, Side.BUY, 3, 4).records().get(0);
        final int sideOffset = MessageHeaderDecoder.ENCODED_LENGTH + PlaceOrderDecoder.sideEncodingOffset();
        record[sideOffset] = 9;
        assertThrows(LaneBreachException.class, () -> processor.process(0, new UnsafeBuffer(record), 0, record.length));
    }

    @Test
    void shouldSayWhyACommandWasRefused() {
        run(new Commands()
                .place(1, 1001, Side.BUY, 100, 5)
                .list(Commands.BTC_USDT)
                .cancel(9, 1001));
        assertEquals(Outcome.REJECTED, decode(0).outcome());
        assertEquals(Reason.BAD_SYMBOL, decode(0).reason());
        assertEquals(1, decode(0).orderId());
        assertEquals(Outcome.REJECTED, decode(2).outcome());
        assertEquals(Reason.ORDER_NOT_FOUND, decode(2).reason());
    }

    @Test
    void shouldFitTheLargestSweepIntoAnOutput() {
        final Commands commands = new Commands().list(Commands.BTC_USDT);
        for (int i = 1; i <= 8300; i++) {
            commands.place(i, 10_000 + i, Side.SELL, 100 + i, 1);
        }
        commands.place(9000, 5, Side.BUY, 100_000, 10_000, OrderType.LIMIT, TimeInForce.GTC);
        run(commands);
        final byte[] sweep = outputs.get(outputs.size() - 1);
        assertTrue(sweep.length > 1_900_000 && sweep.length < FeedFrames.OUTPUT_LENGTH_MAX, "length=" + sweep.length);
        assertEquals(8192, decode(outputs.size() - 1).trades().count());
    }

    private void run(final Commands commands) {
        feed(processor, commands, outputs);
    }

    private static void feed(final LaneProcessor processor, final Commands commands, final List<byte[]> outputs) {
        for (int offset = 0; offset < commands.records().size(); offset++) {
            final byte[] record = commands.records().get(offset);
            final int length = processor.process(offset, new UnsafeBuffer(record), 0, record.length);
            final byte[] output = new byte[length];
            processor.output().getBytes(0, output);
            outputs.add(output);
        }
    }

    private EngineOutputDecoder decode(final int index) {
        return new EngineOutputDecoder()
                .wrapAndApplyHeader(new UnsafeBuffer(outputs.get(index)), 0, new MessageHeaderDecoder());
    }

    private static void skipToDeltas(final EngineOutputDecoder output) {
        output.trades().forEach(trade -> {});
        output.orders().forEach(order -> {});
        output.levels().forEach(level -> {});
    }

    private static Map<String, Long> deltas(final EngineOutputDecoder output) {
        output.sbeRewind();
        skipToDeltas(output);
        final Map<String, Long> deltas = new HashMap<>();
        output.deltas().forEach(delta -> deltas.put(delta.accountId() + "/" + delta.assetId(), delta.amount()));
        return deltas;
    }
}
