package io.millrace.engine.book;

/**
 * What a command does, told inside the call that runs it, on its thread: first every trade as it happens, then every order
 * that the command touched, then every price level, each once, as it stands after the command. The objects handed over
 * are views that are valid during the call only. A listener must not call back into the book.
 */
public interface BookListener {
    /** Two orders traded. */
    void onTrade(Trade trade);

    /** An order was touched: placed, refused, filled, amended, triggered or closed. In the order of first touch. */
    void onOrder(OrderState order);

    /**
     * A price level changed; buy levels first, then sell levels, each in the order of first touch.
     *
     * @param quantity lots shown; 0: the level is gone
     */
    void onLevel(int instrumentId, Side side, long price, long quantity, int orderCount);
}
