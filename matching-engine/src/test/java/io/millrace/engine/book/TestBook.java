package io.millrace.engine.book;

import java.util.ArrayList;
import java.util.List;

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
