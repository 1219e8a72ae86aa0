package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final InstrumentDefinition INSTRUMENT = new InstrumentDefinition(7, 1, 2, 1000, 10, 100_000);
    private static final BookListener NOBODY = new RecordingListener();

    private static final String FROZEN_VERSION_1 = frozen("/book-snapshot-1.hex");

    private final NewOrder order = new NewOrder();

    @Test
    void shouldReadWhatVersionOneWrote() {
        final byte[] frozen = HexFormat.of().parseHex(FROZEN_VERSION_1);
        final OrderBook book = OrderBook.load(new UnsafeBuffer(frozen), 0, frozen.length, BookLimits.DEFAULT, NOBODY);
        assertEquals(FROZEN_VERSION_1, hex(book));
        assertEquals(99, book.bestBid());
        assertEquals(101, book.bestAsk());
        assertEquals(100, book.lastPrice());
        assertEquals(1, book.lastTradeId());
        assertEquals(6, book.orderCount());
        assertEquals(95, book.find(5).triggerPrice());
        assertEquals(Reason.ORDER_ALREADY_FINAL, book.cancel(1, 0, Reason.USER));
    }

    /** The book that the frozen bytes were made of; a change of the format needs a new version and a new copy. */
    @Test
    void shouldStillWriteVersionOne() {
        final OrderBook book = new OrderBook(INSTRUMENT, NOBODY);
        book.place(order.of(1, 11, Side.SELL, 100, 5));
        book.place(order.of(2, 12, Side.BUY, 100, 5).fees(-10, 20));
        book.place(order.of(3, 11, Side.SELL, 101, 50).displayQuantity(7).fees(200, 1000));
        book.place(order.of(4, 12, Side.BUY, 99, 3).timeInForce(TimeInForce.GTD).expireTimeUs(900));
        book.place(
                order.of(5, 13, Side.SELL, 0, 4).type(OrderType.TRAILING_STOP).trailingOffset(5));
        book.place(order.of(6, 13, Side.BUY, 0, 0)
                .type(OrderType.STOP)
                .quoteBudget(5000)
                .triggerPrice(110));
        book.place(order.of(7, 14, Side.BUY, 98, 3).postOnly(true).stpMode(StpMode.DECREMENT));
        book.place(order.of(8, 14, Side.SELL, 102, 3));
        assertEquals(FROZEN_VERSION_1, hex(book));
    }

    @Test
    void shouldRefuseBytesThatAreCutAnywhere() {
        final byte[] whole = HexFormat.of().parseHex(FROZEN_VERSION_1);
        for (int length = 0; length < whole.length; length++) {
            final UnsafeBuffer cut = new UnsafeBuffer(whole, 0, length);
            final int cutLength = length;
            assertThrows(
                    IllegalArgumentException.class,
                    () -> OrderBook.load(cut, 0, cutLength, BookLimits.DEFAULT, NOBODY),
                    () -> "length=" + cutLength);
        }
    }

    @Test
    void shouldRefuseOrReadGarbageButNeverFailOtherwise() {
        final Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            final byte[] bytes = HexFormat.of().parseHex(FROZEN_VERSION_1);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                OrderBook.load(new UnsafeBuffer(bytes), 0, bytes.length, BookLimits.DEFAULT, NOBODY);
            } catch (final IllegalArgumentException | IllegalStateException | ArithmeticException e) {
                assertNotNull(e.getMessage());
            }
        }
    }

    /** Slots, chains of ids and levels came about in another order; the book is the same. */
    @Test
    void shouldGiveTheSameBytesWhateverWayTheBookCameAbout() {
        final OrderBook straight = new OrderBook(INSTRUMENT, NOBODY);
        straight.place(order.of(2, 11, Side.SELL, 110, 5));
        straight.cancel(2, 0, Reason.USER);
        for (long id = 3; id < 300; id++) {
            straight.place(order.of(id, 11, Side.SELL, 100 + id % 7 * 1000, id));
        }
        final OrderBook roundabout = new OrderBook(INSTRUMENT, new BookLimits(1000, 1000, 10, 500), NOBODY);
        for (long price = 100; price < 7000; price += 1000) {
            for (long id = 299; id > 2; id--) {
                roundabout.place(order.of(id, 11, Side.SELL, price, id));
            }
            roundabout.place(order.of(2, 11, Side.SELL, 110, 5));
            roundabout.massCancel(0, null, Reason.USER);
        }
        for (long id = 3; id < 300; id++) {
            roundabout.place(order.of(id, 11, Side.SELL, 100 + id % 7 * 1000, id));
        }
        straight.massCancel(0, Side.SELL, Reason.USER);
        for (long id = 299; id > 2; id--) {
            straight.place(order.of(id, 11, Side.SELL, 100 + (id + 3) % 7 * 1000, id));
        }
        for (long id = 299; id > 2; id--) {
            roundabout.amend(id, 0, 100 + (id + 3) % 7 * 1000, id, 0);
        }
        assertEquals(hex(straight), hex(roundabout));
    }

    @Test
    void shouldKeepAnEngineWithAllItsBooks() {
        final RecordingListener before = new RecordingListener();
        final MatchingEngine engine = new MatchingEngine(before);
        engine.list(INSTRUMENT, InstrumentState.OPEN);
        engine.list(new InstrumentDefinition(3, 1, 2, 1, 1, 1000), InstrumentState.HALTED);
        engine.place(7, order.of(1, 11, Side.SELL, 100, 5));
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final int length = engine.snapshot(buffer, 16);

        final RecordingListener after = new RecordingListener();
        final MatchingEngine loaded = new MatchingEngine(after);
        loaded.load(buffer, 16, length);
        before.drain();

        assertEquals(List.of(3, 7), List.of(loaded.instrumentIds()[0], loaded.instrumentIds()[1]));
        assertEquals(InstrumentState.HALTED, loaded.book(3).state());
        engine.place(7, order.of(2, 12, Side.BUY, 100, 9));
        loaded.place(7, order);
        assertEquals(before.drain(), after.drain());
        assertThrows(IllegalArgumentException.class, () -> new MatchingEngine(after).load(buffer, 16, length - 1));
    }

    private static String hex(final OrderBook book) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final int length = book.snapshot(buffer, 0);
        return HexFormat.of().formatHex(buffer.byteArray(), 0, length);
    }

    private static String frozen(final String name) {
        try (InputStream stream = SnapshotTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).replace("\n", "");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
