package io.millrace.benchmarks.book;

import com.paritytrading.parity.match.OrderBook;
import com.paritytrading.parity.match.OrderBookListener;
import com.paritytrading.parity.match.Side;

/**
 * Parity's matching library. It has limit orders and cancels alone: IOC is an order and the cancel of what it leaves, an
 * amend is a cancel, which tells what was left, and a new order with the same id. Version 0.7.0 keeps filled resting orders
 * in its index, and the cancel of one can delete a level that others rest at: so what was filled is not cancelled here.
 */
final class ParityContender extends Contender implements OrderBookListener {
    private static final Side[] SIDES = {Side.BUY, Side.SELL};

    private OrderBook book;
    private long[] quantities = new long[0];
    private Side[] sides = new Side[0];
    private long canceledQuantity;

    @Override
    String name() {
        return "parity-match";
    }

    @Override
    void reset() {
        book = new OrderBook(this);
        clearTrades();
    }

    @Override
    void run(final Mix mix, final int from, final int to) {
        final long[] messages = mix.messages;
        if (quantities.length <= mix.count) {
            quantities = new long[mix.count + 1];
            sides = new Side[mix.count + 1];
        }
        for (int i = from; i < to; i++) {
            final int base = i * Mix.STRIDE;
            final long head = messages[base];
            final long body = messages[base + 1];
            final long orderId = Mix.orderId(head);
            final long price = Mix.price(body);
            final long quantity = Mix.quantity(body);
            final int operation = Mix.operation(head);
            if (operation <= Mix.PLACE_IOC) {
                final Side side = SIDES[Mix.side(head)];
                quantities[(int) orderId] = quantity;
                sides[(int) orderId] = side;
                book.enter(orderId, side, price, quantity);
                if (operation == Mix.PLACE_IOC) {
                    book.cancel(orderId, 0);
                }
            } else if (sides[(int) orderId] != null) {
                canceledQuantity = 0;
                book.cancel(orderId, 0);
                if (operation == Mix.AMEND && canceledQuantity > 0) {
                    final long more = quantity - quantities[(int) orderId];
                    quantities[(int) orderId] = quantity;
                    book.enter(orderId, sides[(int) orderId], price, canceledQuantity + more);
                }
            }
        }
    }

    @Override
    public void match(
            final long restingOrderId,
            final long incomingOrderId,
            final Side incomingSide,
            final long price,
            final long executedQuantity,
            final long remainingQuantity) {
        if (remainingQuantity == 0) {
            sides[(int) restingOrderId] = null;
        }
        onTrade(restingOrderId, incomingOrderId, price, executedQuantity);
    }

    @Override
    public void add(final long orderId, final Side side, final long price, final long size) {
        // The race checks trades.
    }

    @Override
    public void cancel(final long orderId, final long canceledQuantity, final long remainingQuantity) {
        this.canceledQuantity = canceledQuantity;
    }
}
