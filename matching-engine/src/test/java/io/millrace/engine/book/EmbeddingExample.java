package io.millrace.engine.book;

/** The book alone, in thirty lines: run it as a main class. */
final class EmbeddingExample implements BookListener {
    private EmbeddingExample() {}

    public static void main(final String[] arguments) {
        final var instrument = new InstrumentDefinition(1, 1, 2, 10_000, 1, 1_000_000_000);
        final var book = new OrderBook(instrument, new EmbeddingExample());
        final var order = new NewOrder();
        book.place(order.of(1, 1002, Side.SELL, 4_200_000, 10_000));
        book.place(order.of(2, 1001, Side.BUY, 4_210_000, 2_500).timeInForce(TimeInForce.IOC));
        book.cancel(1, 1002, Reason.USER);
    }

    @Override
    public void onTrade(final Trade trade) {
        System.out.println("trade " + trade.tradeId() + ": " + trade.quantity() + " lots at " + trade.price()
                + ", maker " + trade.makerOrderId() + ", taker " + trade.takerOrderId());
    }

    @Override
    public void onOrder(final OrderState order) {
        System.out.println("order " + order.orderId() + ": " + order.status() + " " + order.reason() + ", "
                + order.remainingQuantity() + " lots left");
    }

    @Override
    public void onLevel(
            final int instrumentId, final Side side, final long price, final long quantity, final int orderCount) {
        System.out.println("level " + side + " " + price + ": " + quantity + " lots in " + orderCount + " orders");
    }
}
