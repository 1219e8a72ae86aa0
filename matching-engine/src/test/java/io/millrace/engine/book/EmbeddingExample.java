package io.millrace.engine.book;

/** The book alone, in thirty lines: run it as a main class. */
final class EmbeddingExample implements BookListener {
    public static void main(final String[] arguments) {
        final var book = new OrderBook(new InstrumentDefinition(1, 1, 2, 10_000, 1, 1 << 30), new EmbeddingExample());
        final var order = new NewOrder();
        book.place(order.of(1, 1002, Side.SELL, 4_200_000, 10_000));
        book.place(order.of(2, 1001, Side.BUY, 4_210_000, 2_500).timeInForce(TimeInForce.IOC));
        book.cancel(1, 1002, Reason.USER);
    }

    @Override
    public void onTrade(final Trade t) {
        System.out.printf(
                "trade %d: %d lots at %d, maker %d, taker %d%n",
                t.tradeId(), t.quantity(), t.price(), t.makerOrderId(), t.takerOrderId());
    }

    @Override
    public void onOrder(final OrderState o) {
        System.out.printf(
                "order %d: %s %s, %d lots left%n", o.orderId(), o.status(), o.reason(), o.remainingQuantity());
    }

    @Override
    public void onLevel(final int instrumentId, final Side side, final long price, final long lots, final int orders) {
        System.out.printf("level %s %d: %d lots in %d orders%n", side, price, lots, orders);
    }
}
