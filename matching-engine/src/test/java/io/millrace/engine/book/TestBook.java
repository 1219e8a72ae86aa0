package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** What tests ask of a book, the fast one or the naive one. */
interface TestBook {
    Reason place(NewOrder order);

    Reason cancel(long orderId, long userId, Reason reason);

    Reason amend(long orderId, long userId, long price, long quantity, long triggerPrice);

    Reason massCancel(long userId, Side side, Reason reason);

    Reason setState(InstrumentState state);

    Reason expire(long timeUs);

    /** Events since the last call, and the result of the last command. */
    List<String> drain();

    /** Trades since the last drain: quantity@price taker x maker. */
    List<String> trades();

    /** Everything the book holds, in the order in which it would trade or trigger. */
    List<String> image();

    /** The library's book, seen through its public methods. */
    final class Fast implements TestBook {
        final OrderBook book;
        private final RecordingListener listener = new RecordingListener();

        Fast(final InstrumentDefinition instrument, final BookLimits limits) {
            book = new OrderBook(instrument, limits, listener);
        }

        private Fast(final MutableDirectBuffer buffer, final int length, final BookLimits limits) {
            book = OrderBook.load(buffer, 0, length, limits, listener);
        }

        /** The same book, gone through its snapshot; a second snapshot must have the same bytes. */
        Fast reloaded() {
            final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
            final int length = book.snapshot(buffer, 0);
            final Fast loaded = new Fast(buffer, length, book.limits());
            final ExpandableArrayBuffer again = new ExpandableArrayBuffer();
            assertEquals(length, loaded.book.snapshot(again, 0));
            assertArrayEquals(
                    Arrays.copyOf(buffer.byteArray(), length), Arrays.copyOf(again.byteArray(), length), "snapshot");
            return loaded;
        }

        /** What must hold between commands, seen from outside. */
        void checkConsistency() {
            int resting = 0;
            for (final Side side : Side.values()) {
                final long[] sum = new long[2];
                book.forEachLevel(side, (price, quantity, count) -> {
                    sum[0] += quantity;
                    sum[1] += count;
                });
                final List<Long> ids = new ArrayList<>();
                book.forEachOrder(side, order -> {
                    sum[0] -= order.shownQuantity();
                    sum[1]--;
                    ids.add(order.orderId());
                });
                book.forEachStop(side, order -> ids.add(order.orderId()));
                assertArrayEquals(new long[2], sum, "levels differ from their orders");
                ids.forEach(id -> assertEquals(id, book.find(id).orderId()));
                resting += ids.size();
            }
            assertEquals(resting, book.orderCount());
        }

        @Override
        public Reason place(final NewOrder order) {
            return book.place(order);
        }

        @Override
        public Reason cancel(final long orderId, final long userId, final Reason reason) {
            return book.cancel(orderId, userId, reason);
        }

        @Override
        public Reason amend(
                final long orderId, final long userId, final long price, final long quantity, final long trigger) {
            return book.amend(orderId, userId, price, quantity, trigger);
        }

        @Override
        public Reason massCancel(final long userId, final Side side, final Reason reason) {
            return book.massCancel(userId, side, reason);
        }

        @Override
        public Reason setState(final InstrumentState state) {
            return book.setState(state);
        }

        @Override
        public Reason expire(final long timeUs) {
            return book.expire(timeUs);
        }

        @Override
        public List<String> trades() {
            return List.copyOf(listener.trades);
        }

        @Override
        public List<String> drain() {
            final List<String> events = new ArrayList<>(listener.drain());
            final CommandResult result = book.result();
            events.add("result " + result.isAccepted() + " " + result.reason() + " kept " + result.hasKeptPriority()
                    + " final " + result.finalStatus() + " " + result.finalReason() + " last " + book.lastPrice());
            return events;
        }

        @Override
        public List<String> image() {
            final List<String> lines = new ArrayList<>();
            lines.add("state " + book.state() + " last " + book.lastPrice() + " trades " + book.lastTradeId());
            for (final Side side : Side.values()) {
                lines.add("side " + side);
                book.forEachLevel(
                        side,
                        (price, quantity, count) -> lines.add(
                                "level " + side + " " + price + " quantity " + quantity + " orders " + count));
                book.forEachOrder(side, order -> lines.add(line("rests", order)));
                book.forEachStop(side, order -> lines.add(line("waits", order)));
            }
            return lines;
        }

        private static String line(final String verb, final OrderState order) {
            return verb + " " + order.orderId() + " " + order.type() + " " + order.remainingQuantity() + " shown "
                    + order.shownQuantity() + " @" + order.price() + " trigger " + order.triggerPrice();
        }
    }
}
