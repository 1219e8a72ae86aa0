package io.millrace.benchmarks.book;

import io.millrace.engine.book.BookLimits;
import io.millrace.engine.book.BookListener;
import io.millrace.engine.book.InstrumentDefinition;
import io.millrace.engine.book.NewOrder;
import io.millrace.engine.book.OrderBook;
import io.millrace.engine.book.OrderState;
import io.millrace.engine.book.Reason;
import io.millrace.engine.book.Side;
import io.millrace.engine.book.TimeInForce;
import io.millrace.engine.book.Trade;

/** Our book, every feature in it, its listener told of every trade, order and level. */
final class MillraceContender extends Contender implements BookListener {
    static final InstrumentDefinition INSTRUMENT = new InstrumentDefinition(1, 1, 2, 1000, 1, 1L << 40);

    static final Side[] SIDES = {Side.BUY, Side.SELL};
    /** By operation. */
    static final TimeInForce[] TIMES_IN_FORCE = {TimeInForce.GTC, TimeInForce.IOC};

    private final NewOrder order = new NewOrder();
    private final int orderCountExpected;
    private OrderBook book;
    private long orderReports;
    private long levelReports;

    MillraceContender(final int orderCountExpected) {
        this.orderCountExpected = orderCountExpected;
    }

    @Override
    String name() {
        return "millrace";
    }

    @Override
    void reset() {
        final BookLimits limits = BookLimits.DEFAULT;
        book = new OrderBook(
                INSTRUMENT,
                new BookLimits(
                        limits.effectsPerCommandMax(),
                        limits.orderCountMax(),
                        limits.trailingCountMax(),
                        orderCountExpected),
                this);
        clearTrades();
    }

    OrderBook book() {
        return book;
    }

    /** Reports taken, so that none can be left out as unused. */
    long reports() {
        return orderReports + levelReports;
    }

    @Override
    void run(final Mix mix, final int from, final int to) {
        final long[] messages = mix.messages;
        for (int i = from; i < to; i++) {
            final int base = i * Mix.STRIDE;
            final long head = messages[base];
            final long body = messages[base + 1];
            final long orderId = Mix.orderId(head);
            final long price = Mix.price(body);
            final long quantity = Mix.quantity(body);
            final int operation = Mix.operation(head);
            if (operation <= Mix.PLACE_IOC) {
                order.of(orderId, Mix.user(head), SIDES[Mix.side(head)], price, quantity);
                book.place(order.timeInForce(TIMES_IN_FORCE[operation]));
            } else if (operation == Mix.CANCEL) {
                book.cancel(orderId, Mix.user(head), Reason.USER);
            } else {
                book.amend(orderId, Mix.user(head), price, quantity, 0);
            }
        }
    }

    @Override
    public void onTrade(final Trade trade) {
        onTrade(trade.makerOrderId(), trade.takerOrderId(), trade.price(), trade.quantity());
    }

    @Override
    public void onOrder(final OrderState state) {
        orderReports += state.remainingQuantity();
    }

    @Override
    public void onLevel(
            final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
        levelReports += quantity;
    }
}
