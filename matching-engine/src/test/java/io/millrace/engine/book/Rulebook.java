package io.millrace.engine.book;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/**
 * Words for the tests of {@code docs/matching.md}. Every test class below it runs on the fast and on the naive book. Orders
 * read as {@code id:lots@price}, trades as {@code lots@price takerxmaker}.
 */
abstract class Rulebook {
    static final long ANN = 1;
    static final long BOB = 2;
    static final long CID = 3;
    static final long PRICE_MAX = 1_000_000;

    private static final InstrumentDefinition INSTRUMENT = new InstrumentDefinition(1, 1, 2, 1, 1, PRICE_MAX);

    private final NewOrder order = new NewOrder();
    private TestBook book;
    private List<String> events = List.of();
    private List<String> trades = List.of();
    private Reason reason = Reason.NONE;

    abstract TestBook newBook(InstrumentDefinition instrument, BookLimits limits);

    @BeforeEach
    void open() {
        open(BookLimits.DEFAULT);
    }

    final void open(final BookLimits limits) {
        open(INSTRUMENT, limits);
    }

    final void open(final InstrumentDefinition instrument, final BookLimits limits) {
        book = newBook(instrument, limits);
    }

    final NewOrder buy(final long id, final long user, final long price, final long quantity) {
        return order.of(id, user, Side.BUY, price, quantity);
    }

    final NewOrder sell(final long id, final long user, final long price, final long quantity) {
        return order.of(id, user, Side.SELL, price, quantity);
    }

    final NewOrder ioc(final NewOrder limit) {
        return limit.timeInForce(TimeInForce.IOC);
    }

    final NewOrder fok(final NewOrder limit) {
        return limit.timeInForce(TimeInForce.FOK);
    }

    final NewOrder market(final NewOrder limit) {
        return limit.type(OrderType.MARKET).timeInForce(TimeInForce.IOC);
    }

    final NewOrder stop(final NewOrder limit, final long trigger) {
        return limit.type(OrderType.STOP).triggerPrice(trigger);
    }

    final NewOrder stopLimit(final NewOrder limit, final long trigger) {
        return limit.type(OrderType.STOP_LIMIT).triggerPrice(trigger);
    }

    final NewOrder trailing(final NewOrder limit, final long offset) {
        return limit.type(OrderType.TRAILING_STOP).trailingOffset(offset);
    }

    /** Market buy that spends up to a budget; a price is its collar. */
    final NewOrder spend(final long id, final long user, final long budget) {
        return market(buy(id, user, 0, 0)).quoteBudget(budget);
    }

    final Reason place(final NewOrder placed) {
        return done(book.place(placed));
    }

    final Reason cancel(final long id, final long user) {
        return done(book.cancel(id, user, Reason.USER));
    }

    final Reason amend(final long id, final long user, final long price, final long quantity) {
        return amend(id, user, price, quantity, 0);
    }

    final Reason amend(final long id, final long user, final long price, final long quantity, final long trigger) {
        return done(book.amend(id, user, price, quantity, trigger));
    }

    final Reason massCancel(final long user, final Side side) {
        return done(book.massCancel(user, side, Reason.MASS_CANCEL));
    }

    final Reason state(final InstrumentState state) {
        return done(book.setState(state));
    }

    final Reason tick(final long timeUs) {
        return done(book.expire(timeUs));
    }

    private Reason done(final Reason result) {
        reason = result;
        trades = book.trades();
        events = book.drain();
        return result;
    }

    /** The last command was refused for this. */
    final void assertRefused(final Reason expected) {
        assertEquals(expected, reason);
        assertTrades();
    }

    /** Trades of the last command. */
    final void assertTrades(final String... expected) {
        assertEquals(List.of(expected), trades);
    }

    /** What the last command's report says of an order, as {@code STATUS REASON filled lots remaining lots}. */
    final void assertOrder(final long id, final String expected) {
        for (final String event : events) {
            if (event.startsWith("order " + id + " ")) {
                final String[] words = event.replace(" triggered", "").split(" ");
                assertEquals(
                        expected,
                        words[5] + " " + words[6] + " filled " + words[12] + " remaining " + words[14],
                        event);
                return;
            }
        }
        assertEquals(expected, "not reported: " + events);
    }

    /** Orders of the last command's report, in its order. */
    final void assertReported(final long... expected) {
        final List<Long> ids = new ArrayList<>();
        for (final String event : events) {
            if (event.startsWith("order ")) {
                ids.add(Long.parseLong(event.split(" ")[1]));
            }
        }
        assertEquals(Arrays.stream(expected).boxed().toList(), ids);
    }

    /** Price levels of the last command's report, as {@code SIDE price quantity lots orders count}. */
    final void assertLevels(final String... expected) {
        assertEquals(
                List.of(expected),
                events.stream()
                        .filter(e -> e.startsWith("level "))
                        .map(e -> e.substring(6))
                        .toList());
    }

    /** Result of the last command, as {@code final STATUS REASON} or {@code kept true}. */
    final void assertResult(final String expected) {
        final String result = events.get(events.size() - 1);
        assertEquals(true, result.contains(expected), result);
    }

    /** All resting orders of a side, best first. */
    final void assertRests(final Side side, final String... expected) {
        assertEquals(List.of(expected), orders(side, "rests"));
    }

    /** All waiting stops of a side, first to trigger first, as {@code id:lots!trigger}. */
    final void assertWaits(final Side side, final String... expected) {
        assertEquals(List.of(expected), orders(side, "waits"));
    }

    private List<String> orders(final Side side, final String verb) {
        final List<String> orders = new ArrayList<>();
        boolean isSell = false;

        for (final String line : book.image()) {
            final String[] words = line.split(" ");
            if (words[0].equals("side")) {
                isSell = words[1].equals("SELL");
            } else if (words[0].equals(verb) && isSell == (side == Side.SELL)) {
                orders.add(words[1] + ":" + words[3] + (verb.equals("rests") ? words[6] : "!" + words[8]));
            }
        }
        return orders;
    }
}
